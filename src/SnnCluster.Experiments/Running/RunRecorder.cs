using SnnCluster.Engine;
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
        _spikes = plan.RecordsSpikes ? SpikeFile.Create(directory) : null;
        _states = plan.States.Count > 0 ? StateFile.Create(directory) : null;
        _spikeCounts = new long[plan.Network.Populations.Count];
        _formed = new long[]?[plan.Network.Projections.Count];
        _eliminated = new long[]?[plan.Network.Projections.Count];
    }

    private double DtMs => _plan.Settings.DtMs;

    /// <summary>Makes the folder ready and writes what is known at the start.</summary>
    public static RunRecorder Start(RunPlan plan, Dictionary<string, Synapse[]> start)
    {
        string directory = plan.Options.OutputDirectory!;
        OutputDirectory.Prepare(directory, plan.Options.Force);
        ConnectivityFile.Write(directory, RunFiles.ConnectivityStart, start);
        var recorder = new RunRecorder(plan, directory);
        recorder.AddConnectivity(0, start);
        return recorder;
    }

    /// <summary>The step at which something is to be recorded next.</summary>
    public int NextStop(int step)
    {
        int sample = ((step / _plan.SampleSteps) + 1) * _plan.SampleSteps;
        return _states is null ? sample : Math.Min(sample, ((step / _plan.StateSteps) + 1) * _plan.StateSteps);
    }

    /// <summary>Records what is due after the last step.</summary>
    public void Record(Simulation simulation)
    {
        TakeSpikes(simulation);
        if (_states is not null && simulation.Step % _plan.StateSteps == 0)
        {
            TakeStates(simulation, _states);
        }

        if (simulation.Step % _plan.SampleSteps == 0 || simulation.Step == _plan.Steps)
        {
            TakeSample(simulation);
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

    private void TakeSpikes(Simulation simulation)
    {
        if (simulation.Spikes is not SpikeRecorder recorder)
        {
            return;
        }

        foreach (RecordedSpike spike in recorder.Spikes)
        {
            _spikes!.Append(new SpikeRow(_plan.Network.Populations[spike.Population].Name, spike.Neuron, spike.Step));
        }

        recorder.Clear();
    }

    private void TakeStates(Simulation simulation, TableWriter<StateRow> states)
    {
        foreach ((int population, int variable) in _plan.States)
        {
            PopulationDescription description = _plan.Network.Populations[population];
            string name = StateVariables.Of(description)[variable];
            var values = new float[Math.Min(_plan.Options.RecordedNeurons, description.Size)];
            simulation.ReadState(population, variable, values);
            for (int neuron = 0; neuron < values.Length; neuron++)
            {
                states.Append(new StateRow(description.Name, name, neuron, simulation.Step - 1, values[neuron]));
            }
        }
    }

    private void TakeSample(Simulation simulation)
    {
        double timeMs = simulation.Step * DtMs;
        double seconds = (simulation.Step - _lastSample) * DtMs / 1000;
        if (seconds == 0)
        {
            return;
        }

        _lastSample = simulation.Step;
        for (int p = 0; p < _spikeCounts.Length; p++)
        {
            PopulationDescription population = _plan.Network.Populations[p];
            long count = simulation.SpikeCount(p);
            _timeSeries.Append(new TimeSeriesPoint(
                "rate-hz", population.Name, timeMs, (count - _spikeCounts[p]) / (double)population.Size / seconds));
            _spikeCounts[p] = count;
        }

        var connectivity = new Dictionary<string, Synapse[]>();
        for (int p = 0; p < _plan.Network.Projections.Count; p++)
        {
            connectivity[_plan.Network.Projections[p].Name] = simulation.ReadSynapses(p);
            TakeRewiring(simulation, p, timeMs);
        }

        AddConnectivity(timeMs, connectivity);
        if (_plan.RecordsConnectivity && simulation.Step < _plan.Steps)
        {
            ConnectivityFile.Write(_directory, RunFiles.ConnectivityAt(timeMs), connectivity);
        }
    }

    private void TakeRewiring(Simulation simulation, int projection, double timeMs)
    {
        RewiringCounts[] counts =
            [.. simulation.Partitions.Select(partition => partition.Rewiring(projection)).OfType<RewiringCounts>()];
        if (counts.Length == 0)
        {
            return;
        }

        int bins = counts[0].FormedByDistance.Length;
        long[] formedBefore = _formed[projection] ??= new long[bins];
        long[] eliminatedBefore = _eliminated[projection] ??= new long[bins];
        for (int bin = 0; bin < bins; bin++)
        {
            long formed = counts.Sum(count => count.FormedByDistance[bin]);
            long eliminated = counts.Sum(count => count.EliminatedByDistance[bin]);
            if (formed != formedBefore[bin] || eliminated != eliminatedBefore[bin])
            {
                _rewiring.Append(new RewiringCount(
                    _plan.Network.Projections[projection].Name,
                    timeMs,
                    formed - formedBefore[bin],
                    eliminated - eliminatedBefore[bin],
                    counts[0].HasDistances ? bin : -1));
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
