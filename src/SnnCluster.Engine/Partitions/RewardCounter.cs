using SnnCluster.Model.Arithmetic;
using SnnCluster.Model.Inputs;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Random;

namespace SnnCluster.Engine.Partitions;

/// <summary>Counts the spikes that a reward answers, and says by how much it raises its modulator. Every partition counts the same.</summary>
internal sealed class RewardCounter
{
    // Apart from the selections of inputs and probes, which are numbered from below.
    private const int RewardSelections = 1 << 20;

    private readonly Reward _reward;
    private readonly string _modulator;
    private readonly ulong _seed;
    private readonly int _period;
    private readonly bool[]?[] _masks;
    private readonly long[] _counts;

    public RewardCounter(NetworkDescription network, int modulator)
    {
        _modulator = network.Modulators[modulator].Name;
        _reward = network.Modulators[modulator].Reward!;
        _seed = network.Seed;
        _period = StepCount.Of(_reward.PeriodMs, network.DtMs);
        Populations = [.. _reward.Counted.Select(counted => network.IndexOfPopulation(counted.Population))];
        _masks = [.. _reward.Counted.Select((counted, i) => MaskOf(network, counted, RewardSelections + (modulator << 8) + i))];
        _counts = new long[Populations.Length];
    }

    /// <summary>The population of each count.</summary>
    public int[] Populations { get; }

    /// <summary>Spikes in the period so far.</summary>
    public ReadOnlySpan<long> Counts => _counts;

    /// <summary>Counts the spikes of a step.</summary>
    /// <param name="counted">Number of the count.</param>
    /// <param name="spikes">Global ids of all neurons of its population that spiked.</param>
    public void Add(int counted, ReadOnlySpan<int> spikes)
    {
        if (_masks[counted] is not bool[] mask)
        {
            _counts[counted] += spikes.Length;
            return;
        }

        foreach (int neuron in spikes)
        {
            _counts[counted] += mask[neuron] ? 1 : 0;
        }
    }

    /// <summary>Ends a step whose spikes were counted: by how much the level rises, 0 but at the end of a period.</summary>
    /// <exception cref="SimulationException">The reward is no number of single precision.</exception>
    public float EndStep(int step)
    {
        if ((step + 1) % _period != 0)
        {
            return 0;
        }

        float amount = (float)_reward.Amount(step / _period, _counts, _seed);
        Array.Clear(_counts);
        return float.IsFinite(amount) ? amount : throw new SimulationException(
            $"the reward of modulator {_modulator} is {amount} at the end of step {step}: must be a finite number of single precision");
    }

    /// <summary>Takes over the counts of a period that is on.</summary>
    public void Restore(IReadOnlyList<long> counts) => counts.ToArray().CopyTo(_counts, 0);

    private static bool[]? MaskOf(NetworkDescription network, CountedSpikes counted, int selection)
    {
        if (counted.Neurons is NeuronSelection.All)
        {
            return null;
        }

        PopulationDescription population = network.Populations[network.IndexOfPopulation(counted.Population)];
        var mask = new bool[population.Size];
        foreach (int id in counted.Neurons.Ids(population, RandomKey.For(network.Seed, RandomPurpose.Selection, selection)))
        {
            mask[id] = true;
        }

        return mask;
    }
}
