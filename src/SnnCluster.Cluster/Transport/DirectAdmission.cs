using System.Security.Cryptography;

namespace SnnCluster.Cluster.Transport;

/// <summary>Judges hellos: which node of which run may come in.</summary>
internal sealed class DirectAdmission
{
    private readonly Guid _runId;
    private volatile Dictionary<int, byte[]> _tokens;

    public DirectAdmission(Guid runId, IReadOnlyDictionary<int, byte[]> tokens)
    {
        if (tokens.Count == 0 || tokens.Values.Any(token => token.Length != DirectIdentity.TokenBytes))
        {
            throw new ArgumentException($"each of one or more nodes needs a token of {DirectIdentity.TokenBytes} bytes");
        }

        _runId = runId;
        _tokens = tokens.ToDictionary();
    }

    public IReadOnlyCollection<int> Peers => _tokens.Keys;

    /// <summary>From now on only some nodes may come in.</summary>
    public void Only(IReadOnlyList<int> peers) => _tokens = _tokens.Where(token => peers.Contains(token.Key)).ToDictionary();

    public HelloAnswer Judge(ReadOnlySpan<byte> bytes, out int peer)
    {
        var hello = new DirectHello(bytes);
        peer = hello.Node;
        if (!hello.HasMagic)
        {
            return HelloAnswer.NoHello;
        }

        if (hello.ProtocolVersion != DirectHello.Version)
        {
            return HelloAnswer.WrongVersion;
        }

        if (hello.RunId != _runId)
        {
            return HelloAnswer.WrongRun;
        }

        if (!_tokens.TryGetValue(peer, out byte[]? token))
        {
            return HelloAnswer.UnknownPeer;
        }

        // In constant time: how long a wrong token takes must not tell how much of it is right.
        return CryptographicOperations.FixedTimeEquals(token, hello.Token) ? HelloAnswer.Accepted : HelloAnswer.WrongToken;
    }
}
