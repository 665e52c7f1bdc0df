using SnnCluster.Engine.Partitions;
using SnnCluster.Engine.Recording;
using SnnCluster.Model.Random;
using SnnCluster.Model.Rewiring;

namespace SnnCluster.Engine.Rewiring;

/// <summary>
/// Decides what a sweep rule does to the synapses of one target. Everything follows from that target's synapses and
/// its own random streams, so neither the cut nor the device matters; devices only gather the synapses and apply what
/// was decided.
/// </summary>
internal sealed class SweepPlanner<TRule>(TRule rule, ProjectionPlan plan, ulong seed)
    where TRule : unmanaged, IRewiringRule
{
    // A candidate's draws come after those of its target's synapses, whose numbers are sources.
    private readonly RandomKey _synapseKey = RandomKey.For(seed, RandomPurpose.RewiringSweep, 2 * plan.Index);
    private readonly RandomKey _candidateKey = RandomKey.For(seed, RandomPurpose.RewiringSweep, (2 * plan.Index) + 1);
    private readonly HashSet<int> _taken = [];

    // The in-degree that vacancies are filled up to; null where as many come as went.
    private readonly int? _inDegree = (plan.Candidates as CandidateSource.Vacancies)?.InDegree;

    /// <summary>Sources whose synapse goes.</summary>
    public List<int> Eliminated { get; } = [];

    /// <summary>New synapses: source and weight.</summary>
    public List<(int Source, float Weight)> Formed { get; } = [];

    /// <summary>Plans one target's changes into <see cref="Eliminated"/> and <see cref="Formed"/>.</summary>
    /// <param name="target">Global id.</param>
    /// <param name="update">Number of the update.</param>
    /// <param name="synapses">Its synapses' sources and weights; gets sorted by absolute weight.</param>
    public void Plan(int target, int update, Span<(int Source, float Weight)> synapses)
    {
        Eliminated.Clear();
        Formed.Clear();
        _taken.Clear();
        synapses.Sort(static (a, b) =>
            (Math.Abs(a.Weight), a.Source).CompareTo((Math.Abs(b.Weight), b.Source)));
        for (int rank = 0; rank < synapses.Length; rank++)
        {
            (int source, float weight) = synapses[rank];
            _taken.Add(source);
            var synapse = new ExistingSynapse(
                new NeuronPair(source, target, plan.RuleGrid), weight, rank, synapses.Length);
            if (rule.ShouldEliminate(in synapse, Draw.Uniform(_synapseKey.Generate((uint)target, (uint)update, (uint)source).A)))
            {
                Eliminated.Add(source);
            }
        }

        int wanted = _inDegree is int inDegree ? inDegree - (synapses.Length - Eliminated.Count) : Eliminated.Count;
        if (plan.Context.ForbidsAutapses)
        {
            _taken.Add(target);
        }

        RandomStream random = _candidateKey.Stream((uint)target, (uint)update);
        for (int i = 0; i < wanted && _taken.Count < plan.SourceSize; i++)
        {
            var pair = new NeuronPair(DrawAbsent(ref random), target, plan.RuleGrid);
            _taken.Add(pair.Source);
            if (rule.ShouldForm(in pair, Draw.Uniform(random.NextWord())))
            {
                Formed.Add((pair.Source, rule.NewWeight(in pair)));
            }
        }
    }

    /// <summary>Plans the changes of all targets of a slice and hands them over, target by target.</summary>
    /// <param name="synapses">The slice's synapses.</param>
    /// <param name="targets">The slice.</param>
    /// <param name="update">Number of the update.</param>
    /// <param name="eliminate">Takes the source and target of a synapse that goes.</param>
    /// <param name="form">Takes the source, target and weight of a new synapse.</param>
    /// <returns>Number of synapses looked at.</returns>
    public int PlanAll(
        Synapse[] synapses, Slice targets, int update, Action<int, int> eliminate, Action<int, int, float> form)
    {
        (int[] first, (int Source, float Weight)[] byTarget) = GatherByTarget(synapses, targets);
        for (int t = 0; t < targets.Count; t++)
        {
            int target = targets.Begin + t;
            Plan(target, update, byTarget.AsSpan(first[t], first[t + 1] - first[t]));
            foreach (int source in Eliminated)
            {
                eliminate(source, target);
            }

            foreach ((int source, float weight) in Formed)
            {
                form(source, target, weight);
            }
        }

        return synapses.Length;
    }

    private static (int[] First, (int Source, float Weight)[] Synapses) GatherByTarget(Synapse[] synapses, Slice targets)
    {
        var first = new int[targets.Count + 1];
        foreach (Synapse synapse in synapses)
        {
            first[synapse.Target - targets.Begin + 1]++;
        }

        for (int target = 0; target < targets.Count; target++)
        {
            first[target + 1] += first[target];
        }

        var sorted = new (int, float)[synapses.Length];
        int[] next = first[..^1];
        foreach (Synapse synapse in synapses)
        {
            sorted[next[synapse.Target - targets.Begin]++] = (synapse.Source, synapse.Weight);
        }

        return (first, sorted);
    }

    // Uniform among the sources that are not taken: by rejection while many are free, by counting when few are.
    private int DrawAbsent(ref RandomStream random)
    {
        int free = plan.SourceSize - _taken.Count;
        if (free > plan.SourceSize / 8)
        {
            int source;
            do
            {
                source = random.NextBelow(plan.SourceSize);
            }
            while (_taken.Contains(source));
            return source;
        }

        int left = random.NextBelow(free);
        for (int source = 0; ; source++)
        {
            if (!_taken.Contains(source) && left-- == 0)
            {
                return source;
            }
        }
    }
}
