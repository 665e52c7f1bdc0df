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
            population => partitions.SelectMany(partition => HashNeurons(partition, population, targetOfProjection))));
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

    /// <summary>
    /// The hashes of a partition's neurons of one population, 32 bytes each, in the order of their ids: some neurons at a
    /// time, so that little of the state is copied at once (<see cref="TargetBlocks.CopiedShare"/>).
    /// </summary>
    /// <param name="partition">The partition, after the last step's events were delivered; it stands still meanwhile.</param>
    /// <param name="population">Number of the population.</param>
    /// <param name="targetOfProjection">Number of the target population of each projection.</param>
    public static IEnumerable<byte[]> HashNeurons(
        IPartition partition, int population, IReadOnlyList<int> targetOfProjection)
    {
        using var hashes = new NeuronHashes(partition, population, targetOfProjection);
        while (hashes.Next() is byte[] some)
        {
            yield return some;
        }
    }
}
