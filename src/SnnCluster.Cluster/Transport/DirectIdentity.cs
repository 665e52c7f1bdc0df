using System.Security.Cryptography;

namespace SnnCluster.Cluster.Transport;

/// <summary>What a connecting node says about itself.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Node">Number of the connecting node in the run's plan.</param>
/// <param name="Token">The token that the listening node made for it, <see cref="TokenBytes"/> long.</param>
public sealed record DirectIdentity(Guid RunId, int Node, byte[] Token)
{
    /// <summary>Length of a token.</summary>
    public const int TokenBytes = 16;

    /// <summary>
    /// A new token. It lets one connection in, once. It must reach the other node on a way that strangers cannot read.
    /// </summary>
    public static byte[] CreateToken() => RandomNumberGenerator.GetBytes(TokenBytes);
}
