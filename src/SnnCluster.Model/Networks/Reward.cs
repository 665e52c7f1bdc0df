using SnnCluster.Model.Inputs;

namespace SnnCluster.Model.Networks;

/// <summary>Neurons whose spikes a reward counts.</summary>
/// <param name="Population">Name of the population.</param>
public sealed record CountedSpikes(string Population)
{
    /// <summary>Which neurons; all by default.</summary>
    public NeuronSelection Neurons { get; init; } = new NeuronSelection.All();
}

/// <summary>
/// What the network did, answered by an amount of a modulator: at the end of every period a function of the spikes that were counted in it. It
/// depends on its arguments alone, and the counts are those of the whole network, so each partition derives the same amount. Counts are in
/// checkpoints.
/// </summary>
public abstract record Reward
{
    /// <summary>Time between two rewards [ms], a whole number of steps, at least one.</summary>
    public required double PeriodMs { get; init; }

    /// <summary>Whose spikes are counted, at least one.</summary>
    public required IReadOnlyList<CountedSpikes> Counted { get; init; }

    /// <summary>By how much the level rises at the end of a period; it may fall, and 0 is no event.</summary>
    /// <param name="period">Number of the period, from 0.</param>
    /// <param name="spikes">Spikes in it, for each of <see cref="Counted"/>.</param>
    /// <param name="seed">The run's seed.</param>
    public abstract double Amount(int period, ReadOnlySpan<long> spikes, ulong seed);

    /// <summary>Adds an error for every parameter out of range. Nothing by default.</summary>
    /// <param name="name">What messages call it.</param>
    /// <param name="errors">Takes them.</param>
    public virtual void Validate(string name, ValidationErrors errors)
    {
    }

    internal void Validate(string name, NetworkDescription network, ValidationErrors errors)
    {
        errors.Steps($"{name} period", PeriodMs, network.DtMs, atLeast: 1);
        errors.AtLeast($"{name} number of what it counts", Counted.Count, 1);
        foreach (CountedSpikes counted in Counted)
        {
            if (network.Populations.FirstOrDefault(population => population.Name == counted.Population) is PopulationDescription population)
            {
                counted.Neurons.Validate(name, population, errors);
            }
            else
            {
                string[] names = [.. network.Populations.Select(one => one.Name)];
                errors.Add($"{name} counts spikes of '{counted.Population}': must be a population of the network{NearestName.Hint(counted.Population, names)}");
            }
        }

        Validate(name, errors);
    }
}
