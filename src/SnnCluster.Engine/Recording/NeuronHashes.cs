using System.Buffers.Binary;
using System.Security.Cryptography;
using SnnCluster.Engine.Partitions;

namespace SnnCluster.Engine.Recording;

/// <summary>
/// Hashes the neurons of one population of a partition as <see cref="NetworkDigest"/> says. Synapses are read for a block of
/// targets at a time, of which there are few, since each costs a pass over all rows; state, for fewer neurons.
/// </summary>
internal sealed class NeuronHashes : IDisposable
{
    // Neurons whose state is read and hashed at a time.
    private const int MostNeurons = 1 << 16;

    private readonly IPartition _partition;
    private readonly int _population;
    private readonly Slice _slice;
    private readonly TargetBlocks _blocks;
    private readonly int[] _nextSynapse;
    private readonly float[][] _states;
    private readonly long[] _counts;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _bytes = new byte[1 << 14];
    private int _length;
    private int _next;
    private int _blockEnd;

    public NeuronHashes(IPartition partition, int population, IReadOnlyList<int> targetOfProjection)
    {
        _partition = partition;
        _population = population;
        _slice = partition.Slices[population];
        ISynapsesByTarget[] incoming =
        [
            .. Enumerable.Range(0, targetOfProjection.Count).Where(p => targetOfProjection[p] == population)
                .Select(p => partition.ReadByTarget(p, _slice)),
        ];
        _blocks = new TargetBlocks(incoming);
        _nextSynapse = new int[incoming.Length];
        int neurons = Math.Min(_slice.Count, MostNeurons);
        _states = [.. partition.StateVariables(population).Select(_ => new float[neurons])];
        _counts = new long[neurons];
    }

    /// <summary>The hashes of the next neurons, one after the other; null where there are no more.</summary>
    public byte[]? Next()
    {
        if (_next == _slice.Count)
        {
            return null;
        }

        // A population without incoming projections is one block.
        if (_next == _blockEnd)
        {
            _blockEnd = _blocks.Next() ? _blocks.End : _slice.Count;
            Array.Clear(_nextSynapse);
        }

        int first = _next;
        _next = Math.Min(_blockEnd, first + MostNeurons);
        return Hash(first, _next - first);
    }

    public void Dispose() => _hash.Dispose();

    private byte[] Hash(int first, int count)
    {
        for (int v = 0; v < _states.Length; v++)
        {
            _partition.ReadState(_population, v, _states[v].AsSpan(0, count), first);
        }

        _partition.ReadSpikeCounts(_population, _counts.AsSpan(0, count), first);
        var hashes = new byte[count * SHA256.HashSizeInBytes];
        for (int i = 0; i < count; i++)
        {
            Write(_slice.Begin + first + i);
            foreach (float[] state in _states)
            {
                Write(BitConverter.SingleToInt32Bits(state[i]));
            }

            Write((int)_counts[i]);
            Write((int)(_counts[i] >> 32));
            for (int p = 0; p < _nextSynapse.Length; p++)
            {
                int inDegree = _blocks.InDegrees(p)[first + i - _blocks.First];
                foreach (ref readonly Synapse synapse in _blocks.Synapses(p).Slice(_nextSynapse[p], inDegree))
                {
                    Write(synapse.Source);
                    Write(synapse.K);
                    Write(synapse.DelaySteps);
                    Write(BitConverter.SingleToInt32Bits(synapse.Weight));
                }

                _nextSynapse[p] += inDegree;
            }

            Flush();
            _hash.GetHashAndReset(hashes.AsSpan(i * SHA256.HashSizeInBytes));
        }

        return hashes;
    }

    private void Write(int value)
    {
        if (_length == _bytes.Length)
        {
            Flush();
        }

        BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(_length), value);
        _length += sizeof(int);
    }

    private void Flush()
    {
        _hash.AppendData(_bytes, 0, _length);
        _length = 0;
    }
}
