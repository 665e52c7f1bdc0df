using SnnCluster.Model.Networks;
using SnnCluster.Model.Random;

namespace SnnCluster.Model.Inputs;

/// <summary>
/// Poisson input of each neuron by itself, as from many sources that fire at random: in every step each selected neuron gets a number of
/// events that is Poisson distributed, independent of all others, each with one weight. Any rate will do; there are no sources, so it
/// costs no synapses.
/// </summary>
/// <remarks>An event of a step acts in the update of that step.</remarks>
public sealed record PoissonDrive
{
    /// <summary>Name, unique among the network's drives.</summary>
    public required string Name { get; init; }

    /// <summary>Name of the population that gets it.</summary>
    public required string Population { get; init; }

    /// <summary>Name of the receptor; the population's first by default.</summary>
    public string? Receptor { get; init; }

    /// <summary>Events per second that a neuron gets in all, at least 0: the rate of a source times the number of sources.</summary>
    public required double RateHz { get; init; }

    /// <summary>Weight of an event, in the unit of the receptor.</summary>
    public required double Weight { get; init; }

    /// <summary>The neurons that get it; all by default.</summary>
    public NeuronSelection Neurons { get; init; } = new NeuronSelection.All();

    /// <summary>Mean number of events of a neuron in a step.</summary>
    public double MeanOf(double dtMs) => RateHz * dtMs / 1000;

    /// <summary>The largest absolute sum of weights that a neuron can get in a step.</summary>
    /// <param name="table">The distribution of its events in a step.</param>
    public double BoundOf(PoissonTable table) => Math.Abs((float)Weight) * table.Largest;

    internal void Validate(NetworkDescription network, ValidationErrors errors)
    {
        string name = $"drive {Name}";
        errors.Finite($"{name} weight", Weight);
        if (errors.AtLeast($"{name} rate [Hz]", RateHz, 0) && network.DtMs > 0)
        {
            errors.Within($"{name} mean number of events in a step", MeanOf(network.DtMs), 0, PoissonTable.LargestMean);
        }

        if (network.Populations.FirstOrDefault(population => population.Name == Population) is not PopulationDescription target)
        {
            errors.Add($"{name} goes to '{Population}': must be a population of the network");
            return;
        }

        if (target.Receptors.All(receptor => receptor.Name != (Receptor ?? receptor.Name)) || target.Receptors.Count == 0)
        {
            errors.Add($"{name} goes to receptor '{Receptor ?? "(first)"}' of {target.Name}, which has "
                + (target.Receptors.Count == 0 ? "none" : string.Join(", ", target.Receptors.Select(receptor => receptor.Name))));
        }

        Neurons.Validate(name, target, errors);
    }
}
