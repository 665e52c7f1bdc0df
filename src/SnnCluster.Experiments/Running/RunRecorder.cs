using SnnCluster.Engine.Probes;
using SnnCluster.Engine.Recording;
using SnnCluster.Experiments.Results;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Running;

/// <summary>Writes the files of a run while it goes on: what its probes gave, outside of the time that is measured.</summary>
internal sealed class RunRecorder : IObservations, IDisposable
{
    private readonly RunPlan _plan;
    private readonly string _directory;
    private readonly TableWriter<TimeSeriesPoint> _timeSeries;
    private readonly TableWriter<RewiringCount> _rewiring;
    private readonly TableWriter<SpikeRow>? _spikes;
    private readonly TableWriter<StateRow>? _states;
    private readonly IReadOnlyList<string>[] _variables;
    private TableWriter<HistogramBin>? _histograms;
    private bool _hasStart;

    /// <summary>Begins the files of a run.</summary>
    public RunRecorder(RunPlan plan)
    {
        _plan = plan;
        _directory = plan.Output!.Path;
        _timeSeries = TimeSeriesFile.Create(_directory);
        _rewiring = RewiringFile.Create(_directory);
        _spikes = plan.Observation.Probes.Any(probe => probe is SpikeProbe) ? SpikeFile.Create(_directory, plan.Settings.DtMs) : null;
        _states = plan.Observation.Probes.Any(probe => probe is StateProbe) ? StateFile.Create(_directory, plan.Settings.DtMs) : null;
        _variables = [.. Enumerable.Range(0, plan.Network.Populations.Count).Select(p => StateVariables.Of(plan.Network, p))];
    }

    public void Value(string name, string of, int step, double value) =>
        _timeSeries.Append(new TimeSeriesPoint(name, of, _plan.TimeMs(step), value));

    public void Bin(string name, string of, int step, double lower, double upper, long count) =>
        (_histograms ??= HistogramFile.Create(_directory)).Append(new HistogramBin(name, of, _plan.TimeMs(step), lower, upper, count));

    public void Spikes(int population, int step, ReadOnlySpan<int> neurons)
    {
        foreach (int neuron in neurons)
        {
            _spikes!.Append(new SpikeRow(_plan.Network.Populations[population].Name, neuron, step));
        }
    }

    public void State(int population, int variable, int neuron, int step, float value) => _states!.Append(new StateRow(
        _plan.Network.Populations[population].Name, _variables[population][variable], neuron, step, value));

    public void Rewired(int projection, int step, long formed, long eliminated, int distance) => _rewiring.Append(new RewiringCount(
        _plan.Network.Projections[projection].Name, _plan.TimeMs(step), formed, eliminated, distance));

    /// <summary>Writes all synapses at a time.</summary>
    /// <param name="sample">The time.</param>
    /// <param name="synapses">Gives the synapses of a projection.</param>
    public void Connectivity(NetworkSample sample, Func<int, Synapse[]> synapses)
    {
        if (sample.IsLast && _hasStart && !_plan.Network.Projections.Any(projection => projection.Changes))
        {
            RunFiles.Copy(_directory, RunFiles.ConnectivityStart, RunFiles.ConnectivityEnd);
            return;
        }

        _hasStart |= sample.Step == 0;
        string name = sample.Step == 0 ? RunFiles.ConnectivityStart
            : sample.IsLast ? RunFiles.ConnectivityEnd
            : RunFiles.ConnectivityAt(_plan.TimeMs(sample.Step), _plan.Settings.DtMs, _plan.DurationMs);
        ConnectivityFile.Write(
            _directory,
            name,
            _plan.Network.Projections.Select((projection, p) => KeyValuePair.Create(projection.Name, synapses(p))),
            _plan.Settings.DtMs);
    }

    /// <summary>Writes what is known at the end, but for the summary.</summary>
    public void Complete()
    {
        _timeSeries.Complete();
        _histograms?.Complete();
        _rewiring.Complete();
        _spikes?.Complete();
        _states?.Complete();
    }

    /// <summary>Writes the summary, which comes last and makes the folder a run.</summary>
    public void Complete(RunSummary summary) => SummaryFile.Write(_directory, summary);

    public void Dispose()
    {
        _timeSeries.Dispose();
        _histograms?.Dispose();
        _rewiring.Dispose();
        _spikes?.Dispose();
        _states?.Dispose();
    }
}
