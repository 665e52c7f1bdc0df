using System.Runtime.CompilerServices;
using SnnCluster.Engine.Memory;
using SnnCluster.Engine.Neurons;
using SnnCluster.Engine.Partitions;
using SnnCluster.Engine.Recording;
using SnnCluster.Engine.Rewiring;
using SnnCluster.Model.Random;
using SnnCluster.Model.Rewiring;

namespace SnnCluster.Engine.Host;

/// <summary>Changes the wiring of one projection of a partition.</summary>
internal abstract class HostRewiring
{
    private readonly double _dtMs;
    private readonly NewSynapseState _state;
    private readonly RandomKey _delayKey;

    protected HostRewiring(HostRowProjection projection, ulong seed, double dtMs)
    {
        _dtMs = dtMs;
        Projection = projection;
        _state = new NewSynapseState(projection.Parts.Plan, seed);
        _delayKey = RandomKey.For(seed, RandomPurpose.InitialSynapse, projection.Parts.Plan.Index);
        Counts = new RewiringCounts(projection.Parts.Plan.Context.Grid);
        HotMethods.Prepare(GetType());
        HotMethods.Prepare(typeof(AttemptGenerator));
    }

    public RewiringCounts Counts { get; }

    protected HostRowProjection Projection { get; }

    protected ProjectionPlan Plan => Projection.Parts.Plan;

    protected SynapseRows Rows => Projection.Rows;

    /// <summary>Takes counts of an earlier run over.</summary>
    public void Restore(RewiringSample? from)
    {
        if (from is not null)
        {
            Counts.Restore(from);
        }
    }

    /// <summary>Makes one update, after the neurons of a step and before its events reach their synapses.</summary>
    public abstract void Update(int update, int step);

    /// <summary>
    /// Forms a synapse that takes part in the events from this step on. Its row is brought up to date first, so that no
    /// spike of the target from before is replayed on it; traces, which are the neurons', do count earlier spikes.
    /// </summary>
    protected void Form(int source, int target, float weight, int step, int k = 0)
    {
        Projection.BringUpToDate(source, step - 1);
        int delay = Rows.HasDelays ? InitialSynapses.DelayOfNew(Plan, _dtMs, _delayKey, source, target) : 0;
        _state.Fill(source, target, k);
        Rows.Add(
            source,
            target - Projection.Parts.TargetBegin,
            Projection.Checked(weight),
            delay,
            k,
            state: _state.Values,
            lastEvent: step - 1);
        Counts.AddFormed(source, target);
    }

    protected void Eliminate(int source, int target, long index)
    {
        Rows.RemoveAt(source, index);
        Counts.AddEliminated(source, target);
    }
}

/// <summary>Rewiring by attempts on random pairs.</summary>
internal sealed unsafe class HostPairRewiring<TRule> : HostRewiring
    where TRule : unmanaged, IPairRewiringRule
{
    private const int Ahead = 8;

    private readonly TRule _rule;
    private readonly AttemptGenerator _attempts;

    public HostPairRewiring(TRule rule, HostRowProjection projection, Slice targets, ulong seed, double dtMs)
        : base(projection, seed, dtMs)
    {
        _rule = rule;
        _attempts = new AttemptGenerator(
            Plan, targets, seed, ((CandidateSource.RandomPairs)Plan.Candidates!).AttemptsPerUpdate);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Update(int update, int step)
    {
        ReadOnlySpan<Attempt> attempts = _attempts.Generate(update);
        Counts.Attempts += attempts.Length;
        ulong* signatures = Rows.Signatures;
        for (int i = 0; i < attempts.Length; i++)
        {
            if (i + Ahead < attempts.Length)
            {
                Prefetch.Line(signatures + attempts[i + Ahead].Source);
            }

            ref readonly Attempt attempt = ref attempts[i];
            int target = attempt.Target - Projection.Parts.TargetBegin;
            var pair = new NeuronPair(attempt.Source, attempt.Target, Plan.RuleGrid);
            long index = Rows.MayContain(attempt.Source, target) ? Rows.Find(attempt.Source, target) : -1;
            if (index >= 0)
            {
                var synapse = new ExistingSynapse(pair, Projection.UpToDateWeight(attempt.Source, index, step - 1));
                if (_rule.ShouldEliminate(in synapse, attempt.Uniform) && !IsRepeat(attempts, i))
                {
                    Eliminate(attempt.Source, attempt.Target, index);
                }
            }
            else if (_rule.ShouldForm(in pair, attempt.Uniform)
                && !(Plan.Context.ForbidsAutapses && attempt.Source == attempt.Target)
                && !IsRepeat(attempts, i))
            {
                Form(attempt.Source, attempt.Target, _rule.NewWeight(in pair), step);
            }
        }
    }

    // Asked only of the few attempts that would change something: an earlier attempt on the same pair is in the same
    // block of targets.
    private static bool IsRepeat(ReadOnlySpan<Attempt> attempts, int index)
    {
        Attempt attempt = attempts[index];
        for (int i = attempt.BlockBegin; i < index; i++)
        {
            if (attempts[i].Source == attempt.Source && attempts[i].Target == attempt.Target)
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>Rewiring by a pass over all synapses, target by target.</summary>
internal sealed unsafe class HostSweepRewiring<TRule> : HostRewiring
    where TRule : unmanaged, ISweepRewiringRule
{
    private readonly SweepPlanner<TRule> _planner;
    private readonly Slice _targets;
    private readonly int[] _ends;
    private readonly TargetStates _states;
    private (int Source, float Weight)[] _synapses = [];

    public HostSweepRewiring(
        TRule rule, HostRowProjection projection, Slice targets, ulong seed, double dtMs, IStateReader population)
        : base(projection, seed, dtMs)
    {
        _planner = new SweepPlanner<TRule>(rule, Plan.Sweep, seed);
        _targets = targets;
        _ends = new int[targets.Count + 1];
        _states = new TargetStates(Plan, targets.Count, population);
    }

    public override void Update(int update, int step)
    {
        GatherByTarget(step - 1);
        _states.Read();
        Counts.Attempts += Rows.Count;
        for (int target = 0; target < _targets.Count; target++)
        {
            int global = _targets.Begin + target;
            int first = target == 0 ? 0 : _ends[target - 1];
            _planner.Plan(global, update, _synapses.AsSpan(first, _ends[target] - first), _states[target]);
            foreach (int source in _planner.Eliminated)
            {
                Eliminate(source, global, Rows.Find(source, target));
            }

            foreach ((int source, float weight) in _planner.Formed)
            {
                Form(source, global, weight, step);
            }
        }
    }

    // Sorts all synapses by target: counts each target's, then writes each behind those before it, which moves the
    // target's begin to its end.
    private void GatherByTarget(int through)
    {
        if (_synapses.Length < Rows.Count)
        {
            _synapses = new (int, float)[Math.Min(Array.MaxLength, Rows.Count + (Rows.Count / 2))];
        }

        Projection.Sweep(through);
        Array.Clear(_ends);
        for (int source = 0; source < Rows.RowCount; source++)
        {
            int* targets = Rows.Targets + Rows.First(source);
            for (int i = 0; i < Rows.Header(source)->Count; i++)
            {
                _ends[targets[i] + 1]++;
            }
        }

        for (int target = 0; target < _targets.Count; target++)
        {
            _ends[target + 1] += _ends[target];
        }

        for (int source = 0; source < Rows.RowCount; source++)
        {
            long first = Rows.First(source);
            for (long i = first; i < first + Rows.Header(source)->Count; i++)
            {
                _synapses[_ends[Rows.Targets[i]]++] = (source, Projection.UpToDateWeight(source, i, through));
            }
        }
    }
}

/// <summary>Rewiring by free elements: what its partition decides with all others between two steps.</summary>
internal sealed unsafe class HostElementRewiring(HostRowProjection projection, ulong seed, double dtMs)
    : HostRewiring(projection, seed, dtMs), IElementSynapses
{
    public override void Update(int update, int step)
    {
    }

    public int OutDegree(int source) => Rows.Header(source)->Count;

    public void Read(int source, List<OutgoingSynapse> synapses)
    {
        long first = Rows.First(source);
        for (long i = first; i < first + Rows.Header(source)->Count; i++)
        {
            synapses.Add(new OutgoingSynapse(Rows.Targets[i], Rows.Multiplicity[i]));
        }
    }

    public void AddInDegrees(Span<int> degrees)
    {
        for (int source = 0; source < Rows.RowCount; source++)
        {
            int* targets = Rows.Targets + Rows.First(source);
            for (int i = 0; i < Rows.Header(source)->Count; i++)
            {
                degrees[targets[i]]++;
            }
        }
    }

    public void Eliminate(int source, OutgoingSynapse synapse)
    {
        long index = Rows.First(source);
        while (Rows.Targets[index] != synapse.Target || Rows.Multiplicity[index] != synapse.K)
        {
            index++;
        }

        Eliminate(source, synapse.Target + Projection.Parts.TargetBegin, index);
    }

    public void Form(int source, int target, float weight, int step)
    {
        // The smallest number that none of the pair's synapses has.
        long first = Rows.First(source);
        int k = 0;
        for (long i = first; i < first + Rows.Header(source)->Count; i++)
        {
            if (Rows.Targets[i] == target && Rows.Multiplicity[i] == k)
            {
                k++;
                i = first - 1;
            }
        }

        if (k > ushort.MaxValue)
        {
            throw new SimulationException(
                $"projection {Plan.Description.Name} has {k} synapses from {source} to {target + Projection.Parts.TargetBegin}: at most {ushort.MaxValue} can be");
        }

        Form(source, target + Projection.Parts.TargetBegin, weight, step, k);
    }

    public void AddAttempts(long count) => Counts.Attempts += count;
}
