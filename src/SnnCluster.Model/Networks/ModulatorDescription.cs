using SnnCluster.Model.Arithmetic;

namespace SnnCluster.Model.Networks;

/// <summary>
/// A third factor of plasticity, such as dopamine: one level for the whole network that the spikes of a population raise, or a reward that answers
/// what the network did, and that decays exponentially. Projections with a modulated synapse model name it.
/// </summary>
public sealed record ModulatorDescription
{
    /// <summary>Name, unique in its network.</summary>
    public required string Name { get; init; }

    /// <summary>Name of the population that releases it; null where <see cref="Reward"/> does.</summary>
    public string? Source { get; init; }

    /// <summary>What releases it at the end of every period; null, the default, where the spikes of <see cref="Source"/> do.</summary>
    public Reward? Reward { get; init; }

    /// <summary>By how much each spike of <see cref="Source"/> raises the level; 1 by default.</summary>
    public double AmountPerSpike { get; init; } = 1;

    /// <summary>Time constant of the level's decay [ms], above 0, at most 90,000 steps.</summary>
    public double TimeConstantMs { get; init; } = 200;

    /// <summary>Time from a spike, or from the last step of a reward's period, to its effect on synapses [ms], a whole number of steps, at least one.</summary>
    public required double DelayMs { get; init; }

    internal void Validate(NetworkDescription network, ValidationErrors errors)
    {
        if ((Source is null) == (Reward is null))
        {
            errors.Add($"modulator {Name} is released by {(Source is null ? "nothing" : "a population and a reward")}: must have one of source and reward");
        }

        Reward?.Validate($"reward of modulator {Name}", network, errors);
        if (Source is not null && network.Populations.All(population => population.Name != Source))
        {
            errors.Add($"modulator {Name} is released by '{Source}': must be a population of the network, which has "
                + string.Join(", ", network.Populations.Select(population => population.Name)), nameof(Source));
        }

        errors.Finite($"modulator {Name} amount per spike", AmountPerSpike);
        if (errors.Above($"modulator {Name} time constant [ms]", TimeConstantMs, 0))
        {
            DecayTable.Fits($"modulator {Name}", TimeConstantMs, network.DtMs, errors);
        }

        errors.Steps($"delay of modulator {Name}", DelayMs, network.DtMs, atLeast: 1);
    }
}
