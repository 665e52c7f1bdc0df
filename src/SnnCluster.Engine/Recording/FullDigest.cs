using System.Buffers.Binary;
using System.Security.Cryptography;
using SnnCluster.Engine.Snapshots;
using SnnCluster.Model.Networks;

namespace SnnCluster.Engine.Recording;

/// <summary>
/// A fingerprint of all that a network goes on from, which no cut changes: beside what <see cref="NetworkDigest"/> covers, spikes under way, input that
/// waits for a dendritic delay, histories and traces of plasticity, state of synapses and modulators. For each neuron in the order of (population,
/// id) SHA-256 over little-endian numbers: its id; state variables; spike count; last spike and state of each history; sums on their way, as
/// receptor, step and sum; steps of its own spikes under way; for each projection from it that keeps events, the last event and the source's state;
/// then for each projection onto it its synapses sorted by (source, k), as source, k, dendritic delay, weight, state, last event. The digest is the SHA-256 of
/// those hashes in order and of one over all modulators. Counts of events and of rewiring, and what probes keep, are no part of it.
/// </summary>
public static class FullDigest
{
    /// <summary>The digest out of the snapshots of all partitions, in order.</summary>
    /// <param name="network">The network.</param>
    /// <param name="snapshots">Snapshots at the same step, as <see cref="Partitions.IPartition.Capture"/> gives them.</param>
    public static string Compute(NetworkDescription network, IReadOnlyList<PartitionSnapshot> snapshots) => NetworkDigest.Combine(
        Enumerable.Range(0, network.Populations.Count)
            .SelectMany(population => snapshots.SelectMany(snapshot => HashNeurons(network, snapshot, population)))
            .Append(HashModulators(snapshots[0])));

    /// <summary>The hash of all modulators, which every partition has alike.</summary>
    public static byte[] HashModulators(PartitionSnapshot snapshot)
    {
        using var hash = new Hasher();
        foreach (ModulatorSnapshot modulator in snapshot.Modulators)
        {
            hash.Add(modulator.LastStep);
            hash.Add(modulator.Level);
            foreach (long count in modulator.Counted)
            {
                hash.Add(count);
            }
        }

        return hash.Take();
    }

    /// <summary>The hashes of a partition's neurons of a population, 32 bytes each, in the order of their ids, many at a time.</summary>
    public static IEnumerable<byte[]> HashNeurons(NetworkDescription network, PartitionSnapshot snapshot, int population)
    {
        const int AtOnce = 1 << 12;
        PopulationSnapshot own = snapshot.Populations[population];
        Partitions.Slice slice = snapshot.Slices[population];
        Pending[] inputs = [.. own.Inputs.Select(input => new Pending(input.Neurons, slice))];
        var spikes = new Pending(own.Spikes.Neurons, slice);
        ProjectionSnapshot[] from = [.. snapshot.Projections.Where((_, p) => network.Projections[p].Source == network.Populations[population].Name)];
        Incoming[] onto =
        [
            .. snapshot.Projections.Where((_, p) => network.Projections[p].Target == network.Populations[population].Name)
                .Select(projection => new Incoming(projection.Synapses, slice)),
        ];
        using var hash = new Hasher();
        for (int begin = 0; begin < slice.Count; begin += AtOnce)
        {
            var hashes = new byte[Math.Min(AtOnce, slice.Count - begin) * SHA256.HashSizeInBytes];
            for (int i = begin; i < Math.Min(slice.Count, begin + AtOnce); i++)
            {
                AddNeuron(hash, own, slice.Begin, i);
                AddOnTheWay(hash, own, inputs, spikes, i);
                foreach (ProjectionSnapshot one in from.Where(one => one.LastEvents.Length > 0))
                {
                    int source = slice.Begin + i - one.Sources.Begin;
                    hash.Add(one.LastEvents[source]);
                    hash.Add(one.SourceStates, source);
                }

                foreach (Incoming one in onto)
                {
                    one.AddTo(hash, i);
                }

                hash.Take().CopyTo(hashes, (i - begin) * SHA256.HashSizeInBytes);
            }

            yield return hashes;
        }
    }

    private static void AddNeuron(Hasher hash, PopulationSnapshot own, int begin, int neuron)
    {
        hash.Add(begin + neuron);
        hash.Add(own.States, neuron);
        hash.Add(own.SpikeCounts[neuron]);
        foreach (HistorySnapshot history in own.Histories)
        {
            hash.Add(history.Last[neuron]);
            hash.Add(history.State, neuron);
        }
    }

    private static void AddOnTheWay(Hasher hash, PopulationSnapshot own, Pending[] inputs, Pending spikes, int neuron)
    {
        for (int r = 0; r < inputs.Length; r++)
        {
            foreach (int entry in inputs[r].Of(neuron))
            {
                hash.Add(r);
                hash.Add(own.Inputs[r].Steps[entry]);
                hash.Add(own.Inputs[r].Sums[entry]);
            }
        }

        foreach (int entry in spikes.Of(neuron))
        {
            hash.Add(own.Spikes.Steps[entry]);
        }
    }

    // Entries by neuron, each neuron's in their order, which is that of steps.
    private sealed class Pending
    {
        private readonly int[] _begins;
        private readonly int[] _entries;

        public Pending(int[] neurons, Partitions.Slice slice)
        {
            _begins = new int[slice.Count + 1];
            foreach (int neuron in neurons)
            {
                _begins[neuron - slice.Begin + 1]++;
            }

            for (int i = 0; i < slice.Count; i++)
            {
                _begins[i + 1] += _begins[i];
            }

            _entries = new int[neurons.Length];
            int[] next = _begins[..^1];
            for (int entry = 0; entry < neurons.Length; entry++)
            {
                _entries[next[neurons[entry] - slice.Begin]++] = entry;
            }
        }

        public ReadOnlySpan<int> Of(int neuron) => _entries.AsSpan(_begins[neuron], _begins[neuron + 1] - _begins[neuron]);

        public void Sort(int neuron, Comparison<int> order) =>
            _entries.AsSpan(_begins[neuron], _begins[neuron + 1] - _begins[neuron]).Sort(order);
    }

    private sealed class Incoming(SynapseColumns synapses, Partitions.Slice slice)
    {
        private readonly Pending _byTarget = new(synapses.Targets, slice);

        public void AddTo(Hasher hash, int target)
        {
            _byTarget.Sort(target, (a, b) => (synapses.Sources[a], KOf(a)).CompareTo((synapses.Sources[b], KOf(b))));
            foreach (int i in _byTarget.Of(target))
            {
                hash.Add(synapses.Sources[i]);
                hash.Add(KOf(i));
                hash.Add(synapses.DendriticDelays is byte[] delays ? delays[i] : 0);
                hash.Add(synapses.Weights[i]);
                hash.Add(synapses.States, i);
                hash.Add(synapses.LastEvents is int[] lastEvents ? lastEvents[i] : 0);
            }
        }

        private int KOf(int synapse) => synapses.Multiplicity is ushort[] k ? k[synapse] : 0;
    }

    private sealed class Hasher : IDisposable
    {
        private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        private readonly byte[] _bytes = new byte[1 << 12];
        private int _length;

        public void Add(int value)
        {
            Reserve(sizeof(int));
            BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(_length), value);
            _length += sizeof(int);
        }

        public void Add(float value) => Add(BitConverter.SingleToInt32Bits(value));

        public void Add(long value)
        {
            Reserve(sizeof(long));
            BinaryPrimitives.WriteInt64LittleEndian(_bytes.AsSpan(_length), value);
            _length += sizeof(long);
        }

        public void Add(IReadOnlyList<float[]> fields, int index)
        {
            foreach (float[] field in fields)
            {
                Add(field[index]);
            }
        }

        public byte[] Take()
        {
            _hash.AppendData(_bytes, 0, _length);
            _length = 0;
            return _hash.GetHashAndReset();
        }

        public void Dispose() => _hash.Dispose();

        private void Reserve(int bytes)
        {
            if (_length + bytes > _bytes.Length)
            {
                _hash.AppendData(_bytes, 0, _length);
                _length = 0;
            }
        }
    }
}
