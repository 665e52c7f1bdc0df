using SnnCluster.Engine.Host;
using SnnCluster.Engine.Partitions;
using SnnCluster.Engine.Recording;

namespace SnnCluster.Engine.Snapshots;

/// <summary>Gathers one projection of a partition out of pieces of snapshots.</summary>
internal sealed class ProjectionAssembly
{
    private readonly Slice _targets;
    private readonly bool _isFirst;
    private readonly int[] _lastEvents;
    private readonly float[][] _sourceStates;
    private readonly RewiringCounts? _noRewiring;
    private readonly List<RewiringSample> _rewiring = [];
    private SynapseColumns _synapses;
    private long _synapticEvents;
    private int _count;

    public ProjectionAssembly(ProjectionPlan plan, Slice targets, bool isFirst)
    {
        Plan = plan;
        _targets = targets;
        _isFirst = isFirst;
        int sources = plan.KeepsEvents ? plan.SourceSize : 0;
        _lastEvents = new int[sources];
        _sourceStates = [.. plan.Layout.SourceFields.Select(_ => new float[sources])];
        _noRewiring = plan.Description.Rewiring is null ? null : new RewiringCounts(plan.Context.Grid);
        _synapses = Columns(0);
    }

    public ProjectionPlan Plan { get; }

    /// <summary>The step that comes next.</summary>
    public int Step { get; set; }

    /// <summary>Whether synapses have dendritic delays.</summary>
    public bool HasDelays => Plan.LargestDendriticSteps > 0;

    /// <summary>Whether a pair may have several synapses.</summary>
    public bool HasMultapses => Plan.Description.MakesMultapses;

    /// <summary>Number of distances that rewiring counts by; 0 where there is no rewiring.</summary>
    public int RewiringBins => _noRewiring?.FormedByDistance.Length ?? 0;

    /// <summary>Makes room for all synapses that come; not all need be of use.</summary>
    public void Reserve(long synapses) => _synapses = Columns(synapses);

    public void AddEvents(int firstSource, ReadOnlySpan<int> lastEvents, IReadOnlyList<float[]> sourceStates)
    {
        foreach (int step in lastEvents)
        {
            Require(step == SpikeHistory.Never || (step >= 0 && step < Step), "the step of a last event", step);
        }

        if (Plan.KeepsEvents)
        {
            lastEvents.CopyTo(_lastEvents.AsSpan(firstSource));
            for (int field = 0; field < _sourceStates.Length; field++)
            {
                sourceStates[field].CopyTo(_sourceStates[field].AsSpan(firstSource));
            }
        }
    }

    /// <summary>Adds synapses of a part that holds these targets.</summary>
    public void AddSynapses(SynapseColumns synapses, Slice part)
    {
        (int[] sources, int[] targets, float[] weights, byte[]? delays, ushort[]? multiplicity, var states, int[]? lastEvents) = synapses;
        if ((delays is not null) != HasDelays
            || (multiplicity is not null) != HasMultapses
            || states.Count != Plan.Layout.SynapseFields.Count
            || (lastEvents is not null) != Plan.Layout.Advances)
        {
            throw new SnapshotFormatException($"{Plan.Description.Name} has synapses with other properties");
        }

        float bound = Plan.WeightBound;
        for (int i = 0; i < sources.Length; i++)
        {
            Require((uint)sources[i] < (uint)Plan.SourceSize, "a source", sources[i]);
            Require(part.Contains(targets[i]), "a target of the slice", targets[i]);
            Require(MathF.Abs(weights[i]) <= bound, "a weight within its bound", weights[i]);
            Require(Plan.AsStored(weights[i]) == weights[i], "a weight of 16 bits", weights[i]);
            if (delays is not null)
            {
                Require(delays[i] <= Plan.LargestDendriticSteps, "a dendritic delay", delays[i]);
            }

            if (lastEvents is not null)
            {
                Require(lastEvents[i] >= -1 && lastEvents[i] < Step, "the step of a last event", lastEvents[i]);
            }

            if (_targets.Contains(targets[i]))
            {
                _synapses.Take(_count++, synapses, i);
            }
        }
    }

    public void AddCounts(long synapticEvents, RewiringSample? rewiring)
    {
        Require(synapticEvents >= 0, "a number of events", synapticEvents);
        _synapticEvents += synapticEvents;
        if ((rewiring?.FormedByDistance.Count ?? 0) != RewiringBins
            || (rewiring?.EliminatedByDistance.Count ?? 0) != RewiringBins)
        {
            throw new SnapshotFormatException($"{Plan.Description.Name} has counts of another rewiring");
        }

        if (rewiring is not null)
        {
            _rewiring.Add(rewiring);
        }
    }

    /// <summary>Counts of rewiring that a file holds; null where there is none.</summary>
    public RewiringSample? RewiringOf(long attempts, long[] formed, long[] eliminated) => _noRewiring is null
        ? null
        : new RewiringSample(attempts, formed, eliminated, _noRewiring.HasDistances);

    public ProjectionSnapshot Finish() => new()
    {
        Sources = new Slice(0, Plan.SourceSize),
        LastEvents = _lastEvents,
        SourceStates = _sourceStates,
        Synapses = Trimmed(),
        SynapticEvents = _isFirst ? _synapticEvents : 0,
        Rewiring = _isFirst ? RewiringSample.Sum(_rewiring) : RewiringSample.Of(_noRewiring),
    };

    private SynapseColumns Columns(long count) => SynapseColumns.Of(Plan, count);

    private SynapseColumns Trimmed() => _count == _synapses.Count ? _synapses : _synapses.First(_count);

    private void Require(bool condition, string expected, double found)
    {
        if (!condition)
        {
            throw new SnapshotFormatException($"{Plan.Description.Name} has {found} where {expected} should be");
        }
    }
}
