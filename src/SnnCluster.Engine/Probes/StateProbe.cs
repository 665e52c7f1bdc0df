using System.Runtime.InteropServices;
using SnnCluster.Engine.Partitions;
using SnnCluster.Model.Inputs;
using SnnCluster.Model.Networks;

namespace SnnCluster.Engine.Probes;

/// <summary>State variables of neurons, like a multimeter: after the last step before each time, every value of the neurons selected.</summary>
public sealed record StateProbe : Probe
{
    /// <summary>Name of the population.</summary>
    public required string Population { get; init; }

    /// <summary>Names of state variables: the model's fields, and "receptor.Field" or "input.Field".</summary>
    public required IReadOnlyList<string> Variables { get; init; }

    /// <summary>Which neurons; all by default.</summary>
    public NeuronSelection Neurons { get; init; } = new NeuronSelection.All();

    /// <inheritdoc/>
    public override string Label => $"state variable {string.Join(", ", Variables.Select(variable => $"{Population}.{variable}"))}";

    /// <inheritdoc/>
    public override int ReportSteps(NetworkDescription network, ProbeTimes times) => StepLists.StepsOf(
        (double)Neurons.CountIn(network.Populations[network.IndexOfPopulation(Population)]) * Variables.Count / times.LeastInterval);

    /// <inheritdoc/>
    public override double Bytes(NetworkDescription network, double share) => 2.0 * sizeof(float) * StepLists.NumbersAtOnce;

    /// <inheritdoc/>
    public override void Validate(NetworkDescription network, ValidationErrors errors)
    {
        CheckSelection(network, Population, Neurons, errors);
        if (network.Populations.Any(population => population.Name == Population))
        {
            IReadOnlyList<string> there = StateVariables.Of(network, network.IndexOfPopulation(Population));
            foreach (string variable in Variables)
            {
                Has("state variable", variable, there, errors);
            }
        }

        errors.AtLeast($"{Label} number of variables", Variables.Count, 1);
        if (When is ProbeSchedule.AtEnds || When is ProbeSchedule.At { TimesMs: [0, ..] })
        {
            errors.Add($"{Label}: values are those after a step, at samples, at intervals or at times above 0");
        }
    }

    /// <inheritdoc/>
    public override ProbeObserver Observe(NetworkDescription network, ProbeTimes times) =>
        new Observer(network.IndexOfPopulation(Population), VariablesOf(network), IdsOf(network, Population, Neurons), times);

    /// <inheritdoc/>
    public override ProbeReader Read(NetworkDescription network, ProbeTimes times) =>
        new Reader(network.IndexOfPopulation(Population), VariablesOf(network), IdsOf(network, Population, Neurons));

    private int[] VariablesOf(NetworkDescription network)
    {
        IReadOnlyList<string> there = StateVariables.Of(network, network.IndexOfPopulation(Population));
        return [.. Variables.Select(variable => there.ToList().IndexOf(variable))];
    }

    // Groups of a step, a variable and neurons that follow each other in the selection: all three, the number of values, and their bits.
    private sealed class Observer(int population, int[] variables, int[] ids, ProbeTimes times) : ProbeObserver
    {
        // More than any device makes at once.
        private const int MostAtOnce = 64;

        private readonly ProbeReport _values = new();
        private (int Place, int First, int Count)[]? _runs;
        private float[] _some = [];

        public override bool WatchesSteps => true;

        public override int StepsAtOnce(int step)
        {
            int steps = 1;
            while (steps < MostAtOnce && !times.IsDue(step + steps))
            {
                steps++;
            }

            return steps;
        }

        public override void AfterStep(IPartition partition, int step)
        {
            if (!times.IsDue(step + 1))
            {
                return;
            }

            _runs ??= RunsOf(partition.Slices[population]);
            foreach (int variable in variables)
            {
                foreach ((int place, int first, int count) in _runs)
                {
                    Span<float> values = _some.AsSpan(0, count);
                    partition.ReadState(population, variable, values, first);
                    _values.Add([step, variable, place, count]);
                    _values.Add(MemoryMarshal.Cast<float, int>(values));
                }
            }
        }

        public override void Report(IPartition partition, ProbeStop stop, ProbeReport report)
        {
            report.Add(_values.List);
            _values.Clear();
        }

        // Neurons of the slice whose ids follow each other: where they stand in the selection, and in the slice.
        private (int Place, int First, int Count)[] RunsOf(Slice slice)
        {
            var runs = new List<(int Place, int First, int Count)>();
            for (int i = 0; i < ids.Length; i++)
            {
                if (slice.Contains(ids[i]))
                {
                    if (runs.Count > 0 && i > 0 && ids[i] == ids[i - 1] + 1 && slice.Contains(ids[i - 1]))
                    {
                        (int place, int first, int count) = runs[^1];
                        runs[^1] = (place, first, count + 1);
                    }
                    else
                    {
                        runs.Add((i, ids[i] - slice.Begin, 1));
                    }
                }
            }

            _some = new float[runs.Count == 0 ? 0 : runs.Max(run => run.Count)];
            return [.. runs];
        }
    }

    private sealed class Reader(int population, int[] variables, int[] ids) : ProbeReader
    {
        public override void Take(ProbeStop stop, ProbeReport report, IObservations observations)
        {
            Require(report.Sums.Length == 0, "sums where there are only values");
            var groups = new List<(int Step, int Variable, int Place, float[] Values)>();
            for (ReadOnlySpan<int> rest = report.List; rest.Length > 0;)
            {
                Require(rest.Length > 4 && rest[3] > 0 && rest[3] <= rest.Length - 4, "a list of values that ends too early");
                (int step, int variable, int place, int count) = (rest[0], rest[1], rest[2], rest[3]);
                Require((uint)step < (uint)stop.Step, $"a value of step {step} after {stop.Step} steps");
                Require(Array.IndexOf(variables, variable) >= 0, $"a value of variable {variable}");
                Require(place >= 0 && place <= ids.Length - count, $"{count} values from {place} on of {ids.Length} neurons");
                groups.Add((step, Array.IndexOf(variables, variable), place, MemoryMarshal.Cast<int, float>(rest.Slice(4, count)).ToArray()));
                rest = rest[(4 + count)..];
            }

            foreach ((int step, int variable, int place, float[] values) in groups.OrderBy(one => (one.Step, one.Variable, one.Place)))
            {
                for (int i = 0; i < values.Length; i++)
                {
                    observations.State(population, variables[variable], ids[place + i], step, values[i]);
                }
            }
        }
    }
}
