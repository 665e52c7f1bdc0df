using System.Globalization;
using SnnCluster.Engine.Probes;
using SnnCluster.Engine.Recording;
using SnnCluster.Model.Networks;

namespace SnnCluster.Tests.Shared;

/// <summary>What probes say, as lines of text that differ where a bit does.</summary>
internal sealed class ObservationLog : IObservations
{
    public List<string> Lines { get; } = [];

    /// <summary>Values, in their order.</summary>
    public List<(string Name, double Value)> Values { get; } = [];

    /// <summary>What a probe of a projection says of synapses, which partitions share in any way.</summary>
    public static ObservationLog OfSynapses(SynapseProbe probe, NetworkDescription network, params Synapse[][] partitions)
    {
        ObservationPlan plan = Plan(network, [probe], 1);
        var reports = new List<ProbeReport>();
        foreach (Synapse[] synapses in partitions)
        {
            ProbeObserver observer = probe.Observe(network, plan.Times[0]);
            observer.TakeSynapses(synapses);
            reports.Add(new ProbeReport());
            observer.Report(null!, new ProbeStop(0, IsDue: true, IsLast: false), reports[^1]);
        }

        var log = new ObservationLog();
        new ProbeReaders(plan).Take(new NetworkSample { Step = 0, Probes = [ProbeReport.Merge(reports)] }, log);
        return log;
    }

    /// <summary>The plan of probes that must fit.</summary>
    public static ObservationPlan Plan(
        NetworkDescription network, IReadOnlyList<Probe> probes, int steps, SampleTimes? samples = null, int checkpointSteps = 0)
    {
        var errors = new ValidationErrors();
        ObservationPlan plan = ObservationPlan.Create(network, probes, [], [], steps, samples ?? SampleTimes.Evenly(steps), checkpointSteps, errors);
        errors.ThrowIfAny();
        return plan;
    }

    /// <summary>The plan of probes as a command line has them.</summary>
    public static ObservationPlan Plan(NetworkDescription network, int steps, SampleTimes samples, params IReadOnlyList<string> texts)
    {
        var errors = new ValidationErrors();
        Probe[] probes = [.. texts.SelectMany(text => ProbeText.Parse(text, network, errors))];
        errors.ThrowIfAny();
        return Plan(network, probes, steps, samples);
    }

    /// <summary>A sample whose synapses are there although the network goes on.</summary>
    public static NetworkSample Held(NetworkSample sample) => sample with
    {
        Synapses = [.. sample.Synapses.Select(stream => stream is null ? null : new SynapseStream([[stream.ToArray()]]))],
    };

    /// <summary>What the samples of a run say, by sample.</summary>
    public static List<string[]> Of(ObservationPlan plan, IEnumerable<NetworkSample> samples)
    {
        var readers = new ProbeReaders(plan);
        var all = new List<string[]>();
        foreach (NetworkSample sample in samples)
        {
            var log = new ObservationLog();
            readers.Take(sample, log);
            all.Add([.. log.Lines]);
        }

        return all;
    }

    public void Value(string name, string of, int step, double value)
    {
        Values.Add((name, value));
        Add($"{name} of {of} at {step}: {value:R}");
    }

    public void Bin(string name, string of, int step, double lower, double upper, long count) =>
        Add($"{name} of {of} at {step} from {lower:R} to {upper:R}: {count}");

    public void Spikes(int population, int step, ReadOnlySpan<int> neurons) => Add($"spikes {population} in {step}: {string.Join(' ', neurons.ToArray())}");

    public void State(int population, int variable, int neuron, int step, float value) =>
        Add($"state {population} {variable} of {neuron} after {step}: {value:R}");

    public void Rewired(int projection, int step, long formed, long eliminated, int distance) =>
        Add($"rewired {projection} at {step}: {formed} {eliminated} at {distance}");

    private void Add(FormattableString line) => Lines.Add(line.ToString(CultureInfo.InvariantCulture));
}
