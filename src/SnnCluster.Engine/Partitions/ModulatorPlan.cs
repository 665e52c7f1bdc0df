using SnnCluster.Model.Arithmetic;
using SnnCluster.Model.Networks;

namespace SnnCluster.Engine.Partitions;

/// <summary>A modulator's description in steps and numbers, as every device needs it.</summary>
internal sealed class ModulatorPlan
{
    /// <summary>Events that are kept between two sweeps, and the one before them.</summary>
    public const int MostEvents = 1 << 12;

    private ModulatorPlan(NetworkDescription network, int index)
    {
        ModulatorDescription description = network.Modulators[index];
        Index = index;
        Source = network.IndexOfPopulation(description.Source);
        DelaySteps = StepCount.Of(description.DelayMs, network.DtMs);
        Decay = DecayTable.Create(description.TimeConstantMs, network.DtMs);
        AmountPerSpike = (float)description.AmountPerSpike;
    }

    public int Index { get; }

    /// <summary>Number of the population that releases it.</summary>
    public int Source { get; }

    /// <summary>Delay of its effect [steps].</summary>
    public int DelaySteps { get; }

    /// <summary>The decay of its level.</summary>
    public float[] Decay { get; }

    /// <summary>Amount of one spike.</summary>
    public float AmountPerSpike { get; }

    public static ModulatorPlan[] CreateAll(NetworkDescription network) =>
        [.. network.Modulators.Select((_, index) => new ModulatorPlan(network, index))];

    /// <summary>By how much so many spikes raise the level.</summary>
    public float AmountOf(int spikes) => spikes * AmountPerSpike;
}
