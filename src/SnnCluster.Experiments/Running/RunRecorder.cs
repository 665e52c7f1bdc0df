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
    private int _lastSample;

    private RunRecorder(RunPlan plan, string directory)
    {
        _plan = plan;
        _directory = directory;
        _timeSeries = TimeSeriesFile.Create(directory);
        _rewiring = RewiringFile.Create(directory);
        _spikes = plan.Sampling.RecordsSpikes ? SpikeFile.Create(directory) : null;
        _states = plan.Sampling.States.Count > 0 ? StateFile.Create(directory) : null;
        _spikeCounts = new long[plan.Network.Populations.Count];
        _formed = new long[]?[plan.Network.Projections.Count];
        _eliminated = new long[]?[plan.Network.Projections.Count];
    }

    private double DtMs => _plan.Settings.DtMs;

    /// <summary>Makes the folder ready and writes what is known at the start.</summary>
    public static RunRecorder Start(RunPlan plan, Dictionary<string, Synapse[]> start)
    {
        string directory = plan.Options.OutputDirectory!;
        if (plan.CheckpointDirectory is null)
        {
            OutputDirectory.Prepare(directory, plan.Options.Force);
        }
        else
        {
            OutputDirectory.PrepareBesideCheckpoints(directory);
        }

        ConnectivityFile.Write(directory, RunFiles.ConnectivityStart, start);
        var recorder = new RunRecorder(plan, directory);
        recorder.AddConnectivity(0, start);
        return recorder;
    }

    /// <summary>Records a sample that is not the first.</summary>
    public void Record(NetworkSample sample)
    {
        foreach (RecordedSpike spike in sample.Spikes.Span)
        {
            _spikes!.Append(new SpikeRow(_plan.Network.Populations[spike.Population].Name, spike.Neuron, spike.Step));
        }

        TakeStates(sample);
        if (sample.SpikeCounts.Count > 0 && sample.Step > _lastSample)
        {
            TakeSample(sample);
        }
    }

    /// <summary>Writes what is known at the end; the summary comes last and makes the folder a run.</summary>
    public void Complete(Dictionary<string, Synapse[]> end, RunSummary summary)
    {
        ConnectivityFile.Write(_directory, RunFiles.ConnectivityEnd, end);
        _timeSeries.Complete();
        _rewiring.Complete();
        _spikes?.Complete();
        _states?.Complete();
        SummaryFile.Write(_directory, summary);
    }

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
            string name = StateVariables.Of(population)[choice.Variable];
            for (int neuron = 0; neuron < sample.States[s].Length; neuron++)
            {
                _states!.Append(new StateRow(population.Name, name, neuron, sample.Step - 1, sample.States[s][neuron]));
            }
        }
    }

    private void TakeSample(NetworkSample sample)
    {
        double timeMs = sample.Step * DtMs;
        double seconds = (sample.Step - _lastSample) * DtMs / 1000;
        _lastSample = sample.Step;
        for (int p = 0; p < _spikeCounts.Length; p++)
        {
            PopulationDescription population = _plan.Network.Populations[p];
            long count = sample.SpikeCounts[p];
            _timeSeries.Append(new TimeSeriesPoint(
                "rate-hz", population.Name, timeMs, (count - _spikeCounts[p]) / (double)population.Size / seconds));
            _spikeCounts[p] = count;
        }

        var connectivity = new Dictionary<string, Synapse[]>();
        for (int p = 0; p < _plan.Network.Projections.Count; p++)
        {
            connectivity[_plan.Network.Projections[p].Name] = sample.Synapses[p];
            TakeRewiring(sample, p, timeMs);
        }

        AddConnectivity(timeMs, connectivity);
        if (_plan.RecordsConnectivity && sample.Step < _plan.Steps)
        {
            ConnectivityFile.Write(_directory, RunFiles.ConnectivityAt(timeMs), connectivity);
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
        foreach (ProjectionDescription projection in _plan.Network.Projections)
        {
            Synapse[] synapses = connectivity[projection.Name];
            int sources = _plan.Network.Populations[_plan.Network.IndexOfPopulation(projection.Source)].Size;
            int targets = _plan.Network.Populations[_plan.Network.IndexOfPopulation(projection.Target)].Size;
            ConnectivityStatistics statistics = ConnectivityStatistics.Measure(synapses, sources, targets);
            void Add(string name, double value) =>
                _timeSeries.Append(new TimeSeriesPoint(name, projection.Name, timeMs, value));
            Add("synapses", statistics.Synapses);
            Add("mean-weight", statistics.MeanWeight);
            Add("in-degree-mean", statistics.InDegree.Mean);
            Add("in-degree-sd", statistics.InDegree.StandardDeviation);
            Add("out-degree-mean", statistics.OutDegree.Mean);
            Add("out-degree-sd", statistics.OutDegree.StandardDeviation);
            if (_plan.Network.ContextOf(projection).Grid is GridGeometry grid)
            {
                DistanceCounts profile = new DistanceProfile(grid).Count(synapses);
                for (int bin = 0; bin < profile.Bins; bin++)
                {
                    if (profile.Synapses[bin] > 0)
                    {
                        Add($"connection-probability-{bin}", profile.ConnectionProbability(bin));
                        Add($"mean-weight-{bin}", profile.MeanWeight(bin));
                    }
                }
            }
        }
    }
}
