using SnnCluster.Model.Networks;
using SnnCluster.Model.Random;

namespace SnnCluster.Model.Inputs;

/// <summary>
/// Poisson input of each neuron by itself, as from many sources that fire at random: in every step each selected neuron gets a number of
/// events that is Poisson distributed, independent of all others, each with one weight. Any rate will do; there are no sources, so it
/// costs no synapses.
/// </summary>
/// <remarks>An event of a step acts in the update of that step.</remarks>
public sealed record PoissonDrive : ReceptorInputDescription
{
    /// <summary>Events per second that a neuron gets in all, at least 0: the rate of a source times the number of sources.</summary>
    public required double RateHz { get; init; }

    /// <summary>Weight of an event, in the unit of the receptor.</summary>
    public required double Weight { get; init; }

    /// <summary>Mean number of events of a neuron in a step.</summary>
    public double MeanOf(double dtMs) => RateHz * dtMs / 1000;

    /// <inheritdoc/>
    public override double BoundOf(double dtMs) => UnitOf(dtMs) * PoissonTable.Create(MeanOf(dtMs)).Largest;

    /// <inheritdoc/>
    public override double UnitOf(double dtMs) => Math.Abs((float)Weight);

    /// <inheritdoc/>
    public override void Validate(string name, PopulationDescription population, double dtMs, ValidationErrors errors)
    {
        errors.Finite($"{name} weight", Weight);
        if (errors.AtLeast($"{name} rate [Hz]", RateHz, 0))
        {
            errors.Within($"{name} mean number of events in a step", MeanOf(dtMs), 0, PoissonTable.LargestMean);
        }
    }
}
