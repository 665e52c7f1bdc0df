using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using SnnCluster.Cluster.Actors;

namespace SnnCluster.Cluster.Hosting;

/// <summary>
/// The nodes of a cluster that a client knows. It talks through one of them; where that one is lost, it turns to another.
/// </summary>
/// <remarks>
/// A node that is busy takes its time to answer, so it is waited for, as long as it does not close connections: that is what
/// a server of something else does, or one that wants other certificates. A message that Akka loses while a connection comes
/// about is lost for good, so a client makes contact by a question that can be asked again before it asks for anything.
/// </remarks>
internal sealed class NodeContacts
{
    // So often a connection is closed, one after the other, before what listens counts as no node.
    private const int MostClosed = 3;

    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly ActorSystem _system;
    private readonly Lock _lock = new();
    private Task<bool?>? _turning;
    private volatile string[] _addresses; // replaced as a whole: several may follow runs by way of one client
    private TaskCompletionSource _broken = NewSignal();
    private volatile bool _isOpen; // as far as is known: the node has taken the connection, and it has not broken since
    private int _closed;

    private NodeContacts(ActorSystem system, string address)
    {
        _system = system;
        _addresses = [address];
        Action<string> opened = OnOpened;
        Action<string, bool> broken = OnBroken;
        system.ActorOf(Props.Create(() => new LinkWatch(opened, broken)), "links");
    }

    /// <summary>The node that is talked to, as host:port.</summary>
    public string Address => _addresses[0];

    /// <summary>Its way to the coordinator.</summary>
    public ActorSelection Gateway => GatewayOf(Address);

    /// <summary>Ends when the connection to the node breaks next.</summary>
    public Task Broken => Volatile.Read(ref _broken).Task;

    /// <summary>Whether the node has answered.</summary>
    public bool HasAnswered { get; private set; }

    /// <summary>Whether the node has taken a connection, as far as is known.</summary>
    public bool IsOpen => _isOpen;

    /// <summary>Makes contact with a node.</summary>
    /// <param name="system">The client's actors.</param>
    /// <param name="address">The node, as host:port.</param>
    /// <param name="limit">How long it may take to answer.</param>
    /// <returns>The contacts, whether it has answered or not.</returns>
    /// <exception cref="ClusterException">What listens there is no node, or one by another name.</exception>
    public static async Task<NodeContacts> OpenAsync(ActorSystem system, string address, TimeSpan limit)
    {
        var contacts = new NodeContacts(system, address);
        bool askedForNames = false;
        for (long began = Stopwatch.GetTimestamp(); !await contacts.AnswersAsync(address).ConfigureAwait(false);)
        {
            // Akka ends a system whose own TLS handshake fails.
            if (Volatile.Read(ref contacts._closed) >= MostClosed || system.WhenTerminated.IsCompleted)
            {
                throw new ClusterException(
                    $"what listens at {address} does not answer as a snncluster node: it or TLS ends connections, so it is "
                    + "none, or has other certificates, or only one side has TLS (--config)");
            }

            // A node takes only what is sent to it by its own name.
            if (contacts._isOpen && !askedForNames && await contacts.OtherNameAsync().ConfigureAwait(false) is string name)
            {
                throw new ClusterException($"the node at {address} does not go by that name: ask for {name}");
            }

            askedForNames |= contacts._isOpen;
            if (Stopwatch.GetElapsedTime(began) >= limit)
            {
                return contacts;
            }
        }

        contacts.HasAnswered = true;
        return contacts;
    }

    /// <summary>
    /// This machine's address towards another one: a cluster answers over a connection of its own, so a client needs one that
    /// the node can reach.
    /// </summary>
    /// <exception cref="SocketException">Nothing listens there.</exception>
    /// <exception cref="OperationCanceledException">It takes too long.</exception>
    public static async Task<IPAddress> OwnAddressTowards(string host, int port)
    {
        using var limit = new CancellationTokenSource(ConnectLimit);
        using var probe = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await probe.ConnectAsync(host, port, limit.Token).ConfigureAwait(false);
        IPAddress own = ((IPEndPoint)probe.LocalEndPoint!).Address;
        return own.IsIPv4MappedToIPv6 ? own.MapToIPv4() : own;
    }

    /// <summary>Takes note of other nodes of the cluster.</summary>
    public void Learn(IEnumerable<string> addresses)
    {
        lock (_lock)
        {
            _addresses = [.. _addresses.Union(addresses)];
        }
    }

    /// <summary>Turns to the next node that answers, or stays where none does.</summary>
    /// <returns>
    /// Whether one answers; null where none does, nor will, since nothing listens any more at any of their ports.
    /// </returns>
    /// <param name="from">The node that did not answer: where the client talks to another one meanwhile, that one is it.</param>
    public Task<bool?> TurnAsync(string from)
    {
        lock (_lock)
        {
            return Address == from ? _turning ??= Task.Run(TurnOnceAsync) : Task.FromResult<bool?>(true);
        }
    }

    private async Task<bool?> TurnOnceAsync()
    {
        try
        {
            bool anyListens = false;
            foreach (string address in _addresses.Skip(1).Append(Address).ToArray())
            {
                if (!await ListensAsync(address).ConfigureAwait(false))
                {
                    continue;
                }

                anyListens = true;
                if (await AnswersAsync(address).ConfigureAwait(false))
                {
                    lock (_lock)
                    {
                        _addresses = [address, .. _addresses.Except([address])];
                    }

                    return true;
                }
            }

            return anyListens ? false : null;
        }
        finally
        {
            lock (_lock)
            {
                _turning = null;
            }
        }
    }

    /// <summary>The nodes that are known, for people.</summary>
    public override string ToString() => string.Join(", ", (IEnumerable<string>)_addresses);

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    // A machine that cannot be reached may be back in a moment; one that refuses has nothing there.
    private static async Task<bool> ListensAsync(string address)
    {
        (string host, int port) = NodeAddress.Split(address);
        try
        {
            await OwnAddressTowards(host, port).ConfigureAwait(false);
            return true;
        }
        catch (SocketException exception)
        {
            return exception.SocketErrorCode != SocketError.ConnectionRefused;
        }
        catch (OperationCanceledException)
        {
            return true;
        }
    }

    private ActorSelection GatewayOf(string address) =>
        _system.ActorSelection(NodeAddress.In(_system, address) / "user" / ActorNames.Gateway);

    private async Task<bool> AnswersAsync(string address)
    {
        Task broken = Broken;
        using var stop = new CancellationTokenSource();
        Task<ActorIdentity> answer = GatewayOf(address).Ask<ActorIdentity>(new Identify(null), AskAgainAfter, stop.Token);
        if (await Task.WhenAny(answer, broken, _system.WhenTerminated).ConfigureAwait(false) == answer)
        {
            if (answer.IsCompletedSuccessfully && answer.Result.Subject is not null)
            {
                return true;
            }
        }
        else
        {
            await stop.CancelAsync().ConfigureAwait(false);
        }

        // It is busy, starts, ends, or is none; and Akka does not connect again at once.
        await Task.Delay(Pause).ConfigureAwait(false);
        return false;
    }

    private async Task<string?> OtherNameAsync()
    {
        (string host, int port) = NodeAddress.Split(Address);
        try
        {
            IPHostEntry entry = await Dns.GetHostEntryAsync(host).ConfigureAwait(false);
            foreach (string name in entry.AddressList.Select(each => each.ToString()).Append(entry.HostName).Concat(entry.Aliases))
            {
                string other = $"{name}:{port}";
                if (other != Address && NodeAddress.Parse(other) is not null && await AnswersAsync(other).ConfigureAwait(false))
                {
                    return other;
                }
            }
        }
        catch (SocketException)
        {
            // It has no other name.
        }

        return null;
    }

    private void OnOpened(string address)
    {
        if (address == Address)
        {
            _isOpen = true;
            Volatile.Write(ref _closed, 0);
        }
    }

    private void OnBroken(string address, bool isSlow)
    {
        if (address == Address)
        {
            _isOpen = false;
            if (!isSlow)
            {
                Interlocked.Increment(ref _closed);
            }

            Interlocked.Exchange(ref _broken, NewSignal()).TrySetResult();
        }
    }
}
