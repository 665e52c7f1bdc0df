using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;
using SnnCluster.Model.Random;

namespace SnnCluster.Engine.Neurons;

/// <summary>State at the start, the same on every device: each neuron draws from its own stream.</summary>
internal static class InitialState
{
    /// <summary>Fills in one state variable of a slice of a population.</summary>
    public static void Fill(
        PopulationDescription population, double dtMs, int variable, ulong seed, int index, int begin, Span<float> values)
    {
        values.Clear();
        IReadOnlyList<string> fields = StateLayout.FieldNames(population.Model.ModelType);
        if (variable >= fields.Count
            || !population.Model.InitialState(dtMs).TryGetValue(fields[variable], out InitialValue? initial))
        {
            return;
        }

        RandomKey key = RandomKey.For(seed, RandomPurpose.InitialState, index);
        for (int i = 0; i < values.Length; i++)
        {
            RandomStream random = key.Stream((uint)(begin + i), (uint)variable);
            values[i] = initial.Draw(ref random);
        }
    }
}
