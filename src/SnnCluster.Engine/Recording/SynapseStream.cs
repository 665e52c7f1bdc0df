namespace SnnCluster.Engine.Recording;

/// <summary>
/// All synapses of a projection at a time, in the order of (source, target, k), some at a time: no copy of all is made. It is read once, and
/// before the network goes on.
/// </summary>
/// <param name="partitions">
/// The synapses of each partition in that order, some at a time; partitions are in the order of their targets. What was given last is valid until
/// the next is asked for.
/// </param>
public sealed class SynapseStream(IReadOnlyList<IEnumerable<ReadOnlyMemory<Synapse>>> partitions)
{
    private const int BlockLength = 1 << 14;

    /// <summary>The synapses, in blocks; what was given last is valid until the next is asked for.</summary>
    public IEnumerable<ReadOnlyMemory<Synapse>> Blocks() => partitions.Count == 1 ? partitions[0] : Merge();

    /// <summary>A copy of all, for who has the room.</summary>
    public Synapse[] ToArray() => [.. Blocks().SelectMany(block => block.ToArray())];

    // Source by source, of each what the partitions have in their order: a partition's targets come after those of the one before.
    private IEnumerable<ReadOnlyMemory<Synapse>> Merge()
    {
        Cursor[] cursors = [.. partitions.Select(partition => new Cursor(partition.GetEnumerator()))];
        try
        {
            var block = new Synapse[BlockLength];
            int length = 0;
            while (cursors.Min(cursor => cursor.Source) is int source && source != int.MaxValue)
            {
                foreach (Cursor cursor in cursors)
                {
                    while (cursor.Source == source)
                    {
                        block[length++] = cursor.Take();
                        if (length == block.Length)
                        {
                            yield return block;
                            length = 0;
                        }
                    }
                }
            }

            yield return block.AsMemory(0, length);
        }
        finally
        {
            Array.ForEach(cursors, cursor => cursor.Dispose());
        }
    }

    private sealed class Cursor : IDisposable
    {
        private readonly IEnumerator<ReadOnlyMemory<Synapse>> _blocks;
        private ReadOnlyMemory<Synapse> _block;
        private int _next;

        public Cursor(IEnumerator<ReadOnlyMemory<Synapse>> blocks)
        {
            _blocks = blocks;
            Look();
        }

        /// <summary>Source of the next synapse; the largest number where there is none.</summary>
        public int Source { get; private set; }

        public Synapse Take()
        {
            Synapse synapse = _block.Span[_next++];
            Look();
            return synapse;
        }

        public void Dispose() => _blocks.Dispose();

        private void Look()
        {
            while (_next == _block.Length)
            {
                if (!_blocks.MoveNext())
                {
                    Source = int.MaxValue;
                    return;
                }

                (_block, _next) = (_blocks.Current, 0);
            }

            Source = _block.Span[_next].Source;
        }
    }
}
