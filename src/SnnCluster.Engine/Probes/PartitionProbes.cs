using System.Runtime.CompilerServices;
using SnnCluster.Engine.Partitions;
using SnnCluster.Engine.Recording;
using SnnCluster.Engine.Snapshots;

namespace SnnCluster.Engine.Probes;

/// <summary>All probes at one partition.</summary>
public sealed class PartitionProbes
{
    private readonly ObservationPlan _plan;
    private readonly IPartition _partition;
    private readonly ProbeObserver[] _observers;
    private readonly int[] _watchers;
    private readonly bool[] _hasSpoken;
    private readonly bool[] _hasRead;
    private int _reported = -1;
    private int _readAllAt = -1;

    /// <param name="plan">What is observed.</param>
    /// <param name="partition">The partition.</param>
    /// <param name="from">What it was built from: what probes keep for each neuron is in it; null where it begins at the start.</param>
    public PartitionProbes(ObservationPlan plan, IPartition partition, PartitionSnapshot? from = null)
    {
        _plan = plan;
        _partition = partition;
        _observers = [.. plan.Probes.Select((probe, i) => probe.Observe(plan.Network, plan.Times[i]))];
        _watchers = [.. Enumerable.Range(0, _observers.Length).Where(i => _observers[i].WatchesSteps)];
        _hasSpoken = new bool[_observers.Length];
        _hasRead = new bool[_observers.Length];
        var next = new int[plan.Network.Populations.Count];
        for (int i = 0; i < _observers.Length; i++)
        {
            if (plan.Probes[i].NeuronState(plan.Network) is (int population, int columns))
            {
                int neurons = partition.Slices[population].Count;
                IReadOnlyList<long[]>? saved = from?.Populations[population].Observed;
                int first = next[population];
                _observers[i].NeuronState =
                    [.. Enumerable.Range(first, columns).Select(c => saved is null ? new long[neurons] : (long[])saved[c].Clone())];
                next[population] += columns;
            }
        }
    }

    /// <summary>Whether steps are watched: if not, <see cref="AfterStep"/> need not be called.</summary>
    public bool WatchesSteps => _watchers.Length > 0;

    /// <summary>How many steps from a step on may be made before <see cref="AfterStep"/> is called for each of them.</summary>
    public int StepsAtOnce(int step)
    {
        int steps = int.MaxValue;
        foreach (int i in _watchers)
        {
            ProbeTimes times = _plan.Times[i];
            steps = Math.Min(
                steps,
                step < times.From ? times.From - step : step < times.Until ? Math.Max(1, _observers[i].StepsAtOnce(step)) : int.MaxValue);
        }

        return steps;
    }

    /// <summary>A step is done but for its end, or it is one of several that were made at once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void AfterStep(int step)
    {
        foreach (int i in _watchers)
        {
            ProbeTimes times = _plan.Times[i];
            if (step >= times.From && step < times.Until)
            {
                _observers[i].AfterStep(_partition, step);
            }
        }
    }

    /// <summary>
    /// The reports of all probes at a stop, after the last step's events were delivered. Where a run turns out to end at a stop that was
    /// reported already, they say what is new.
    /// </summary>
    /// <param name="lastStep">The step after which the run ends.</param>
    /// <exception cref="SimulationException">A state variable of a neuron is not a number.</exception>
    public IReadOnlyList<ProbeReport> Report(int lastStep)
    {
        int step = _partition.Step;
        if (step != _reported)
        {
            Array.Clear(_hasSpoken);
            _reported = step;
        }

        bool[] due = [.. _plan.Times.Select(times => times.IsDue(step, lastStep))];
        if (due.Contains(true))
        {
            _partition.CheckState();
        }

        bool[] shown = [.. Enumerable.Range(0, due.Length).Select(i => due[i] && !_hasSpoken[i] && LooksAtSynapses(i))];
        foreach (IGrouping<int, int> together in Enumerable.Range(0, due.Length).Where(i => shown[i]).GroupBy(i => _observers[i].Projection))
        {
            ShowSynapses(together.Key, [.. together.Select(i => _observers[i])]);
        }

        ReadsAll = Enumerable.Range(0, due.Length).Any(i => due[i] && _plan.Probes[i] is ConnectivityProbe);
        _readAllAt = ReadsAll && _readAllAt < 0 ? step : _readAllAt;

        var reports = new ProbeReport[_observers.Length];
        for (int i = 0; i < reports.Length; i++)
        {
            reports[i] = new ProbeReport();
            if (!_hasSpoken[i] && (_observers[i].Projection < 0 || _observers[i].WatchesSteps || shown[i]))
            {
                _hasRead[i] |= shown[i];
                _observers[i].Report(_partition, new ProbeStop(step, due[i], step == lastStep), reports[i]);
                _hasSpoken[i] = !reports[i].IsEmpty;
            }
        }

        return reports;
    }

    /// <summary>Whether all synapses are to be read at the stop that was reported last.</summary>
    public bool ReadsAll { get; private set; }

    /// <summary>Whether those of a projection are to be read then, too: those that never change are read the first time.</summary>
    public bool Reads(int projection) => ReadsAll && (_plan.Network.Projections[projection].Changes || _readAllAt == _reported);

    /// <summary>A snapshot of the partition with what probes keep for each neuron.</summary>
    public PartitionSnapshot Capture()
    {
        PartitionSnapshot snapshot = _partition.Capture();
        for (int i = 0; i < _observers.Length; i++)
        {
            if (_plan.Probes[i].NeuronState(_plan.Network) is (int population, _))
            {
                PopulationSnapshot one = snapshot.Populations[population];
                one.Observed = [.. one.Observed, .. _observers[i].NeuronState.Select(column => (long[])column.Clone())];
            }
        }

        return snapshot;
    }

    // Synapses that never change are looked at once, the first time.
    private bool LooksAtSynapses(int probe) => _observers[probe].Projection is >= 0 and int projection
        && (_plan.Network.Projections[projection].Changes || !_hasRead[probe]);

    private void ShowSynapses(int projection, ProbeObserver[] observers)
    {
        ProbeObserver[] inAnyOrder = [.. observers.Where(observer => !observer.TakesTargets)];
        if (inAnyOrder.Length > 0)
        {
            _partition.VisitSynapses(projection, some =>
            {
                foreach (ProbeObserver observer in inAnyOrder)
                {
                    observer.TakeSynapses(some);
                }
            });
        }

        ProbeObserver[] byTarget = [.. observers.Where(observer => observer.TakesTargets)];
        if (byTarget.Length > 0)
        {
            Slice targets = _partition.Slices[_plan.Network.IndexOfPopulation(_plan.Network.Projections[projection].Target)];
            var blocks = new TargetBlocks([_partition.ReadByTarget(projection, targets)]);
            while (blocks.Next())
            {
                foreach (ProbeObserver observer in byTarget)
                {
                    observer.TakeTargets(targets.Begin + blocks.First, blocks.InDegrees(0), blocks.Synapses(0));
                }
            }
        }
    }
}
