using SnnCluster.Learning.Networks;

namespace SnnCluster.Learning.Nir;

/// <summary>Weights of a graph as those of a classifier: each times the factor that its target's resistance makes of it.</summary>
internal sealed class NirWiring(NirDiscretisation steps, bool zerosAreAbsent)
{
    /// <summary>What a step adds to a neuron's potential for an input of 1.</summary>
    public double Gain(NirNode neurons, int neuron) => (1 - steps.Decay(neurons.Value("tau", neuron))) * neurons.Value("r", neuron);

    /// <summary>Share of the pairs that are connected: all, or as many as are not 0, rounded up to the same number for all targets on average.</summary>
    public double DensityOf(NirNode weights)
    {
        if (!zerosAreAbsent)
        {
            return 1;
        }

        long connected = weights.Values["weight"].LongCount(weight => weight != 0);
        long perTarget = Math.Max(1, (connected + weights.Outputs - 1) / weights.Outputs);
        return (double)perTarget / weights.Inputs;
    }

    /// <summary>Puts a matrix into a projection.</summary>
    /// <param name="weights">The matrix.</param>
    /// <param name="neurons">The neurons behind it.</param>
    /// <param name="state">The classifier.</param>
    /// <param name="projection">The projection, of this density.</param>
    public void Put(NirNode weights, NirNode neurons, ClassifierState state, ProjectionShape projection)
    {
        double[] gains = [.. Enumerable.Range(0, projection.Targets).Select(target => Gain(neurons, target))];
        if (!projection.IsSparse)
        {
            for (int source = 0; source < projection.Sources; source++)
            {
                for (int target = 0; target < projection.Targets; target++)
                {
                    state.Parameters[projection.Offset + (source * projection.Stride) + target] = Weight(source, target);
                }
            }

            return;
        }

        // Zeros that make the number up are those that come first.
        long zeros = projection.Synapses - weights.Values["weight"].LongCount(weight => weight != 0);
        var ends = new int[projection.Sources];
        var targets = new int[projection.Synapses];
        int end = 0;
        for (int source = 0; source < projection.Sources; source++)
        {
            for (int target = 0; target < projection.Targets; target++)
            {
                if (weights.Weight(source, target) != 0 || zeros-- > 0)
                {
                    state.Parameters[projection.Offset + end] = Weight(source, target);
                    targets[end++] = target;
                }
            }

            ends[source] = end;
        }

        state.Topologies[projection.Index] = new SparseTopology(ends, targets, new float[targets.Length]);

        float Weight(int source, int target) => (float)(weights.Weight(source, target) * gains[target]);
    }
}
