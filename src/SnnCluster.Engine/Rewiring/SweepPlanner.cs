using SnnCluster.Model.Networks;
using SnnCluster.Model.Random;
using SnnCluster.Model.Rewiring;

namespace SnnCluster.Engine.Rewiring;

/// <summary>What a sweep needs to know of a projection.</summary>
/// <param name="Index">Number of the projection, which its random streams are keyed by.</param>
/// <param name="SourceSize">Source neurons.</param>
/// <param name="Candidates">Where candidates come from.</param>
/// <param name="Grid">The grid of both populations; of width 0 where they have no common one.</param>
/// <param name="ForbidsAutapses">Whether a neuron must not be its own source.</param>
internal readonly record struct SweepScope(
    int Index, int SourceSize, CandidateSource Candidates, GridGeometry Grid, bool ForbidsAutapses);

/// <summary>
/// Decides what a sweep rule does to the synapses of one target. Everything follows from that target's synapses and
/// its own random streams, so neither the cut nor the device matters; devices only gather the synapses and apply what
/// was decided.
/// </summary>
internal sealed class SweepPlanner<TRule>(TRule rule, SweepScope scope, ulong seed)
    where TRule : unmanaged, ISweepRewiringRule
{
    // A candidate's draws come after those of its target's synapses, whose numbers are sources.
    private readonly RandomKey _synapseKey = RandomKey.For(seed, RandomPurpose.RewiringSweep, 2 * scope.Index);
    private readonly RandomKey _candidateKey = RandomKey.For(seed, RandomPurpose.RewiringSweep, (2 * scope.Index) + 1);
    private readonly HashSet<int> _taken = [];

    // The in-degree that vacancies are filled up to, at most where the rule says how many; null where as many come as went.
    private readonly int? _inDegree = (scope.Candidates as CandidateSource.Vacancies)?.InDegree;
    private readonly IVacancyRewiringRule? _vacancies = rule as IVacancyRewiringRule;

    /// <summary>Sources whose synapse goes.</summary>
    public List<int> Eliminated { get; } = [];

    /// <summary>New synapses: source and weight.</summary>
    public List<(int Source, float Weight)> Formed { get; } = [];

    /// <summary>Plans one target's changes into <see cref="Eliminated"/> and <see cref="Formed"/>.</summary>
    /// <param name="target">Global id.</param>
    /// <param name="update">Number of the update.</param>
    /// <param name="synapses">Its synapses' sources and weights; gets sorted by absolute weight.</param>
    /// <param name="state">The target's state variable that the rule sees; 0 where it sees none.</param>
    public void Plan(int target, int update, Span<(int Source, float Weight)> synapses, float state = 0)
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
            var synapse = new RankedSynapse(
                new NeuronPair(source, target, scope.Grid), weight, rank, synapses.Length, state);
            if (rule.ShouldEliminate(in synapse, Draw.Uniform(_synapseKey.Generate((uint)target, (uint)update, (uint)source).A)))
            {
                Eliminated.Add(source);
            }
        }

        int? room = _vacancies is null ? _inDegree : Math.Clamp(_vacancies.RoomOf(new TargetNeuron(target, synapses.Length, state)), 0, _inDegree!.Value);
        int wanted = room is int inDegree ? inDegree - (synapses.Length - Eliminated.Count) : Eliminated.Count;
        if (scope.ForbidsAutapses)
        {
            _taken.Add(target);
        }

        RandomStream random = _candidateKey.Stream((uint)target, (uint)update);
        for (int i = 0; i < wanted && _taken.Count < scope.SourceSize; i++)
        {
            var pair = new NeuronPair(DrawAbsent(ref random), target, scope.Grid);
            _taken.Add(pair.Source);
            if (rule.ShouldForm(in pair, Draw.Uniform(random.NextWord())))
            {
                Formed.Add((pair.Source, rule.NewWeight(in pair)));
            }
        }
    }

    // Uniform among the sources that are not taken: by rejection while many are free, by counting when few are.
    private int DrawAbsent(ref RandomStream random)
    {
        int free = scope.SourceSize - _taken.Count;
        if (free > scope.SourceSize / 8)
        {
            int source;
            do
            {
                source = random.NextBelow(scope.SourceSize);
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
