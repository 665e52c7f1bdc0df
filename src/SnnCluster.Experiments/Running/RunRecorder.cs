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
    private string? _firstConnectivity;

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

    /// <summary>Writes all synapses at a time; of those that never change, what was written the first time.</summary>
    public void Connectivity(NetworkSample sample)
    {
        string name = sample.Step == 0 ? RunFiles.ConnectivityStart
            : sample.IsLast ? RunFiles.ConnectivityEnd
            : RunFiles.ConnectivityAt(_plan.TimeMs(sample.Step), _plan.Settings.DtMs, _plan.DurationMs);
        if (_firstConnectivity is string first && sample.Synapses.All(synapses => synapses is null))
        {
            RunFiles.Copy(_directory, first, name);
            return;
        }

        using TableWriter<ProjectionSynapse> writer = ConnectivityFile.Create(_directory, name, _plan.Settings.DtMs);
        for (int p = 0; p < sample.Synapses.Count; p++)
        {
            string projection = _plan.Network.Projections[p].Name;
            if (sample.Synapses[p] is SynapseStream stream)
            {
                foreach (ReadOnlyMemory<Synapse> some in stream.Blocks())
                {
                    foreach (ref readonly Synapse synapse in some.Span)
                    {
                        writer.Append(new ProjectionSynapse(projection, synapse));
                    }
                }
            }
            else if (_firstConnectivity is not null)
            {
                writer.Append(ConnectivityFile.ReadGroups(_directory, _firstConnectivity).SelectMany(rows => rows)
                    .Where(row => row.Projection == projection));
            }
        }

        writer.Complete();
        _firstConnectivity ??= name;
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
