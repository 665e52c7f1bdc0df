using System.Buffers.Binary;
using System.Security.Cryptography;
using SnnCluster.Engine.Partitions;

namespace SnnCluster.Engine.Recording;

/// <summary>Hashes the neurons of one population of a partition as <see cref="NetworkDigest"/> says, block by block.</summary>
internal sealed class NeuronHashes : IDisposable
{
    /// <summary>The share of a population's incoming synapses that is copied at a time, but for small ones.</summary>
    public const double CopiedShare = 1.0 / 16;

    /// <summary>Neurons of a block at most.</summary>
    public const int MostNeurons = 1 << 16;

    // Blocks need not be smaller than this: 5 MB.
    private const int FewSynapses = 1 << 18;

    private readonly IPartition _partition;
    private readonly int _population;
    private readonly Slice _slice;
    private readonly ISynapsesByTarget[] _incoming;
    private readonly Synapse[][] _synapses;
    private readonly float[][] _states;
    private readonly long[] _counts;
    private readonly long _mostSynapses;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _bytes = new byte[1 << 14];
    private int _length;

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
        int neurons = Math.Min(_slice.Count, MostNeurons);
        _states = [.. partition.StateVariables(population).Select(_ => new float[neurons])];
        _counts = new long[neurons];
        _mostSynapses = Math.Max(FewSynapses, (long)(CopiedShare * _incoming.Sum(one => SumOf(one.InDegrees))));
    }

    /// <summary>Neurons of the block that begins with one: at least one.</summary>
    public int BlockFrom(int first)
    {
        int most = Math.Min(MostNeurons, _slice.Count - first);
        long synapses = SynapsesOf(first);
        int count = 1;
        while (count < most && (synapses += SynapsesOf(first + count)) <= _mostSynapses)
        {
            count++;
        }

        return count;
    }

    /// <summary>The hashes of a block's neurons, one after the other.</summary>
    public byte[] Hash(int first, int count)
    {
        for (int v = 0; v < _states.Length; v++)
        {
            _partition.ReadState(_population, v, _states[v].AsSpan(0, count), first);
        }

        _partition.ReadSpikeCounts(_population, _counts.AsSpan(0, count), first);
        for (int p = 0; p < _incoming.Length; p++)
        {
            long synapses = SumOf(_incoming[p].InDegrees.Slice(first, count));
            if (_synapses[p].Length < synapses)
            {
                _synapses[p] = new Synapse[synapses];
            }

            _incoming[p].Read(first, count, _synapses[p].AsSpan(0, (int)synapses));
        }

        var hashes = new byte[count * SHA256.HashSizeInBytes];
        var next = new int[_incoming.Length];
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
                foreach (ref readonly Synapse synapse in _synapses[p].AsSpan(next[p], inDegree))
                {
                    Write(synapse.Source);
                    Write(synapse.K);
                    Write(synapse.DelaySteps);
                    Write(BitConverter.SingleToInt32Bits(synapse.Weight));
                }

                next[p] += inDegree;
            }

            Flush();
            _hash.GetHashAndReset(hashes.AsSpan(i * SHA256.HashSizeInBytes));
        }

        return hashes;
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
