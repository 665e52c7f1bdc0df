using System.Buffers.Binary;
using System.Security.Cryptography;

namespace SnnCluster.Learning.Networks;

/// <summary>
/// Digests of a classifier: SHA-256 over, projection by projection, each synapse's source, target and weight bits
/// (little-endian, by source, then target), then the biases.
/// </summary>
public static class ClassifierDigest
{
    /// <summary>The digest of weights and wiring: what the classifier is.</summary>
    public static string OfNetwork(ClassifierState state) => Compute(state, withOptimiser: false);

    /// <summary>The digest of weights, wiring and the optimiser's state: how training goes on.</summary>
    public static string OfTraining(ClassifierState state) => Compute(state, withOptimiser: true);

    private static string Compute(ClassifierState state, bool withOptimiser)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[20];
        if (withOptimiser)
        {
            BinaryPrimitives.WriteInt64LittleEndian(buffer, state.OptimiserSteps);
            hash.AppendData(buffer, 0, 8);
        }

        foreach (ProjectionShape projection in state.Layout.Projections)
        {
            foreach ((int source, int target, int place) in Synapses(state, projection))
            {
                BinaryPrimitives.WriteInt32LittleEndian(buffer, source);
                BinaryPrimitives.WriteInt32LittleEndian(buffer.AsSpan(4), target);
                Append(8, place);
            }
        }

        for (int k = 0; k < state.Layout.Description.Classes; k++)
        {
            Append(0, state.Layout.BiasOffset + k);
        }

        return "sha256:" + Convert.ToHexStringLower(hash.GetHashAndReset());

        void Append(int used, int place)
        {
            BinaryPrimitives.WriteSingleLittleEndian(buffer.AsSpan(used), state.Parameters[place]);
            used += 4;
            if (withOptimiser)
            {
                BinaryPrimitives.WriteSingleLittleEndian(buffer.AsSpan(used), state.Momentum[place]);
                BinaryPrimitives.WriteSingleLittleEndian(buffer.AsSpan(used + 4), state.Variance[place]);
                used += 8;
            }

            hash.AppendData(buffer, 0, used);
        }
    }

    /// <summary>The synapses of a projection by source, then target, each with the place of its weight.</summary>
    internal static IEnumerable<(int Source, int Target, int Place)> Synapses(ClassifierState state, ProjectionShape projection)
    {
        SparseTopology? topology = state.Topologies[projection.Index];
        for (int source = 0; source < projection.Sources; source++)
        {
            if (topology is null)
            {
                for (int target = 0; target < projection.Targets; target++)
                {
                    yield return (source, target, projection.Offset + (source * projection.Stride) + target);
                }
            }
            else
            {
                for (int i = topology.RowBegin(source); i < topology.RowEnds[source]; i++)
                {
                    yield return (source, topology.Targets[i], projection.Offset + i);
                }
            }
        }
    }
}
