using SnnCluster.Engine.Devices;
using SnnCluster.Engine.DigestProbe;
using SnnCluster.Engine.Partitions;
using SnnCluster.Engine.Probes;
using SnnCluster.Engine.Recording;
using SnnCluster.Engine.Snapshots;
using SnnCluster.Model.Networks;
using SnnCluster.Tests.Shared;

namespace SnnCluster.Engine.Tests.Probes;

/// <summary>What probes say of a run, against what was recorded of it at length; for all cuts, and from any snapshot.</summary>
public class ProbeTests
{
    private const int Steps = 600;

    private static readonly NetworkDescription Network = SmallMap.Named("small-populations").Describe();

    private static readonly string[] Everything =
    [
        "spikes", "rates:every-ms=7.3", "rewiring", "lateral.weights:every-ms=20", "lateral.degrees:every-ms=20", "feed-forward.distance:every-ms=30", "target.V:neurons=first-40:every-steps=3:from-ms=5:until-ms=30",
        "source.RatePerStep:reduce=histogram:lower=0:upper=0.02:bins=5:every-ms=9", "target.rate-histogram:bin-ms=0.7:neurons=every-3",
        "target.cv-isi:from-ms=11:lower=0:upper=2:bins=8", "target.mean-rate:from-ms=11:lower=0:upper=400:bins=16", "source.cv-isi:neurons=random-50:every-ms=13", "target.correlation:bin-ms=2:at=samples:from-ms=3.1",
        "feed-forward.weights:lower=0:upper=0.2:bins=10:at-ms=0+17.3+60", "feed-forward.degrees:at=ends",
    ];

    private readonly Lazy<(List<string[]> Lines, string Digest, RecordedSpike[] Spikes)> _one = new(() => Run(1));

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    public void All_cuts_give_the_same_and_the_network_does_not_notice(int partitions)
    {
        (List<string[]> lines, string digest, _) = Run(partitions);
        Assert.Equal(_one.Value.Lines, lines);
        Assert.Equal(_one.Value.Digest, digest);
        using Simulation unobserved = Simulation.Create(Network, new HostDevice());
        unobserved.Run(Steps);
        Assert.Equal(unobserved.Digest(), digest);
    }

    // After a stop, as partitions take them, and from files, which another cut reads.
    [Theory]
    [InlineData(1, 3)]
    [InlineData(4, 2)]
    public void A_run_that_goes_on_from_a_snapshot_says_what_an_undisturbed_one_says(int before, int after)
    {
        ObservationPlan plan = PlanOf();
        var device = new HostDevice();
        var samples = new List<NetworkSample>();
        using Simulation first = Simulation.Create(Network, device, before, observation: plan);
        samples.Add(first.Sample(Steps));
        while (first.Step < 250)
        {
            RunToStop(first, plan, samples);
        }

        PartitionSnapshot[] snapshots = [.. first.Capture()];
        CheckFiles(snapshots, plan, after);
        using Simulation second = Simulation.Create(Network, device, after, from: snapshots, observation: plan);
        while (second.Step < Steps)
        {
            RunToStop(second, plan, samples);
        }

        Assert.Equal(_one.Value.Lines, ObservationLog.Of(plan, samples));
    }

    [Fact]
    public void Spikes_rates_and_irregularity_are_those_of_the_recorded_spikes()
    {
        RecordedSpike[] spikes = _one.Value.Spikes;
        string[] lines = [.. _one.Value.Lines.SelectMany(line => line)];
        Assert.Equal(
            spikes.GroupBy(spike => (spike.Step, spike.Population)).OrderBy(group => group.Key)
                .Select(group => $"spikes {group.Key.Population} in {group.Key.Step}: {string.Join(' ', group.Select(spike => spike.Neuron).Order())}"),
            lines.Where(line => line.StartsWith("spikes", StringComparison.Ordinal)).OrderBy(line => StepOf(line)).ThenBy(line => line.Split(' ')[1]));

        int target = Network.IndexOfPopulation("target");
        int size = Network.Populations[target].Size;
        AssertValue(lines, "rate-hz", "target", 146, spikes.Count(s => s.Population == target && s.Step is >= 73 and < 146) / (double)size / 0.0073);
        AssertValue(
            lines,
            "rate-histogram-hz",
            "target",
            203,
            spikes.Count(s => s.Population == target && s.Neuron % 3 == 0 && s.Step is >= 196 and < 203) / (double)((size + 2) / 3) / 0.0007);

        double[] cvs = [.. spikes.Where(s => s.Population == target && s.Step >= 110).GroupBy(s => s.Neuron).Where(s => s.Count() >= 3).Select(Cv)];
        AssertValue(lines, "cv-isi-neurons", "target", Steps, cvs.Length);
        AssertValue(lines, "cv-isi", "target", Steps, cvs.Average(), 1e-6);
        Assert.True(cvs.Length > 20);
        double[] rates = [.. Enumerable.Range(0, size).Select(neuron => spikes.Count(s => s.Population == target && s.Neuron == neuron && s.Step >= 110) / 0.049)];
        AssertValue(lines, "mean-rate-hz", "target", Steps, rates.Average(), 1e-6);
        Assert.Contains($"cv-isi of target at {Steps} from 0.25 to 0.5: {cvs.Count(cv => cv is >= 0.25 and < 0.5)}", lines);
        Assert.Contains($"mean-rate-hz of target at {Steps} from 25 to 50: {rates.Count(rate => rate is >= 25 and < 50)}", lines);
    }

    [Fact]
    public void Correlation_is_that_of_the_counts_in_bins()
    {
        int target = Network.IndexOfPopulation("target");
        const int From = 31;
        const int Bin = 20;
        ObservationPlan plan = ObservationLog.Plan(
            Network, [new CorrelationProbe { Population = "target", BinSteps = Bin, Neurons = new Model.Inputs.NeuronSelection.Range(0, 60), When = new ProbeSchedule.AtEnds { FromMs = From * 0.1 } }], Steps);
        (List<string[]> lines, _, RecordedSpike[] spikes) = Run(3, plan);
        int bins = (Steps - From) / Bin;
        double[][] counts = [.. Enumerable.Range(0, 60).Select(neuron => Enumerable.Range(0, bins).Select(bin => (double)spikes.Count(
            s => s.Population == target && s.Neuron == neuron && s.Step >= From && (s.Step - From) / Bin == bin)).ToArray())];
        double sum = 0;
        int pairs = 0;
        for (int a = 0; a < 60; a++)
        {
            for (int b = a + 1; b < 60; b++)
            {
                double variances = Covariance(counts[a], counts[a]) * Covariance(counts[b], counts[b]);
                if (variances > 1e-12)
                {
                    sum += Covariance(counts[a], counts[b]) / Math.Sqrt(variances);
                    pairs++;
                }
            }
        }

        Assert.True(pairs > 100);
        AssertValue(lines[^1], "correlation-pairs", "target", Steps, pairs);
        AssertValue(lines[^1], "correlation", "target", Steps, sum / pairs, 1e-10);
    }

    [Fact]
    public void State_variables_are_those_that_the_neurons_have_at_that_time()
    {
        ObservationPlan plan = ObservationLog.Plan(Network, Steps, SampleTimes.None, "target.V:neurons=3+11+12+13+200:at-ms=1+2.5");
        using Simulation simulation = Simulation.Create(Network, new HostDevice(), 3, observation: plan);
        var expected = new List<string>();
        var values = new float[Network.Populations[1].Size];
        foreach (int step in new[] { 10, 25 })
        {
            simulation.Run(step - simulation.Step);
            simulation.ReadState(1, 0, values);
            expected.AddRange(new[] { 3, 11, 12, 13, 200 }.Select(
                id => FormattableString.Invariant($"state 1 0 of {id} after {step - 1}: {values[id]:R}")));
        }

        Assert.Equal(expected, ObservationLog.Of(plan, [simulation.Sample(simulation.Step)])[0]);
    }

    /// <summary>What is looked at at the ends is looked at at those of the window, also where nothing ever changes.</summary>
    [Theory]
    [InlineData("target.correlation:bin-ms=2:until-ms=30", "correlation of target", 300)]
    [InlineData("target.cv-isi:at=ends:from-ms=10:until-ms=50", "cv-isi of target", 100, 500)]
    [InlineData("feed-forward.weights:at=ends:from-ms=10:until-ms=20", "mean-weight of feed-forward", 100, 200)]
    [InlineData("to-adaptive.weights:at=ends:from-ms=10", "mean-weight of to-adaptive", 100, 600)]
    [InlineData("to-adaptive.weights:at-ms=20+30:from-ms=10", "mean-weight of to-adaptive", 200, 300)]
    [InlineData("target.rate:at-ms=10+20", "rate-hz of target", 100, 200)]
    [InlineData("target.rate:every-ms=25", "rate-hz of target", 250, 500, 600)]
    [InlineData("target.rate:at=ends:from-ms=5", "rate-hz of target", 600)]
    public void Windows_and_times_say_when_there_are_values(string text, string quantity, params int[] steps)
    {
        ObservationPlan plan = ObservationLog.Plan(Network, Steps, SampleTimes.None, text);
        (List<string[]> lines, _, _) = Run(2, plan);
        Assert.Equal(
            steps.Select(step => $"{quantity} at {step}"),
            lines.SelectMany(line => line).Where(line => line.StartsWith(quantity + " at", StringComparison.Ordinal)).Select(line => line.Split(':')[0]));
    }

    [Theory]
    [InlineData("target.Vm", "--record is 'target.Vm': must be one of *; did you mean 'target.V'?")]
    [InlineData("spikes:from-ms=70", "spikes window from 70 to 60 ms: must lie within the run, 60 ms")]
    [InlineData("spikes:from-ms=20:until-ms=10", "spikes window from 20 to 10 ms: must end after it begins")]
    [InlineData("spikes:until-ms=61", "spikes window from 0 to 61 ms: must lie within the run, 60 ms")]
    [InlineData("target.V:every-ms=0.25", "state variable target.V interval 0.25 ms is not a multiple of dt 0.1 ms")]
    [InlineData("target.V:every-ms=100", "state variable target.V interval 100 ms is longer than its window: nothing would be recorded")]
    [InlineData("target.V:at-ms=1+61", "state variable target.V time 61 ms: must lie within the run, 60 ms")]
    [InlineData("target.V:neurons=0-999", "state variable target.V selects 1000 neurons from 0 on: target has those from 0 to 398")]
    [InlineData("target.V:neurons=first", "--record target.V:neurons=first has neurons=first: must be all, first-N, random-N, every-N, FIRST-LAST or ID+ID+...")]
    [InlineData("target.V:neurons=9-3", "--record target.V:neurons=9-3 has neurons=9-3: the last must not be before the first")]
    [InlineData("target.V::", "--record target.V:: has '': options are NAME=VALUE")]
    [InlineData("target.V:lower=3", "--record target.V:lower=3 has bins of a histogram: they need reduce=histogram")]
    [InlineData("target.V:every=3", "--record target.V:every=3 has the option every; *")]
    [InlineData("target.V:every-ms", "--record target.V:every-ms has 'every-ms': options are NAME=VALUE")]
    [InlineData("target.V:every-ms=x", "--record target.V:every-ms=x has every-ms=x: must be a finite number")]
    [InlineData("target.V:every-ms=1:at-ms=2", "--record target.V:every-ms=1:at-ms=2 has more than one of every-ms, every-steps, at-ms and at: give one of them")]
    [InlineData("target.correlation:neurons=first-1", "correlation of target number of neurons is 1: must be from 2 to 2000")]
    [InlineData("feed-forward.weights:bins=3", "--record feed-forward.weights:bins=3 asks for a histogram: needs lower, upper and bins")]
    [InlineData("target.V:at=ends", "state variable target.V: values are those after a step, at samples, at intervals or at times above 0")]
    [InlineData("target.V:at-ms=0+1", "state variable target.V: values are those after a step, at samples, at intervals or at times above 0")]
    [InlineData("target.rate:at-ms=5+20:from-ms=10", "rate of target time 5 ms: must lie within its window")]
    [InlineData("target.rate-histogram:bin-ms=20:from-ms=50", "rate histogram of target: its window is shorter than a bin, so nothing would be recorded")]
    [InlineData("other0.distance", "--record is 'other0.distance': must be one of *")]
    public void What_cannot_be_observed_is_refused_with_the_reason(string text, string finding)
    {
        var errors = new ValidationErrors();
        ObservationPlan.Create(Network, [.. ProbeText.Parse(text, Network, errors)], [], [], Steps, SampleTimes.None, 0, errors);
        string found = Assert.Single(errors.Messages);
        string[] ends = finding.Split('*');
        Assert.StartsWith(ends[0], found, StringComparison.Ordinal);
        Assert.EndsWith(ends[^1], found, StringComparison.Ordinal);
    }

    [Fact]
    public void A_spike_is_recorded_once_whoever_asks_for_it()
    {
        var errors = new ValidationErrors();
        SpikeProbe some = new() { Population = "target" };
        ObservationPlan Plan(IReadOnlyList<Probe> asked, params Probe[] own) =>
            ObservationPlan.Create(Network, asked, own, [], Steps, new SampleTimes(100), 0, errors);
        Assert.Equal([new SpikeProbe()], Plan([new SpikeProbe()], some, new SpikeProbe { Population = "source" }).Probes);
        Assert.Equal([some], Plan([some], some).Probes);
        Assert.Empty(errors.Messages);
        Plan([new SpikeProbe()], some with { When = new ProbeSchedule.AtSamples { FromMs = 1 } });
        Assert.Equal("spikes: recorded in several ways at once, give one of them", Assert.Single(errors.Messages));
    }

    [Fact]
    public void What_is_asked_for_takes_the_place_of_what_is_usual_and_cannot_be_asked_for_twice()
    {
        var errors = new ValidationErrors();
        IReadOnlyList<Probe> Parse(params string[] texts) => [.. texts.SelectMany(text => ProbeText.Parse(text, Network, errors))];
        ObservationPlan plan = ObservationPlan.Create(
            Network,
            Parse("target.rate:every-ms=3"),
            [new WeightProbe { Projection = "feed-forward", When = new ProbeSchedule.AtEnds() }],
            Parse("rates", "synapses"),
            Steps,
            new SampleTimes(100),
            0,
            errors);
        Assert.Empty(errors.Messages);
        Assert.Single(plan.Probes.OfType<RateProbe>(), probe => probe.Population == "target");
        Assert.Single(plan.Probes.OfType<WeightProbe>(), probe => probe.Projection == "feed-forward");
        ObservationPlan.Create(Network, Parse("target.rate:every-ms=3", "target.rate"), [], [], Steps, new SampleTimes(100), 0, errors);
        Assert.Equal("rate of target: recorded in 2 ways at once, give one of them", Assert.Single(errors.Messages));
    }

    // What probes keep for each neuron comes back from files, for any cut.
    private static void CheckFiles(PartitionSnapshot[] snapshots, ObservationPlan plan, int partitions)
    {
        string[] files = [.. snapshots.Select(snapshot =>
        {
            string path = Path.GetTempFileName();
            using FileStream stream = File.Create(path);
            SnapshotFile.Write(stream, snapshot);
            return path;
        })];
        PartitionPlan cut = PartitionPlan.Even(Network, partitions);
        PartitionSnapshot[] parts =
            [.. Enumerable.Range(0, partitions).Select(p => SnapshotFile.Load(Network, cut[p], p == 0, files, observedColumns: plan.NeuronColumns))];
        Array.ForEach(files, File.Delete);
        for (int population = 0; population < Network.Populations.Count; population++)
        {
            for (int column = 0; column < plan.NeuronColumns[population]; column++)
            {
                Assert.Equal(
                    snapshots.SelectMany(snapshot => snapshot.Populations[population].Observed[column]),
                    parts.SelectMany(part => part.Populations[population].Observed[column]));
                Assert.Contains(parts, part => part.Populations[population].Observed[column].Any(value => value != 0));
            }
        }
    }

    private static ObservationPlan PlanOf() => ObservationLog.Plan(Network, Steps, SampleTimes.Evenly(Steps), Everything);

    private static (List<string[]> Lines, string Digest, RecordedSpike[] Spikes) Run(int partitions, ObservationPlan? plan = null)
    {
        plan ??= PlanOf();
        using Simulation simulation = Simulation.Create(Network, new HostDevice(), partitions, recordSpikes: true, observation: plan);
        var samples = new List<NetworkSample> { simulation.Sample(Steps) };
        while (simulation.Step < Steps)
        {
            RunToStop(simulation, plan, samples);
        }

        return (ObservationLog.Of(plan, samples), simulation.Digest(), simulation.Spikes!.Spikes.ToArray());
    }

    private static void RunToStop(Simulation simulation, ObservationPlan plan, List<NetworkSample> samples)
    {
        simulation.Run(plan.NextStop(simulation.Step, Steps) - simulation.Step);
        samples.Add(simulation.Sample(Steps));
    }

    private static int StepOf(string spikes) => int.Parse(spikes.Split(' ')[3].TrimEnd(':'), System.Globalization.CultureInfo.InvariantCulture);

    private static void AssertValue(IEnumerable<string> lines, string name, string of, int step, double expected, double tolerance = 1e-9)
    {
        string prefix = $"{name} of {of} at {step}: ";
        string line = Assert.Single(lines, line => line.StartsWith(prefix, StringComparison.Ordinal));
        Assert.Equal(expected, double.Parse(line[prefix.Length..], System.Globalization.CultureInfo.InvariantCulture), tolerance);
    }

    private static double Cv(IEnumerable<RecordedSpike> train)
    {
        int[] steps = [.. train.Select(spike => spike.Step).Order()];
        double[] intervals = [.. steps.Skip(1).Zip(steps, (later, earlier) => (double)(later - earlier))];
        double mean = intervals.Average();
        return Math.Sqrt(intervals.Average(interval => (interval - mean) * (interval - mean))) / mean;
    }

    private static double Covariance(double[] a, double[] b) =>
        a.Zip(b, (x, y) => x * y).Average() - (a.Average() * b.Average());
}
