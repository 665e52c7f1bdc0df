using System.Buffers.Binary;
using System.Security.Cryptography;
using SnnCluster.Engine.Partitions;

namespace SnnCluster.Engine.Recording;

/// <summary>
/// A fingerprint of a network's neurons and synapses that no cut changes. For each neuron in the order of (population, id):
/// SHA-256 over the little-endian id (int32), its state variables (float), its spike count (int64), then its incoming
/// synapses sorted by (projection, source, k) as source, k, delay [steps] (int32 each) and weight (float). The digest is
/// the SHA-256 of those hashes in order. It is not the whole state: spikes on their way along axons, input that waits for a
/// dendritic delay, traces of plasticity and counts of events and of rewiring are no part of it.
/// </summary>
public static class NetworkDigest
{
    /// <summary>The digest over partitions that together hold the network, as "sha256:" and 64 hexadecimal digits.</summary>
    /// <param name="partitions">All partitions, in order, after the last step's events were delivered.</param>
    /// <param name="targetOfProjection">Number of the target population of each projection.</param>
    public static string Compute(IReadOnlyList<IPartition> partitions, IReadOnlyList<int> targetOfProjection)
    {
        return Combine(Enumerable.Range(0, partitions[0].Slices.Count).SelectMany(
            population => partitions.Select(partition => HashNeurons(partition, population, targetOfProjection))));
    }

    /// <summary>The digest out of the hashes of all neurons.</summary>
    /// <param name="hashes">Hashes as <see cref="HashNeurons"/> gives them, in the order of (population, id).</param>
    public static string Combine(IEnumerable<byte[]> hashes)
    {
        using var all = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (byte[] part in hashes)
        {
            all.AppendData(part);
        }

        return "sha256:" + Convert.ToHexStringLower(all.GetHashAndReset());
    }

    /// <summary>The hashes of a partition's neurons of one population, 32 bytes each, in the order of their ids.</summary>
    /// <param name="partition">The partition, after the last step's events were delivered.</param>
    /// <param name="population">Number of the population.</param>
    /// <param name="targetOfProjection">Number of the target population of each projection.</param>
    public static byte[] HashNeurons(IPartition partition, int population, IReadOnlyList<int> targetOfProjection)
    {
        Slice slice = partition.Slices[population];
        int variables = partition.StateVariables(population).Count;
        var states = new float[variables][];
        for (int v = 0; v < variables; v++)
        {
            states[v] = new float[slice.Count];
            partition.ReadState(population, v, states[v]);
        }

        var counts = new long[slice.Count];
        partition.ReadSpikeCounts(population, counts);
        var incoming = new List<(int[] First, Synapse[] Synapses)>();
        for (int p = 0; p < targetOfProjection.Count; p++)
        {
            if (targetOfProjection[p] == population)
            {
                incoming.Add(ByTarget(partition.ReadSynapses(p), slice));
            }
        }

        byte[] buffer = new byte[4096];
        var hashes = new byte[slice.Count * SHA256.HashSizeInBytes];
        for (int i = 0; i < slice.Count; i++)
        {
            int synapses = incoming.Sum(projection => projection.First[i + 1] - projection.First[i]);
            int size = 4 + (4 * variables) + 8 + (16 * synapses);
            if (size > buffer.Length)
            {
                buffer = new byte[2 * size];
            }

            Span<byte> rest = buffer;
            Write(ref rest, slice.Begin + i);
            foreach (float[] state in states)
            {
                Write(ref rest, BitConverter.SingleToInt32Bits(state[i]));
            }

            BinaryPrimitives.WriteInt64LittleEndian(rest, counts[i]);
            rest = rest[8..];
            foreach ((int[] first, Synapse[] sorted) in incoming)
            {
                for (int s = first[i]; s < first[i + 1]; s++)
                {
                    Write(ref rest, sorted[s].Source);
                    Write(ref rest, sorted[s].K);
                    Write(ref rest, sorted[s].DelaySteps);
                    Write(ref rest, BitConverter.SingleToInt32Bits(sorted[s].Weight));
                }
            }

            SHA256.HashData(buffer.AsSpan(0, size), hashes.AsSpan(i * SHA256.HashSizeInBytes));
        }

        return hashes;
    }

    private static void Write(ref Span<byte> buffer, int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(buffer, value);
        buffer = buffer[4..];
    }

    // Synapses come sorted by (source, target, k); a stable sort by target leaves each target's by (source, k).
    private static (int[] First, Synapse[] Synapses) ByTarget(Synapse[] synapses, Slice slice)
    {
        var first = new int[slice.Count + 1];
        foreach (Synapse synapse in synapses)
        {
            first[synapse.Target - slice.Begin + 1]++;
        }

        for (int i = 0; i < slice.Count; i++)
        {
            first[i + 1] += first[i];
        }

        var sorted = new Synapse[synapses.Length];
        int[] next = first[..^1];
        foreach (Synapse synapse in synapses)
        {
            sorted[next[synapse.Target - slice.Begin]++] = synapse;
        }

        return (first, sorted);
    }
}
