using SnnCluster.Cluster.Wire;
using SnnCluster.Learning.Parallel.Messages;

namespace SnnCluster.Learning.Parallel.Nodes;

/// <summary>
/// Sends messages in order, and of blocks only so many before the other side has taken some: a write has no
/// back-pressure of its own, and heartbeats travel behind what was written. Blocks are made when they are sent.
/// </summary>
/// <param name="send">Sends a message.</param>
internal sealed class BlockSender(Action<IWireMessage> send)
{
    private readonly Queue<IEnumerator<IWireMessage>> _waiting = new();
    private int _inFlight;

    /// <summary>Sends messages behind those that wait.</summary>
    public void Send(IEnumerable<IWireMessage> messages)
    {
        _waiting.Enqueue(messages.GetEnumerator());
        Go();
    }

    /// <summary>The other side has taken blocks.</summary>
    /// <exception cref="InvalidDataException">So many are not on their way.</exception>
    public void Taken(int blocks)
    {
        if (blocks < 1 || blocks > _inFlight)
        {
            throw new InvalidDataException($"{blocks} blocks were taken, but {_inFlight} are on their way");
        }

        _inFlight -= blocks;
        Go();
    }

    private void Go()
    {
        while (_inFlight < TrainingProtocol.BlocksInFlight && _waiting.TryPeek(out IEnumerator<IWireMessage>? next))
        {
            if (!next.MoveNext())
            {
                _waiting.Dequeue();
                continue;
            }

            _inFlight += next.Current is IBlock ? 1 : 0;
            send(next.Current);
        }
    }
}
