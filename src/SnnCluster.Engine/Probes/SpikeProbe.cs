using SnnCluster.Engine.Partitions;
using SnnCluster.Model.Inputs;
using SnnCluster.Model.Networks;

namespace SnnCluster.Engine.Probes;

/// <summary>Every spike: of a population or of all, of all neurons or of some.</summary>
public sealed record SpikeProbe : Probe
{
    // Share of neurons that spike in a step: 100 Hz at a step of 0.1 ms.
    private const double LikelySpikes = 0.01;

    /// <summary>Name of the population; all where null, the default.</summary>
    public string? Population { get; init; }

    /// <summary>Which neurons; all by default. Only with <see cref="Population"/>.</summary>
    public NeuronSelection Neurons { get; init; } = new NeuronSelection.All();

    /// <inheritdoc/>
    public override string Label => Population is null ? "spikes" : $"spikes of {Population}";

    /// <inheritdoc/>
    public override int ReportSteps(NetworkDescription network, ProbeTimes times) => StepLists.StepsOf(
        LikelySpikes * PopulationsOf(network).Sum(population => (double)network.Populations[population].Size));

    /// <inheritdoc/>
    public override double Bytes(NetworkDescription network, double share) => 2.0 * sizeof(int) * StepLists.NumbersAtOnce;

    /// <inheritdoc/>
    public override void Validate(NetworkDescription network, ValidationErrors errors)
    {
        if (Population is not null)
        {
            CheckSelection(network, Population, Neurons, errors);
        }
        else if (Neurons is not NeuronSelection.All)
        {
            errors.Add($"{Label} selects neurons: needs the population that they are of");
        }
    }

    /// <inheritdoc/>
    public override ProbeObserver Observe(NetworkDescription network, ProbeTimes times) => new Observer(
        PopulationsOf(network), Population is null ? null : MaskOf(network, Population, Neurons));

    /// <inheritdoc/>
    public override ProbeReader Read(NetworkDescription network, ProbeTimes times) => new Reader(network, PopulationsOf(network));

    private int[] PopulationsOf(NetworkDescription network) => Population is null
        ? [.. Enumerable.Range(0, network.Populations.Count)]
        : [network.IndexOfPopulation(Population)];

    // A group of a step and a population: both, the number of spikes, and their neurons.
    private sealed class Observer(int[] populations, bool[]? mask) : ProbeObserver
    {
        private readonly ProbeReport _spikes = new();
        private int[] _some = [];

        public override bool WatchesSteps => true;

        public override int StepsAtOnce(int step) => int.MaxValue;

        public override void AfterStep(IPartition partition, int step)
        {
            foreach (int population in populations)
            {
                ReadOnlySpan<int> spikes = partition.Spikes(population, step);
                spikes = mask is null ? spikes : Selected(spikes, mask);
                if (spikes.Length > 0)
                {
                    _spikes.Add([step, population, spikes.Length]);
                    _spikes.Add(spikes);
                }
            }
        }

        public override void Report(IPartition partition, ProbeStop stop, ProbeReport report)
        {
            report.Add(_spikes.List);
            _spikes.Clear();
        }

        private ReadOnlySpan<int> Selected(ReadOnlySpan<int> spikes, bool[] selected)
        {
            _some = _some.Length < spikes.Length ? new int[spikes.Length] : _some;
            int count = 0;
            foreach (int neuron in spikes)
            {
                _some[count] = neuron;
                count += selected[neuron] ? 1 : 0;
            }

            return _some.AsSpan(0, count);
        }
    }

    private sealed class Reader(NetworkDescription network, int[] populations) : ProbeReader
    {
        public override void Take(ProbeStop stop, ProbeReport report, IObservations observations)
        {
            Require(report.Sums.Length == 0, "sums where there are only spikes");
            var groups = new List<(int Step, int Population, int[] Neurons)>();
            for (ReadOnlySpan<int> rest = report.List; rest.Length > 0;)
            {
                Require(rest.Length > 3 && rest[2] > 0 && rest[2] <= rest.Length - 3, "a list of spikes that ends too early");
                (int step, int population, int count) = (rest[0], rest[1], rest[2]);
                Require((uint)step < (uint)stop.Step, $"a spike of step {step} after {stop.Step} steps");
                Require(Array.IndexOf(populations, population) >= 0, $"a spike of population {population}");
                int[] neurons = rest.Slice(3, count).ToArray();
                foreach (int neuron in neurons)
                {
                    Require((uint)neuron < (uint)network.Populations[population].Size, $"a spike of neuron {neuron} of {network.Populations[population].Name}");
                }

                groups.Add((step, population, neurons));
                rest = rest[(3 + count)..];
            }

            foreach (var together in groups.GroupBy(one => (one.Step, one.Population)).OrderBy(group => group.Key))
            {
                int[] neurons = [.. together.SelectMany(one => one.Neurons)];
                Array.Sort(neurons);
                observations.Spikes(together.Key.Population, together.Key.Step, neurons);
            }
        }
    }
}

/// <summary>Lists that grow with every step.</summary>
internal static class StepLists
{
    /// <summary>A list is taken away before it has grown large.</summary>
    public const int ReportSteps = 10_000;

    /// <summary>Numbers that a partition keeps in a list before it is taken away, about.</summary>
    public const int NumbersAtOnce = 1 << 22;

    /// <summary>After how many steps a list that grows by so many numbers a step is taken away.</summary>
    public static int StepsOf(double numbersPerStep) => (int)Math.Clamp(NumbersAtOnce / Math.Max(numbersPerStep, 1e-9), 1, ReportSteps);
}
