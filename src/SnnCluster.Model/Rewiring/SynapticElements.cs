using SnnCluster.Model.Networks;

namespace SnnCluster.Model.Rewiring;

/// <summary>
/// What the neurons of a population offer synapses to grow from (Butz and van Ooyen, PLoS Computational Biology 9, 2013): each has a calcium concentration,
/// dCa/dt = -Ca/tau, which each of its own spikes raises by beta, and a number z of each kind of element, which grows by the kind's curve and is kept
/// from 0 to <see cref="SynapticElement.Most"/>. They are integrated by Euler's method, and are state variables: "elements.Calcium", and "elements.NAME" for each kind.
/// </summary>
public sealed record SynapticElements
{
    /// <summary>What the names of their state variables begin with, as those of a receptor do with its name.</summary>
    public const string Prefix = "elements";

    /// <summary>Name of the first of their state variables.</summary>
    public const string Calcium = $"{Prefix}.Calcium";

    /// <summary>tau, the time constant of calcium [ms], above 0.</summary>
    public double CalciumTimeConstantMs { get; init; } = 10_000;

    /// <summary>beta, by how much a spike of the neuron raises its calcium, at least 0.</summary>
    public double CalciumPerSpike { get; init; } = 0.001;

    /// <summary>Steps of integration [ms], a whole number of steps of the network.</summary>
    public double IntervalMs { get; init; } = 10;

    /// <summary>The kinds of elements.</summary>
    public required IReadOnlyList<SynapticElement> Kinds { get; init; }

    /// <summary>Names of the state variables.</summary>
    public IEnumerable<string> Variables => Kinds.Select(kind => $"{Prefix}.{kind.Name}").Prepend(Calcium);

    /// <summary>The kind of a name; null where there is none.</summary>
    public SynapticElement? Find(string name) => Kinds.FirstOrDefault(kind => kind.Name == name);

    internal void Validate(string name, double dtMs, ValidationErrors errors)
    {
        errors.Above($"{name} time constant of calcium [ms]", CalciumTimeConstantMs, 0);
        errors.AtLeast($"{name} calcium per spike", CalciumPerSpike, 0);
        errors.Finite($"{name} calcium per spike", CalciumPerSpike);
        errors.Steps($"{name} interval of synaptic elements", IntervalMs, dtMs, atLeast: 1);
        foreach (SynapticElement kind in Kinds)
        {
            string what = $"{name} element {kind.Name}";
            kind.Curve.Validate(what, errors);
            errors.Within($"{what} loss of vacant elements", kind.VacantLoss, 0, 1);
            errors.Within($"{what} most", kind.Most, 1, SynapticElement.Largest);
            if (kind.Name.Length == 0 || $"{Prefix}.{kind.Name}" == Calcium)
            {
                errors.Add($"{name} has an element named '{kind.Name}': must be a name, and not that of calcium");
            }
        }

        foreach (IGrouping<string, SynapticElement> twice in Kinds.GroupBy(kind => kind.Name).Where(group => group.Count() > 1))
        {
            errors.Add($"{name} has the element '{twice.Key}' {twice.Count()} times: names must be unique");
        }
    }
}

/// <summary>A kind of synaptic elements of a population.</summary>
/// <param name="Name">Name, unique in its population.</param>
/// <param name="IsAxonal">Whether synapses from the neuron take them; else those onto it do.</param>
/// <param name="Curve">How fast they grow.</param>
public sealed record SynapticElement(string Name, bool IsAxonal, GrowthCurve Curve)
{
    /// <summary>The largest <see cref="Most"/>.</summary>
    public const int Largest = 1_000_000;

    /// <summary>Share of the vacant elements that goes in each update of the wiring, 0 to 1.</summary>
    public double VacantLoss { get; init; } = 0.1;

    /// <summary>The most elements of a neuron, 1 to <see cref="Largest"/>; it bounds the input of a neuron.</summary>
    public int Most { get; init; } = 10_000;
}
