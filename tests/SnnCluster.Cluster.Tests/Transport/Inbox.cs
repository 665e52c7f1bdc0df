using System.Diagnostics;
using System.Security.Cryptography;
using SnnCluster.Cluster.Exchange;
using SnnCluster.Cluster.Transport;

namespace SnnCluster.Cluster.Tests.Transport;

/// <summary>Keeps what arrives: a hash of each message, by sender, in order.</summary>
internal sealed class Inbox : IFrameSink
{
    private readonly List<(int Peer, string Hash)> _messages = [];

    public int Count
    {
        get
        {
            lock (_messages)
            {
                return _messages.Count;
            }
        }
    }

    public static string Hash(ReadOnlySpan<byte> message) => $"{message.Length}:{Convert.ToHexString(SHA256.HashData(message))}";

    public string[] From(int peer)
    {
        lock (_messages)
        {
            return [.. _messages.Where(message => message.Peer == peer).Select(message => message.Hash)];
        }
    }

    public void Accept(int peer, ReadOnlySpan<byte> message)
    {
        string hash = Hash(message);
        lock (_messages)
        {
            _messages.Add((peer, hash));
        }
    }

    /// <summary>Polls until so many messages are there.</summary>
    public void Await(DirectTransport transport, int count)
    {
        long start = Stopwatch.GetTimestamp();
        while (Count < count)
        {
            transport.Poll(TimeSpan.FromMilliseconds(1));
            Assert.True(Stopwatch.GetElapsedTime(start) < DirectPair.Limit, $"{Count} of {count} messages came");
            if (!transport.IsPolled)
            {
                Thread.Yield();
            }
        }
    }
}
