using SnnCluster.Engine.Recording;

namespace SnnCluster.Engine.Probes;

/// <summary>All probes of a run where its samples are collected: works out what their reports say.</summary>
public sealed class ProbeReaders
{
    private readonly ObservationPlan _plan;
    private readonly ProbeReader[] _readers;
    private readonly OrderedObservations _ordered = new();
    private int _taken = -1;

    /// <param name="plan">What is observed.</param>
    public ProbeReaders(ObservationPlan plan)
    {
        _plan = plan;
        _readers = [.. plan.Probes.Select((probe, i) => probe.Read(plan.Network, plan.Times[i]))];
    }

    /// <summary>Takes a sample. They come in order; the last may be of the step of the one before, where a run ends there early.</summary>
    /// <param name="sample">The sample.</param>
    /// <param name="observations">Takes what it says.</param>
    /// <exception cref="InvalidDataException">A report says what cannot be.</exception>
    public void Take(NetworkSample sample, IObservations observations)
    {
        if (sample.Probes.Count != _readers.Length)
        {
            throw new InvalidDataException($"a sample has reports of {sample.Probes.Count} probes: there are {_readers.Length}");
        }

        for (int i = 0; i < _readers.Length; i++)
        {
            ProbeTimes times = _plan.Times[i];
            if (sample.Step > _taken || !times.IsDue(sample.Step))
            {
                bool isDue = times.IsDue(sample.Step, sample.IsLast ? sample.Step : int.MaxValue);
                _readers[i].Take(
                    new ProbeStop(sample.Step, isDue, sample.IsLast) { FollowsLoss = sample.FollowsLoss }, sample.Probes[i], _ordered);
            }
        }

        _taken = sample.Step;
        _ordered.GiveTo(observations);
    }
}
