using System.Diagnostics;
using SnnCluster.Engine.Recording;
using SnnCluster.Experiments.Results;

namespace SnnCluster.Experiments.Running;

/// <summary>Takes the samples of a run: keeps the first and the last, and has all of them written where that was asked for.</summary>
internal sealed class RunCollector(RunPlan plan) : IDisposable
{
    private NetworkSample? _first;
    private NetworkSample? _last;
    private RunRecorder? _recorder;
    private double _atEndsSeconds;

    /// <summary>Whether something is written.</summary>
    public bool Writes => _recorder is not null;

    public NetworkSample First => _first ?? throw new InvalidOperationException("the run has not begun");

    public NetworkSample Last => _last ?? throw new InvalidOperationException("the run has not ended");

    /// <summary>Time that samples between the start and the end took so far [s].</summary>
    public double SamplesSeconds { get; private set; }

    /// <summary>Time that all samples and files took so far [s].</summary>
    public double RecordingSeconds => _atEndsSeconds + SamplesSeconds;

    /// <summary>Takes a sample, which another thread or process has read.</summary>
    public void Take(NetworkSample sample) => Take(() => sample);

    /// <summary>Reads a sample and takes it: both count as recording.</summary>
    public void Take(Func<NetworkSample> read)
    {
        long began = Stopwatch.GetTimestamp();
        NetworkSample sample = read();
        if (_first is null)
        {
            _first = sample;
            _recorder = plan.Output is null ? null : RunRecorder.Start(plan, ConnectivityOf(sample));
        }
        else
        {
            _recorder?.Record(sample, sample.Synapses.Count == 0 ? null : ConnectivityOf(sample));
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

        _last = sample.IsLast ? sample : _last;
    }

    /// <summary>Synapses by projection at a sample of connectivity.</summary>
    public Dictionary<string, Synapse[]> ConnectivityOf(NetworkSample sample) =>
        plan.Network.Projections.Select((projection, index) => (projection.Name, index))
            .ToDictionary(pair => pair.Name, pair => sample.Synapses[pair.index] ?? First.Synapses[pair.index] ?? []);

    /// <summary>Lets go of the samples; gives about how much memory they took [bytes].</summary>
    public long Forget()
    {
        long synapses = First.Synapses.Concat(Last.Synapses).Sum(projection => (long)(projection?.Length ?? 0));
        (_first, _last) = (null, null);
        return synapses * Synapse.Bytes;
    }

    /// <summary>Writes what is known at the end, but for the summary.</summary>
    public void Complete(Dictionary<string, Synapse[]> end)
    {
        long began = Stopwatch.GetTimestamp();
        _recorder?.Complete(end);
        _atEndsSeconds += Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    /// <summary>Writes the summary, which comes last of the data.</summary>
    public void Complete(RunSummary summary) => _recorder?.Complete(summary);

    public void Dispose() => _recorder?.Dispose();
}
