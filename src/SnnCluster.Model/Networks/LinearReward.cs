namespace SnnCluster.Model.Networks;

/// <summary>
/// A weighted sum of spike counts, as in biofeedback: spikes of reinforced neurons raise the level, those of others lower it (Legenstein, Pecevski
/// and Maass 2008, where a neuron's spikes are rewarded, and its reward is compared with a mean).
/// </summary>
public sealed record LinearReward : Reward
{
    /// <summary>By how much each spike raises the level, for each of <see cref="Reward.Counted"/>.</summary>
    public required IReadOnlyList<double> AmountPerSpike { get; init; }

    /// <summary>What is taken off the sum of each period; 0 by default.</summary>
    public double Baseline { get; init; }

    /// <inheritdoc/>
    public override double Amount(int period, ReadOnlySpan<long> spikes, ulong seed)
    {
        double amount = -Baseline;
        for (int i = 0; i < spikes.Length; i++)
        {
            amount += AmountPerSpike[i] * spikes[i];
        }

        return amount;
    }

    /// <inheritdoc/>
    public override void Validate(string name, ValidationErrors errors)
    {
        if (AmountPerSpike.Count != Counted.Count)
        {
            errors.Add($"{name} has {AmountPerSpike.Count} amounts per spike: must have one for each of the {Counted.Count} that it counts");
        }

        foreach (double amount in AmountPerSpike)
        {
            errors.Finite($"{name} amount per spike", amount);
        }

        errors.Finite($"{name} baseline", Baseline);
    }
}
