using System.Diagnostics;
using SnnCluster.Engine.Probes;
using SnnCluster.Engine.Recording;
using SnnCluster.Experiments.Results;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Running;

/// <summary>Takes the samples of a run: works out what probes say, keeps their values, and has all of it written where that was asked for.</summary>
internal sealed class RunCollector(RunPlan plan) : IObservations, IDisposable
{
    private readonly ProbeReaders _readers = new(plan.Observation);
    private readonly IRunObserver? _observer = plan.Options.Observer;
    private readonly IReadOnlyList<string>[] _variables =
        [.. Enumerable.Range(0, plan.Network.Populations.Count).Select(population => StateVariables.Of(plan.Network, population))];

    private NetworkCounts? _start;
    private NetworkSample? _last;
    private RunRecorder? _recorder;
    private double _atEndsSeconds;

    /// <summary>Whether something is written.</summary>
    public bool Writes => _recorder is not null;

    /// <summary>What was counted at the start.</summary>
    public NetworkCounts Start => _start ?? throw new InvalidOperationException("the run has not begun");

    /// <summary>The last step.</summary>
    public int LastStep => _last?.Step ?? throw new InvalidOperationException("the run has not ended");

    /// <summary>What was counted at the end.</summary>
    public NetworkCounts End => _last?.Counts ?? throw new InvalidOperationException("the run has not ended");

    /// <summary>What probes gave as numbers over time.</summary>
    public RunObservations Observations { get; } = new();

    /// <summary>Time that samples between the start and the end took so far [s].</summary>
    public double SamplesSeconds { get; private set; }

    /// <summary>Time that all samples and files took so far [s].</summary>
    public double RecordingSeconds => _atEndsSeconds + SamplesSeconds;

    /// <summary>Takes a sample, which another thread or process has read.</summary>
    /// <exception cref="InvalidDataException">It says what cannot be.</exception>
    public void Take(NetworkSample sample) => Take(() => sample);

    /// <summary>Reads a sample and takes it: both count as recording.</summary>
    /// <exception cref="InvalidDataException">It says what cannot be.</exception>
    public void Take(Func<NetworkSample> read)
    {
        long began = Stopwatch.GetTimestamp();
        NetworkSample sample = read();
        if (_start is null)
        {
            _start = sample.Counts;
            _recorder = plan.Output is null ? null : new RunRecorder(plan);
        }

        _readers.Take(sample, this);
        _observer?.EndOfSample();
        if (sample.Synapses.Count > 0)
        {
            _recorder?.Connectivity(sample);
        }

        double seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        if (sample.Step == 0 || sample.IsLast)
        {
            _atEndsSeconds += seconds;
        }
        else
        {
            SamplesSeconds += seconds;
        }

        _last = sample.IsLast ? sample with { Synapses = [] } : _last;
    }

    public void Value(string name, string of, int step, double value)
    {
        if (Observations.Add(name, of, step, value))
        {
            _recorder?.Value(name, of, step, value);
            _observer?.Value(name, of, plan.TimeMs(step), value);
        }
    }

    public void Bin(string name, string of, int step, double lower, double upper, long count) =>
        _recorder?.Bin(name, of, step, lower, upper, count);

    public void Spikes(int population, int step, ReadOnlySpan<int> neurons)
    {
        _recorder?.Spikes(population, step, neurons);
        _observer?.Spikes(plan.Network.Populations[population].Name, plan.TimeMs(step), neurons);
    }

    public void State(int population, int variable, int neuron, int step, float value)
    {
        _recorder?.State(population, variable, neuron, step, value);
        _observer?.State(plan.Network.Populations[population].Name, _variables[population][variable], neuron, plan.TimeMs(step), value);
    }

    public void Rewired(int projection, int step, long formed, long eliminated, int distance) =>
        _recorder?.Rewired(projection, step, formed, eliminated, distance);

    /// <summary>Writes what is known at the end, but for the summary.</summary>
    public void Complete()
    {
        long began = Stopwatch.GetTimestamp();
        _recorder?.Complete();
        _atEndsSeconds += Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    /// <summary>Writes the summary, which comes last of the data.</summary>
    public void Complete(RunSummary summary) => _recorder?.Complete(summary);

    public void Dispose() => _recorder?.Dispose();
}
