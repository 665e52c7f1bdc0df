using SnnCluster.Experiments;
using SnnCluster.Experiments.Results;
using SnnCluster.Experiments.Running;
using SnnCluster.Model.Networks;

namespace SnnCluster.Tests;

/// <summary>What a script gets of a run.</summary>
public sealed class RunTests(SmallNetwork small) : IClassFixture<SmallNetwork>
{
    private Run Run => small.Run;

    [Fact]
    public void Spikes_are_those_that_were_counted()
    {
        SpikeTable spikes = Run.Spikes("cells");
        Assert.Equal(Run.Summary.Spikes, spikes.Count);
        Assert.True(spikes.Count > SmallNetwork.Cells);
        Assert.True(spikes.TimesMs.ToArray().Zip(spikes.TimesMs.ToArray().Skip(1)).All(pair => pair.First <= pair.Second));
        Assert.InRange(spikes.TimesMs[^1], 0, SmallNetwork.DurationMs - 0.5);
        Assert.Equal(spikes.Count, Enumerable.Range(0, SmallNetwork.Cells).Sum(neuron => spikes.Of(neuron).Length));
        Assert.Equal(0, Run.Spikes("silent").Count);
        foreach (int neuron in (int[])[-1, SmallNetwork.Cells])
        {
            string told = Assert.Throws<InvalidDescriptionException>(() => spikes.Of(neuron)).Message;
            Assert.Equal($"neuron is {neuron}: cells has those from 0 to {SmallNetwork.Cells - 1}", told);
        }
    }

    [Fact]
    public void Rates_follow_from_spikes()
    {
        double[] rates = Run.RatesHz("cells");
        Assert.Equal(Run.Spikes("cells").Of(3).Length / 0.05, rates[3], 1e-9);
        Assert.Equal(Run.MeanRateHz("cells"), rates.Average(), 1e-9);
        Assert.Equal(Run.MeanRateHz("cells"), Run.Statistics("cells").RateHz, 1e-9);
        Assert.Equal(Run.Spikes("cells").Of(3).Count(time => time >= 30) / 0.02, Run.RatesHz("cells", fromMs: 30)[3], 1e-9);
        Assert.Equal([0.0, 0.0], Run.RatesHz("silent"));
        Assert.NotEmpty(Run.Quantity("rate-hz", "cells").Values.ToArray());
    }

    [Fact]
    public void States_are_of_the_neurons_and_times_that_were_asked_for()
    {
        StateTable states = Run.States("cells", "V");
        Assert.Equal([3, 7], states.Neurons.ToArray());
        Assert.Equal(Enumerable.Range(0, 50).Select(ms => ms + 0.5), states.TimesMs.ToArray());

        // The potential is 0 after a spike, and stays so for the 1 ms that the neuron is refractory.
        float[] values = states.Of(7).ToArray();
        double[] times = states.TimesMs.ToArray();
        double[] spikes = Run.Spikes("cells").Of(7);
        Assert.NotEmpty(spikes);
        Assert.All(spikes, spike => Assert.Equal(0, values[Array.FindIndex(times, time => time >= spike)]));
        Assert.Contains("was not recorded", Assert.Throws<InvalidDescriptionException>(() => states.Of(4).ToArray()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Synapses_have_their_ends_weights_and_delays()
    {
        SynapseTable start = Run.Weights("cells-cells", atStart: true);
        SynapseTable end = Run.Weights(small.Network.Projections[0]);
        Assert.Equal(5 * SmallNetwork.Cells, start.Count);
        Assert.Equal(start.Sources.ToArray(), end.Sources.ToArray());
        Assert.All(start.Targets.ToArray().GroupBy(target => target), target => Assert.Equal(5, target.Count()));
        Assert.All(start.Weights.ToArray(), weight => Assert.Equal(0.1f, weight));
        Assert.Contains(end.Weights.ToArray(), weight => weight != 0.1f);
        Assert.All(end.DelaysMs.ToArray(), delay => Assert.Equal(1.5, delay));
        Assert.Equal(end.Weights.ToArray().Average(weight => (double)weight), Run.Quantity("mean-weight", "cells-cells").Values[^1], 1e-6);
    }

    [Fact]
    public void Partitions_change_nothing_and_it_is_the_run_of_the_description()
    {
        using Run inThree = SmallNetwork.Create().Run(SmallNetwork.DurationMs, partitions: 3, device: "host");
        Assert.Equal(Run.Digest, inThree.Digest);
        Assert.Equal(Run.Spikes("cells").TimesMs.ToArray(), inThree.Spikes("cells").TimesMs.ToArray());
        Assert.Equal(3, inThree.Summary.Partitions.Count);
        RunSummary described = ExperimentRunner.Run(
            new NetworkExperiment("described", small.Network.Describe()), new RunOptions { DurationMs = SmallNetwork.DurationMs }, null, default).Summary;
        Assert.Equal(described.Digest, Run.Digest);
    }

    [Fact]
    public void An_interrupted_run_keeps_what_was_recorded()
    {
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();
        using Run run = small.Network.Run(durationMs: 10_000, cancellation: cancellation.Token);
        Assert.False(run.IsComplete);
        Assert.InRange(run.SimulatedMs, 0.5, 9999);
        Assert.Equal(run.Summary.Spikes, run.Spikes("cells").Count);
    }

    [Fact]
    public void Tables_are_written_as_csv_and_parquet()
    {
        string folder = Path.Combine(Path.GetDirectoryName(Run.Folder)!, "tables");
        StateTable states = Run.States("cells", "V");
        states.Save(Path.Combine(folder, "v.csv"));
        string[] lines = File.ReadAllLines(Path.Combine(folder, "v.csv"));
        Assert.Equal("timeMs,neuron,value", lines[0]);
        Assert.Equal(FormattableString.Invariant($"0.5,3,{states.Of(3)[0]}"), lines[1]);
        Assert.Equal(101, lines.Length);

        SynapseTable synapses = Run.Weights("cells-cells");
        synapses.Save(Path.Combine(folder, "w.parquet"));
        SynapseTable.Row[] rows = new RecordTable<SynapseTable.Row>().ReadAll(folder, "w.parquet");
        Assert.Equal(synapses.Weights.ToArray(), rows.Select(row => row.Weight));
        Assert.Equal(synapses.Sources.ToArray(), rows.Select(row => row.Source));

        Run.Quantity("rate-hz", "cells").Save(Path.Combine(folder, "rates.csv"));
        Run.Spikes("cells").Save(Path.Combine(folder, "spikes.csv"));
        Assert.Equal(Run.Spikes("cells").Count + 1, File.ReadLines(Path.Combine(folder, "spikes.csv")).Count());
        Assert.Equal(
            "the file is 'v.txt': its name must end with .csv or .parquet",
            Assert.Throws<InvalidDescriptionException>(() => states.Save("v.txt")).Message);
        Assert.NotEmpty(Run.Export("npz", Path.Combine(folder, "npz")));
        Assert.StartsWith("format is 'xls': must be one of", Assert.Throws<InvalidDescriptionException>(() => Run.Export("xls", folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Results_without_a_folder_go_and_those_in_a_folder_stay()
    {
        string folder = Path.Combine(Path.GetDirectoryName(Run.Folder)!, "kept");
        Run kept = small.Network.Run(durationMs: 5, output: folder);
        kept.Dispose();
        Assert.True(File.Exists(Path.Combine(kept.Folder, "report.html")));
        Assert.Equal(
            $"output {folder} exists and is not empty: name another folder, or replace a run with force: true",
            Assert.Throws<InvalidDescriptionException>(() => small.Network.Run(durationMs: 5, output: folder)).Message);
        small.Network.Run(durationMs: 10, output: folder, force: true).Dispose();
        Assert.Equal(10, SummaryFile.Read(folder).SimulatedMs);

        Run gone = small.Network.Run(durationMs: 5);
        string scratch = gone.Folder;
        gone.Dispose();
        Assert.False(Directory.Exists(Path.GetDirectoryName(scratch)));
        Assert.Throws<ObjectDisposedException>(() => gone.Spikes("cells"));
    }

    [Fact]
    public void What_was_not_recorded_is_told_with_what_records_it()
    {
        using Run run = small.Network.Run(durationMs: 1);
        Assert.Equal("there is no population 'cell'; did you mean 'cells'?", Refusal(() => run.Spikes("cell")));
        Assert.Equal("there is no projection 'cells'; there is cells-cells", Refusal(() => run.Weights("cells")));
        Assert.StartsWith("state variable 'V' of 'silent' was not recorded: Record(\"V\")", Refusal(() => run.States("silent", "V")), StringComparison.Ordinal);
        Assert.StartsWith("there is no 'speed' of 'cells': of it, the run has ", Refusal(() => run.Quantity("speed", "cells")), StringComparison.Ordinal);
        Assert.Equal("fromMs is 1: must be from 0 to below 1, the time of the run", Refusal(() => run.RatesHz("cells", 1)));
        Assert.Equal("fromMs is NaN: must be from 0 to below 1, the time of the run", Refusal(() => run.Statistics("cells", double.NaN)));

        var nothing = new Network();
        nothing.Add("cells", 1, new Model.Neurons.LifDescription());
        using Run empty = nothing.Run(durationMs: 1);
        Assert.StartsWith("spikes of 'cells' were not recorded: RecordSpikes()", Refusal(() => empty.Spikes("cells")), StringComparison.Ordinal);
        Assert.StartsWith("no spikes were recorded", Refusal(() => empty.Raster()), StringComparison.Ordinal);
    }

    private static string Refusal(Action action) => Assert.Throws<InvalidDescriptionException>(action).Message;
}
