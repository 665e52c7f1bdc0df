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
        IReadOnlyList<string> variables = StateVariables.Of(population);
        if (variable >= variables.Count || population.InitialOf(variables[variable], dtMs) is not InitialValue initial)
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

    /// <summary>Fills in one parameter that the neurons of a slice have each for themselves.</summary>
    public static void FillParameter(
        PopulationDescription population, double dtMs, int parameter, ulong seed, int index, int begin, Span<float> values)
    {
        IReadOnlyList<string> names = StateLayout.ParameterNames(population.Model.ModelType);
        IReadOnlyDictionary<string, NeuronParameter> all = population.Model.Parameters(dtMs);
        NeuronParameter wanted = all[names[parameter]];

        // The first with the same draws gives the number of the stream.
        int stream = names.ToList().FindIndex(name => all[name].SharesDraws(wanted));
        RandomKey key = RandomKey.For(seed, RandomPurpose.NeuronParameter, index);
        for (int i = 0; i < values.Length; i++)
        {
            RandomStream random = key.Stream((uint)(begin + i), (uint)stream);
            values[i] = (float)wanted.Of(begin + i, ref random);
            if (!float.IsFinite(values[i]))
            {
                throw new InvalidDescriptionException($"{population.Name} {names[parameter]} of neuron {begin + i} is not a finite number");
            }
        }
    }
}
