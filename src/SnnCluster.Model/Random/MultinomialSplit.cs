namespace SnnCluster.Model.Random;

/// <summary>
/// Shares a number of things out over blocks of neurons, each thing falling on each neuron with equal probability, so that a
/// partition can find the share of its own neurons alone. What falls on a range of blocks is split in two by a binomial draw
/// that is keyed by the range, down to single blocks: whoever walks down to a block meets the same draws.
/// </summary>
internal sealed class MultinomialSplit
{
    private readonly RandomKey _key;
    private readonly int _neurons;
    private readonly int _blockSize;
    private readonly int _blocks;

    /// <param name="key">Key of the draws; their first word is a block, and their second is the caller's.</param>
    /// <param name="neurons">Number of neurons, at least 1.</param>
    /// <param name="blockSize">Neurons in a block; the last one may hold fewer.</param>
    public MultinomialSplit(RandomKey key, int neurons, int blockSize)
    {
        _key = key;
        _neurons = neurons;
        _blockSize = blockSize;
        _blocks = (int)(((long)neurons + blockSize - 1) / blockSize);
    }

    /// <summary>Fills in what falls on each block from one on.</summary>
    /// <param name="word">The second word of the draws' streams: for each, the things are shared out anew.</param>
    /// <param name="things">How many there are.</param>
    /// <param name="firstBlock">First block wanted.</param>
    /// <param name="counts">One count per block wanted.</param>
    public void Count(uint word, long things, int firstBlock, Span<long> counts) =>
        Split(word, things, 0, _blocks, firstBlock, counts);

    private void Split(uint word, long things, int from, int to, int firstBlock, Span<long> counts)
    {
        if (to <= firstBlock || from >= firstBlock + counts.Length)
        {
            return;
        }

        if (to - from == 1)
        {
            counts[from - firstBlock] = things;
            return;
        }

        int middle = from + ((to - from) / 2);
        long left = 0;
        if (things > 0)
        {
            // Blocks before the last are full, so the left half holds (middle - from) full blocks.
            ulong leftNeurons = (ulong)(middle - from) * (ulong)_blockSize;
            ulong allNeurons = (ulong)(Math.Min(to * (long)_blockSize, _neurons) - (from * (long)_blockSize));
            ulong probability = (ulong)(((UInt128)leftNeurons << 64) / allNeurons);

            // No two splits have the same middle, so it names the split.
            RandomStream random = _key.Stream((uint)middle, word);
            left = random.NextBinomial(things, probability);
        }

        Split(word, left, from, middle, firstBlock, counts);
        Split(word, things - left, middle, to, firstBlock, counts);
    }
}
