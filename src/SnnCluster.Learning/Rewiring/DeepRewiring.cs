using SnnCluster.Engine.Rewiring;
using SnnCluster.Learning.Networks;
using SnnCluster.Model.Random;
using SnnCluster.Model.Rewiring;

namespace SnnCluster.Learning.Rewiring;

/// <summary>
/// DEEP R on one sparse projection of a classifier. Everything follows from the weights and from streams keyed by the
/// update, so all replicas decide alike.
/// </summary>
internal sealed class DeepRewiring
{
    private readonly ClassifierState _state;
    private readonly ProjectionShape _projection;
    private readonly DeepRDescription _description;
    private readonly ConnectionSigns _signs;
    private readonly SweepPlanner<DeepR> _planner;
    private readonly RandomKey _key;
    private readonly List<(int Source, int Target)> _formed = [];
    private readonly bool[] _removed;

    public DeepRewiring(ClassifierState state, ProjectionShape projection, DeepRDescription description, ulong seed)
    {
        _state = state;
        _projection = projection;
        _description = description;
        _signs = new ConnectionSigns(seed, projection.Index);
        _planner = new SweepPlanner<DeepR>(
            new DeepR(_signs),
            new SweepScope(
                projection.Index, projection.Sources, new CandidateSource.ReplaceEliminated(), default, ForbidsAutapses: false),
            seed);
        _key = RandomKey.For(seed, RandomPurpose.RewiringSweep, (2 * projection.Index) + 1);
        _removed = new bool[projection.Synapses];
    }

    private SparseTopology Topology => _state.Topologies[_projection.Index]!;

    private Span<float> Weights => _state.Parameters.Slice(_projection.Offset, Topology.Count);

    /// <summary>Adds the gradient of the L1 norm.</summary>
    public void Regularise(Span<float> gradient)
    {
        float strength = (float)_description.L1Strength;
        Span<float> own = gradient.Slice(_projection.Offset, Topology.Count);
        float[] signs = Topology.Signs;
        for (int i = 0; i < own.Length; i++)
        {
            own[i] += strength * signs[i];
        }
    }

    /// <summary>Removes connections that would change sign, and forms as many.</summary>
    /// <param name="update">Number of the update.</param>
    /// <returns>How many were replaced.</returns>
    public int Update(int update)
    {
        int lost = MarkRemoved();
        if (lost == 0)
        {
            return 0;
        }

        _formed.Clear();
        if (_description.Scope == DeepRScope.Target)
        {
            FormWithinTargets(update);
        }
        else
        {
            FormAnywhere(update, lost);
        }

        SparseRewiring.Apply(_state, _projection, _removed, _formed, _signs);
        return lost;
    }

    // The rule's own test; signs are at hand for synapses that exist.
    private int MarkRemoved()
    {
        float[] signs = Topology.Signs;
        Span<float> weights = Weights;
        int lost = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            bool goes = weights[i] * signs[i] < 0;
            _removed[i] = goes;
            lost += goes ? 1 : 0;
        }

        return lost;
    }

    // The planner of sweep rules decides for each target that loses a connection; the others keep theirs.
    private void FormWithinTargets(int update)
    {
        var losers = new bool[_projection.Targets];
        for (int i = 0; i < _removed.Length; i++)
        {
            losers[Topology.Targets[i]] |= _removed[i];
        }

        var synapses = new List<(int Source, float Weight)>?[_projection.Targets];
        for (int source = 0; source < _projection.Sources; source++)
        {
            for (int i = Topology.RowBegin(source); i < Topology.RowEnds[source]; i++)
            {
                int target = Topology.Targets[i];
                if (losers[target])
                {
                    (synapses[target] ??= new(_projection.InDegree)).Add((source, Weights[i]));
                }
            }
        }

        for (int target = 0; target < synapses.Length; target++)
        {
            if (synapses[target] is List<(int Source, float Weight)> own)
            {
                _planner.Plan(target, update, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(own));
                foreach ((int source, float _) in _planner.Formed)
                {
                    _formed.Add((source, target));
                }

                // Where a target has fewer absent sources than it lost, the rest come from those that it lost.
                _planner.Eliminated.Sort();
                for (int i = 0; i < _planner.Eliminated.Count - _planner.Formed.Count; i++)
                {
                    _formed.Add((_planner.Eliminated[i], target));
                }
            }
        }
    }

    private void FormAnywhere(int update, int wanted)
    {
        long pairs = (long)_projection.Sources * _projection.Targets;
        long absent = pairs - Topology.Count;
        RandomStream random = _key.Stream(uint.MaxValue, (uint)update);
        if (absent < pairs / 8 || absent < wanted)
        {
            DrawFromAbsent(ref random, wanted);
            return;
        }

        var taken = new HashSet<(int, int)>();
        while (_formed.Count < wanted)
        {
            (int Source, int Target) pair = (random.NextBelow(_projection.Sources), random.NextBelow(_projection.Targets));
            int place = Array.BinarySearch(
                Topology.Targets,
                Topology.RowBegin(pair.Source),
                Topology.RowEnds[pair.Source] - Topology.RowBegin(pair.Source),
                pair.Target);
            if (place < 0 && taken.Add(pair))
            {
                _formed.Add(pair);
            }
        }
    }

    // Where few pairs are absent, drawing until one is found would take long: they are listed instead. Where they are
    // fewer than wanted, drawing would never end, and the rest come from those that were removed.
    private void DrawFromAbsent(ref RandomStream random, int wanted)
    {
        var candidates = new List<(int Source, int Target)>();
        var removed = new List<(int Source, int Target)>();
        for (int source = 0; source < _projection.Sources; source++)
        {
            int i = Topology.RowBegin(source);
            for (int target = 0; target < _projection.Targets; target++)
            {
                if (i >= Topology.RowEnds[source] || Topology.Targets[i] != target)
                {
                    candidates.Add((source, target));
                }
                else if (_removed[i++])
                {
                    removed.Add((source, target));
                }
            }
        }

        Draw(ref random, candidates, Math.Min(wanted, candidates.Count));
        Draw(ref random, removed, wanted - _formed.Count);
    }

    private void Draw(ref RandomStream random, List<(int Source, int Target)> candidates, int wanted)
    {
        for (int i = 0; i < wanted; i++)
        {
            int other = i + random.NextBelow(candidates.Count - i);
            (candidates[i], candidates[other]) = (candidates[other], candidates[i]);
            _formed.Add(candidates[i]);
        }
    }
}
