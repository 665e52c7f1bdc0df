using System.Diagnostics;
using System.Net.Sockets;
using SnnCluster.Cluster.Exchange;

namespace SnnCluster.Cluster.Transport;

/// <summary>
/// Plain connections, read by whoever polls. Two nodes that send to each other at once would wait for each other forever
/// once the kernel's buffers are full; so a send that would have to wait reads, too, unless another thread does already.
/// </summary>
internal sealed class DirectPolledLinks : DirectLinks
{
    // While another thread reads, a send looks so often whether it is needed for that.
    private static readonly TimeSpan BesideReader = TimeSpan.FromMilliseconds(1);

    // Waits are cut into such pieces, so that none outlasts a failure which another thread saw.
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(100);

    private readonly Lock _reading = new();
    private readonly DirectPolledLink[] _links;
    private readonly IFrameSink _sink;
    private readonly DirectTransportOptions _options;
    private readonly DirectWait _pollWait;
    private readonly DirectWait _sendWait;
    private bool _cameWhileSending;
    private volatile bool _disposed;

    public DirectPolledLinks(DirectPolledLink[] links, IFrameSink sink, DirectTransportOptions options)
        : base(links)
    {
        _links = links;
        _sink = sink;
        _options = options;
        _pollWait = new DirectWait(links);
        _sendWait = new DirectWait(links);
    }

    public override bool IsPolled => true;

    public override void Send(int peer, ReadOnlySpan<byte> message)
    {
        if (_reading.IsHeldByCurrentThread)
        {
            throw new InvalidOperationException("a sink must not send: it is called in the middle of receiving");
        }

        var link = (DirectPolledLink)Find(peer);
        link.ThrowIfLost();
        try
        {
            SendAll(link, link.Sending.Begin(message, out ReadOnlySpan<byte> rest));
            SendAll(link, rest);
        }
        catch (Exception exception) when (exception is ObjectDisposedException or SocketException)
        {
            // Closed meanwhile: with the transport, or because what came from the node was not taken.
            ObjectDisposedException.ThrowIf(_disposed, this);
            link.Fail(SocketError.ConnectionAborted);
            link.ThrowIfLost();
        }
    }

    public override bool Poll(TimeSpan wait)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        lock (_reading)
        {
            try
            {
                return Read(wait);
            }
            catch (Exception exception) when (_disposed && exception is SocketException)
            {
                throw new ObjectDisposedException(nameof(DirectTransport), exception);
            }
        }
    }

    public override void Dispose()
    {
        _disposed = true;
        base.Dispose();
    }

    private bool Read(TimeSpan wait)
    {
        long began = Stopwatch.GetTimestamp();
        long spinning = began;
        bool came = _cameWhileSending;
        _cameWhileSending = false;
        int turns = 0;
        while (true)
        {
            bool progress = ReadOnce(out int messages);
            ObjectDisposedException.ThrowIf(_disposed, this);
            came |= messages > 0;
            if (came)
            {
                break;
            }

            if (progress)
            {
                // The rest of a message is not far behind.
                spinning = wait == TimeSpan.Zero ? spinning : Stopwatch.GetTimestamp();
                continue;
            }

            if (wait == TimeSpan.Zero || AnyLost)
            {
                break;
            }

            TimeSpan left = Timeout.InfiniteTimeSpan;
            if (wait != Timeout.InfiniteTimeSpan)
            {
                left = wait - Stopwatch.GetElapsedTime(began);
                if (left <= TimeSpan.Zero)
                {
                    break;
                }
            }

            if (Stopwatch.GetElapsedTime(spinning) < _options.SpinTime)
            {
                // There may be more threads than cores, and the one that would send may wait for this very core.
                if (++turns % 8 == 0)
                {
                    Thread.Yield();
                }
            }
            else
            {
                _pollWait.ForBytes(left == Timeout.InfiniteTimeSpan || left > LongestWait ? LongestWait : left);
            }
        }

        ThrowIfAnyLost();
        return came;
    }

    /// <summary>Reads once from each connection, so that one which sends fast does not starve the others.</summary>
    private bool ReadOnce(out int messages)
    {
        bool progress = false;
        messages = 0;
        foreach (DirectPolledLink link in _links)
        {
            progress |= link.Receive(_sink, out int taken);
            messages += taken;
        }

        return progress;
    }

    private void SendAll(DirectPolledLink link, ReadOnlySpan<byte> bytes)
    {
        long since = 0;
        while (!bytes.IsEmpty)
        {
            int sent = link.Send(bytes);
            bytes = bytes[sent..];
            if (sent > 0)
            {
                since = 0;
                continue;
            }

            since = since == 0 ? Stopwatch.GetTimestamp() : since;
            if (_options.StallLimit != Timeout.InfiniteTimeSpan && Stopwatch.GetElapsedTime(since) > _options.StallLimit)
            {
                link.Fail($"it has taken nothing for {_options.StallLimit.TotalSeconds:0.###} s", null);
            }

            link.ThrowIfLost();
            ReadOrWait(link);
        }
    }

    private void ReadOrWait(DirectPolledLink link)
    {
        if (!_reading.TryEnter())
        {
            _sendWait.ForRoom(link.Socket, BesideReader);
            return;
        }

        try
        {
            bool progress = ReadOnce(out int messages);
            _cameWhileSending |= messages > 0;
            if (progress)
            {
                return;
            }
        }
        finally
        {
            _reading.Exit();
        }

        // Not under the lock: a thread that comes to poll meanwhile reads in this one's place.
        _sendWait.ForRoomOrBytes(link.Socket, LongestWait);
    }
}
