using SnnCluster.Model.Inputs;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Random;

namespace SnnCluster.Engine.Partitions;

/// <summary>An input in steps and numbers, as every device needs it.</summary>
internal sealed class InputPlan
{
    private readonly NetworkDescription _network;
    private readonly int _index;

    private InputPlan(NetworkDescription network, int index)
    {
        _network = network;
        _index = index;
        Description = (ReceptorInputDescription)network.Inputs[index];
        Population = network.IndexOfPopulation(Description.Population);
        Receptor = Description.Receptor is string name
            ? network.Populations[Population].Receptors.ToList().FindIndex(receptor => receptor.Name == name)
            : 0;
        Key = RandomKey.For(
            network.Seed, Description is PoissonDrive ? RandomPurpose.PoissonDrive : RandomPurpose.Input, index);
        InputBound = Description.BoundOf(network.DtMs);
        Fields = Description is InputModelDescription model ? StateLayout.FieldNames(model.ModelType) : [];
    }

    public ReceptorInputDescription Description { get; }

    /// <summary>Length of a step [ms].</summary>
    public double DtMs => _network.DtMs;

    /// <summary>Number of the population.</summary>
    public int Population { get; }

    /// <summary>Number of its receptor.</summary>
    public int Receptor { get; }

    /// <summary>Key of its draws.</summary>
    public RandomKey Key { get; }

    /// <summary>The largest absolute value that a neuron can get in a step.</summary>
    public double InputBound { get; }

    /// <summary>Names of its state variables.</summary>
    public IReadOnlyList<string> Fields { get; }

    /// <summary>Whether all neurons of the population get it, in every step.</summary>
    public bool IsDense => Description is not ListedSpikes && Description.Neurons is NeuronSelection.All;

    public static InputPlan[] CreateAll(NetworkDescription network) =>
        [.. Enumerable.Range(0, network.Inputs.Count).Where(index => network.Inputs[index] is ReceptorInputDescription).Select(index => new InputPlan(network, index))];

    /// <summary>1 for each neuron of a slice that gets it, else 0; null where all do.</summary>
    public byte[]? MaskOf(Slice slice) => MaskOf(_network, _index, slice);

    /// <summary>The same of any input of a network.</summary>
    public static byte[]? MaskOf(NetworkDescription network, int index, Slice slice)
    {
        InputDescription input = network.Inputs[index];
        if (input.Neurons is NeuronSelection.All)
        {
            return null;
        }

        var mask = new byte[slice.Count];
        RandomKey key = RandomKey.For(network.Seed, RandomPurpose.Selection, index);
        foreach (int id in input.Neurons.Ids(network.Populations[network.IndexOfPopulation(input.Population)], key))
        {
            if (slice.Contains(id))
            {
                mask[id - slice.Begin] = 1;
            }
        }

        return mask;
    }

    /// <summary>The table of an input model.</summary>
    public InputTableRow[] Table() => [.. ((InputModelDescription)Description).CreateTable(DtMs)];

    /// <summary>What to throw when an input gives more than it declares.</summary>
    /// <param name="neuron">Global id.</param>
    /// <param name="step">The step.</param>
    /// <param name="value">What it gives, where that is known.</param>
    public SimulationException OutOfBounds(int neuron, int step, float? value = null) => new(
        $"input {Description.Name} gives {(value is float known ? ValidationErrors.Text(known) : "a value")} to neuron {neuron} of "
        + $"{Description.Population} at step {step}, beyond the bound {ValidationErrors.Text(InputBound)} that it declares");

    /// <summary>The events of a list on a slice: by step, with places in the slice.</summary>
    public (int[] Steps, int[] Neurons) EventsOf(Slice slice)
    {
        (int Step, int Neuron)[] own =
            [.. ((ListedSpikes)Description).Events(DtMs).Where(one => slice.Contains(one.Neuron))];
        return ([.. own.Select(one => one.Step)], [.. own.Select(one => one.Neuron - slice.Begin)]);
    }
}
