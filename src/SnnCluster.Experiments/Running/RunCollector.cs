using SnnCluster.Engine.Recording;

namespace SnnCluster.Experiments.Running;

/// <summary>Takes the samples of a run: keeps the first and the last, and has all of them written where that was asked for.</summary>
internal sealed class RunCollector(RunPlan plan) : IDisposable
{
    private NetworkSample? _first;
    private NetworkSample? _last;

    /// <summary>Writes the files of the run; null where nothing is written, and before the first sample.</summary>
    public RunRecorder? Recorder { get; private set; }

    public NetworkSample First => _first ?? throw new InvalidOperationException("the run has not begun");

    public NetworkSample Last => _last ?? throw new InvalidOperationException("the run has not ended");

    public void Take(NetworkSample sample)
    {
        if (_first is null)
        {
            _first = sample;
            Recorder = plan.Options.OutputDirectory is null ? null : RunRecorder.Start(plan, ConnectivityOf(sample));
        }
        else
        {
            Recorder?.Record(sample);
        }

        if (sample.IsLast)
        {
            _last = sample;
        }
    }

    public Dictionary<string, Synapse[]> ConnectivityOf(NetworkSample sample) =>
        plan.Network.Projections.Select((projection, index) => (projection.Name, index))
            .ToDictionary(pair => pair.Name, pair => sample.Synapses[pair.index]);

    /// <summary>Lets go of the samples; gives about how much memory they took [bytes].</summary>
    public long Forget()
    {
        long synapses = First.Synapses.Concat(Last.Synapses).Sum(projection => (long)projection.Length);
        (_first, _last) = (null, null);
        return synapses * Synapse.Bytes;
    }

    public void Dispose() => Recorder?.Dispose();
}
