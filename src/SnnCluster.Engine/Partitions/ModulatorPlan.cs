using SnnCluster.Model.Arithmetic;
using SnnCluster.Model.Networks;

namespace SnnCluster.Engine.Partitions;

/// <summary>A modulator's description in steps and numbers, as every device needs it.</summary>
internal sealed class ModulatorPlan
{
    /// <summary>Events that are kept between two sweeps, and the one before them.</summary>
    public const int MostEvents = 1 << 12;

    private readonly NetworkDescription _network;

    private ModulatorPlan(NetworkDescription network, int index)
    {
        ModulatorDescription description = network.Modulators[index];
        Index = index;
        Source = description.Source is string source ? network.IndexOfPopulation(source) : -1;
        _network = network;
        DelaySteps = StepCount.Of(description.DelayMs, network.DtMs);
        Decay = DecayTable.Create(description.TimeConstantMs, network.DtMs);
        AmountPerSpike = (float)description.AmountPerSpike;
    }

    public int Index { get; }

    /// <summary>Number of the population that releases it; -1 where a reward does.</summary>
    public int Source { get; }

    /// <summary>Delay of its effect [steps].</summary>
    public int DelaySteps { get; }

    /// <summary>The decay of its level.</summary>
    public float[] Decay { get; }

    /// <summary>Amount of one spike.</summary>
    public float AmountPerSpike { get; }

    public static ModulatorPlan[] CreateAll(NetworkDescription network) =>
        [.. network.Modulators.Select((_, index) => new ModulatorPlan(network, index))];

    /// <summary>What counts for the reward that releases it; null where a population does.</summary>
    public RewardCounter? CreateCounter() => Source < 0 ? new RewardCounter(_network, Index) : null;

    /// <summary>Whether its level depends on the spikes of a population.</summary>
    public bool Counts(int population) => Source < 0 ? CreateCounter()!.Populations.Contains(population) : Source == population;

    /// <summary>By how much so many spikes raise the level.</summary>
    public float AmountOf(int spikes) => spikes * AmountPerSpike;
}
