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
    /// <summary>The share of a population's incoming synapses that is copied at a time, but for small ones.</summary>
    public const double CopiedShare = 1.0 / 16;

    // Neurons whose state is read and hashed at a time.
    private const int MostNeurons = 1 << 16;

    // Blocks of synapses need not be smaller than this: 5 MB.
    private const int FewSynapses = 1 << 18;

    private readonly IPartition _partition;
    private readonly int _population;
    private readonly Slice _slice;
    private readonly ISynapsesByTarget[] _incoming;
    private readonly Synapse[][] _synapses;
    private readonly int[] _nextSynapse;
    private readonly float[][] _states;
    private readonly long[] _counts;
    private readonly long _mostSynapses;
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
        _incoming =
        [
            .. Enumerable.Range(0, targetOfProjection.Count).Where(p => targetOfProjection[p] == population)
                .Select(p => partition.ReadByTarget(p, _slice)),
        ];
        _synapses = [.. _incoming.Select(_ => Array.Empty<Synapse>())];
        _nextSynapse = new int[_incoming.Length];
        int neurons = Math.Min(_slice.Count, MostNeurons);
        _states = [.. partition.StateVariables(population).Select(_ => new float[neurons])];
        _counts = new long[neurons];
        _mostSynapses = Math.Max(FewSynapses, (long)(CopiedShare * _incoming.Sum(one => SumOf(one.InDegrees))));
    }

    /// <summary>The hashes of the next neurons, one after the other; null where there are no more.</summary>
    public byte[]? Next()
    {
        if (_next == _slice.Count)
        {
            return null;
        }

        if (_next == _blockEnd)
        {
            ReadBlock();
        }

        int first = _next;
        _next = Math.Min(_blockEnd, first + MostNeurons);
        return Hash(first, _next - first);
    }

    public void Dispose() => _hash.Dispose();

    private static long SumOf(ReadOnlySpan<int> numbers)
    {
        long sum = 0;
        foreach (int number in numbers)
        {
            sum += number;
        }

        return sum;
    }

    // As many neurons as have no more synapses together than are copied at a time, at least one.
    private void ReadBlock()
    {
        int first = _next;
        long all = SynapsesOf(first);
        for (_blockEnd = first + 1; _blockEnd < _slice.Count; _blockEnd++)
        {
            all += SynapsesOf(_blockEnd);
            if (all > _mostSynapses)
            {
                break;
            }
        }

        for (int p = 0; p < _incoming.Length; p++)
        {
            long synapses = SumOf(_incoming[p].InDegrees[first.._blockEnd]);
            if (_synapses[p].Length < synapses)
            {
                _synapses[p] = new Synapse[synapses];
            }

            _incoming[p].Read(first, _blockEnd - first, _synapses[p].AsSpan(0, (int)synapses));
            _nextSynapse[p] = 0;
        }
    }

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
            for (int p = 0; p < _incoming.Length; p++)
            {
                int inDegree = _incoming[p].InDegrees[first + i];
                foreach (ref readonly Synapse synapse in _synapses[p].AsSpan(_nextSynapse[p], inDegree))
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

    private long SynapsesOf(int neuron)
    {
        long synapses = 0;
        foreach (ISynapsesByTarget one in _incoming)
        {
            synapses += one.InDegrees[neuron];
        }

        return synapses;
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
