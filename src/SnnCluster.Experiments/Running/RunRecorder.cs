using SnnCluster.Engine.Recording;
using SnnCluster.Experiments.Analysis;
using SnnCluster.Experiments.Results;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Running;

/// <summary>
/// Writes the files of a run while it goes on. Samples of connectivity and rates are taken between steps and outside
/// the time that is measured.
/// </summary>
internal sealed class RunRecorder : IDisposable
{
    private readonly RunPlan _plan;
    private readonly string _directory;
    private readonly TableWriter<TimeSeriesPoint> _timeSeries;
    private readonly TableWriter<RewiringCount> _rewiring;
    private readonly TableWriter<SpikeRow>? _spikes;
    private readonly TableWriter<StateRow>? _states;
    private readonly long[] _spikeCounts;
    private readonly long[]?[] _formed;
    private readonly long[]?[] _eliminated;
    private readonly (string Name, double Value)[][] _statistics;
    private int _lastSample;

    private RunRecorder(RunPlan plan, string directory)
    {
        _plan = plan;
        _directory = directory;
        _timeSeries = TimeSeriesFile.Create(directory);
        _rewiring = RewiringFile.Create(directory);
        _spikes = plan.Sampling.RecordsSpikes ? SpikeFile.Create(directory, plan.Settings.DtMs) : null;
        _states = plan.Sampling.States.Count > 0 ? StateFile.Create(directory, plan.Settings.DtMs) : null;
        _spikeCounts = new long[plan.Network.Populations.Count];
        _formed = new long[]?[plan.Network.Projections.Count];
        _eliminated = new long[]?[plan.Network.Projections.Count];
        _statistics = new (string, double)[plan.Network.Projections.Count][];
    }

    /// <summary>Writes what is known at the start.</summary>
    public static RunRecorder Start(RunPlan plan, Dictionary<string, Synapse[]> start)
    {
        string directory = plan.Output!.Path;
        var recorder = new RunRecorder(plan, directory);
        if (plan.Options.KeepsConnectivity)
        {
            ConnectivityFile.Write(directory, RunFiles.ConnectivityStart, start, plan.Settings.DtMs);
            recorder.AddConnectivity(0, start);
        }

        return recorder;
    }

    /// <summary>Records a sample that is not the first.</summary>
    /// <param name="sample">The sample.</param>
    /// <param name="connectivity">Its synapses by projection; null where they were not sampled.</param>
    public void Record(NetworkSample sample, Dictionary<string, Synapse[]>? connectivity)
    {
        foreach (RecordedSpike spike in sample.Spikes.Span)
        {
            _spikes!.Append(new SpikeRow(_plan.Network.Populations[spike.Population].Name, spike.Neuron, spike.Step));
        }

        TakeStates(sample);
        if (sample.SpikeCounts.Count > 0 && sample.Step > _lastSample)
        {
            TakeSample(sample, connectivity);
        }
    }

    /// <summary>Writes what is known at the end, but for the summary.</summary>
    public void Complete(Dictionary<string, Synapse[]> end)
    {
        if (_plan.Options.KeepsConnectivity)
        {
            if (_plan.Network.Projections.Any(projection => projection.Changes))
            {
                ConnectivityFile.Write(_directory, RunFiles.ConnectivityEnd, end, _plan.Settings.DtMs);
            }
            else
            {
                RunFiles.Copy(_directory, RunFiles.ConnectivityStart, RunFiles.ConnectivityEnd);
            }
        }

        _timeSeries.Complete();
        _rewiring.Complete();
        _spikes?.Complete();
        _states?.Complete();
    }

    /// <summary>Writes the summary, which comes last and makes the folder a run.</summary>
    public void Complete(RunSummary summary) => SummaryFile.Write(_directory, summary);

    public void Dispose()
    {
        _timeSeries.Dispose();
        _rewiring.Dispose();
        _spikes?.Dispose();
        _states?.Dispose();
    }

    private void TakeStates(NetworkSample sample)
    {
        for (int s = 0; s < sample.States.Count; s++)
        {
            StateChoice choice = _plan.Sampling.States[s];
            PopulationDescription population = _plan.Network.Populations[choice.Population];
            string name = StateVariables.Of(_plan.Network, choice.Population)[choice.Variable];
            for (int neuron = 0; neuron < sample.States[s].Length; neuron++)
            {
                _states!.Append(new StateRow(population.Name, name, neuron, sample.Step - 1, sample.States[s][neuron]));
            }
        }
    }

    private void TakeSample(NetworkSample sample, Dictionary<string, Synapse[]>? connectivity)
    {
        double timeMs = _plan.TimeMs(sample.Step);
        double seconds = _plan.TimeMs(sample.Step - _lastSample) / 1000;
        _lastSample = sample.Step;
        for (int p = 0; p < _spikeCounts.Length; p++)
        {
            PopulationDescription population = _plan.Network.Populations[p];
            long count = sample.SpikeCounts[p];
            _timeSeries.Append(new TimeSeriesPoint(
                "rate-hz", population.Name, timeMs, (count - _spikeCounts[p]) / (double)population.Size / seconds));
            _spikeCounts[p] = count;
        }

        for (int p = 0; p < _plan.Network.Projections.Count; p++)
        {
            TakeRewiring(sample, p, timeMs);
        }

        if (connectivity is not null && _plan.Options.KeepsConnectivity)
        {
            AddConnectivity(timeMs, connectivity);
            if (_plan.RecordsConnectivity && sample.Step < _plan.Steps)
            {
                string name = RunFiles.ConnectivityAt(timeMs, _plan.Settings.DtMs, _plan.DurationMs);
                ConnectivityFile.Write(_directory, name, connectivity, _plan.Settings.DtMs);
            }
        }
    }

    private void TakeRewiring(NetworkSample sample, int projection, double timeMs)
    {
        if (sample.Rewiring[projection] is not RewiringSample counts)
        {
            return;
        }

        int bins = counts.FormedByDistance.Count;
        long[] formedBefore = _formed[projection] ??= new long[bins];
        long[] eliminatedBefore = _eliminated[projection] ??= new long[bins];
        for (int bin = 0; bin < bins; bin++)
        {
            long formed = counts.FormedByDistance[bin];
            long eliminated = counts.EliminatedByDistance[bin];
            if (formed != formedBefore[bin] || eliminated != eliminatedBefore[bin])
            {
                _rewiring.Append(new RewiringCount(
                    _plan.Network.Projections[projection].Name,
                    timeMs,
                    formed - formedBefore[bin],
                    eliminated - eliminatedBefore[bin],
                    counts.HasDistances ? bin : -1));
                formedBefore[bin] = formed;
                eliminatedBefore[bin] = eliminated;
            }
        }
    }

    private void AddConnectivity(double timeMs, Dictionary<string, Synapse[]> connectivity)
    {
        for (int p = 0; p < _statistics.Length; p++)
        {
            ProjectionDescription projection = _plan.Network.Projections[p];
            if (projection.Changes || _statistics[p] is null)
            {
                _statistics[p] = [.. Statistics(projection, connectivity[projection.Name])];
            }

            _timeSeries.Append(_statistics[p].Select(
                quantity => new TimeSeriesPoint(quantity.Name, projection.Name, timeMs, quantity.Value)));
        }
    }

    private IEnumerable<(string Name, double Value)> Statistics(ProjectionDescription projection, Synapse[] synapses)
    {
        int sources = _plan.Network.Populations[_plan.Network.IndexOfPopulation(projection.Source)].Size;
        int targets = _plan.Network.Populations[_plan.Network.IndexOfPopulation(projection.Target)].Size;
        ConnectivityStatistics statistics = ConnectivityStatistics.Measure(synapses, sources, targets);
        yield return ("synapses", statistics.Synapses);
        yield return ("mean-weight", statistics.MeanWeight);
        yield return ("in-degree-mean", statistics.InDegree.Mean);
        yield return ("in-degree-sd", statistics.InDegree.StandardDeviation);
        yield return ("out-degree-mean", statistics.OutDegree.Mean);
        yield return ("out-degree-sd", statistics.OutDegree.StandardDeviation);
        if (_plan.Network.ContextOf(projection).Grid is GridGeometry grid)
        {
            DistanceCounts profile = new DistanceProfile(grid).Count(synapses);
            for (int bin = 0; bin < profile.Bins; bin++)
            {
                if (profile.Synapses[bin] > 0)
                {
                    yield return ($"connection-probability-{bin}", profile.ConnectionProbability(bin));
                    yield return ($"mean-weight-{bin}", profile.MeanWeight(bin));
                }
            }
        }
    }
}
