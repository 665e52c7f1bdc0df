using System.Runtime.InteropServices;
using SnnCluster.Engine.Memory;
using SnnCluster.Model.Arithmetic;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;
using SnnCluster.Model.Random;

namespace SnnCluster.Engine.Partitions;

/// <summary>
/// The synapses that a projection starts with in one slice of its targets, generated where they live: each target draws
/// from its own stream, so the cut changes nothing.
/// </summary>
internal sealed class InitialSynapses : ISynapseList
{
    private readonly ProjectionPlan _plan;
    private readonly Slice _targets;
    private readonly RandomKey _synapseKey;
    private readonly NativeArray<int> _sources;
    private readonly long[] _firstOfTarget;
    private readonly double _dtMs;
    private readonly ulong _seed;

    public InitialSynapses(ProjectionPlan plan, Slice targets, ulong seed, double dtMs)
    {
        _plan = plan;
        _targets = targets;
        _dtMs = dtMs;
        _seed = seed;
        _synapseKey = RandomKey.For(seed, RandomPurpose.InitialSynapse, plan.Index);

        // Outside the managed heap, so that the memory is given back when rows are built. The number of synapses differs
        // from what is expected by a few standard deviations at most, so that there is room for them from the start.
        double expected = targets.Count * plan.Connector.ExpectedInDegree;
        _sources = new NativeArray<int>((long)(expected + (6 * Math.Sqrt(expected))));
        _firstOfTarget = new long[targets.Count + 1];
        var sources = new List<int>();
        for (int i = 0; i < targets.Count; i++)
        {
            int target = targets.Begin + i;
            sources.Clear();
            RandomStream random = plan.Context.Key.Stream((uint)target, 0);
            plan.Connector.AddSources(target, ref random, sources);
            sources.Sort();
            Append(CollectionsMarshal.AsSpan(sources), _firstOfTarget[i]);
            _firstOfTarget[i + 1] = Count;
        }
    }

    public long Count { get; private set; }

    public int[] CountBySource()
    {
        var counts = new int[_plan.SourceSize];
        for (long i = 0; i < Count; i++)
        {
            int source = _sources[i];
            if ((uint)source >= (uint)counts.Length)
            {
                throw new InvalidDescriptionException(
                    $"{_plan.Description.Name} connects source {source}: must be from 0 to {counts.Length - 1}");
            }

            counts[source]++;
        }

        return counts;
    }

    public void ForEach(AddSynapse add)
    {
        var state = new NewSynapseState(_plan, _seed);
        InitialValue weight = _plan.Description.Weight;
        bool hasWeights = _plan.Description.Connectivity.WeightBound is not null;
        bool hasDelays = _plan.Description.Connectivity.DelayRangeMs is not null;
        for (int target = 0; target < _targets.Count; target++)
        {
            int k = 0;
            for (long i = _firstOfTarget[target]; i < _firstOfTarget[target + 1]; i++)
            {
                int source = _sources[i];
                k = i > _firstOfTarget[target] && _sources[i - 1] == source ? k + 1 : 0;
                if (k > 0 && !_plan.Description.Connectivity.MakesMultapses)
                {
                    throw new InvalidDescriptionException(
                        $"{_plan.Description.Name} connects source {source} to target {_targets.Begin + target} "
                        + "twice: its connectivity does not declare multapses");
                }

                RandomStream random = _synapseKey.Stream((uint)(_targets.Begin + target), (uint)source);
                Skip(ref random, k);
                int index = (int)(i - _firstOfTarget[target]);
                float first = (hasWeights ? _plan.Connector.WeightOf(_targets.Begin + target, index) : null) ?? weight.Draw(ref random, _plan.Context.Grid, source, _targets.Begin + target);
                if (!(MathF.Abs(first) <= _plan.WeightBound))
                {
                    throw new InvalidDescriptionException(
                        $"{_plan.Description.Name} starts with a weight of {ValidationErrors.Text(first)}: its distribution "
                        + $"declares at most {ValidationErrors.Text(weight.Bound)}");
                }

                int delay = hasDelays && _plan.Connector.DelayMsOf(_targets.Begin + target, index) is double whole
                    ? StepCount.Of(Math.Max(0, whole - _plan.Description.DelayMs), _dtMs)
                    : DendriticSteps(_plan, _dtMs, ref random, source, _targets.Begin + target);
                if (delay > _plan.LargestDendriticSteps)
                {
                    throw new InvalidDescriptionException(
                        $"{_plan.Description.Name} has a synapse with a delay beyond what its connectivity declares");
                }

                state.Fill(source, _targets.Begin + target, k);
                add(new NewSynapse(source, target, k, _plan.AsStored(first), delay, LastEvent: -1), state.Values);
            }
        }
    }

    public void Dispose() => _sources.Dispose();

    /// <summary>A synapse's dendritic delay [steps], drawn from its stream after its weight.</summary>
    public static int DendriticSteps(ProjectionPlan plan, double dtMs, ref RandomStream random, int source, int target) =>
        plan.Description.DendriticDelayMs is InitialValue delay ? StepCount.Of(delay.Draw(ref random, plan.Context.Grid, source, target), dtMs) : 0;

    /// <summary>The dendritic delay of a synapse that rewiring forms [steps].</summary>
    public static int DelayOfNew(ProjectionPlan plan, double dtMs, RandomKey key, int source, int target)
    {
        RandomStream random = key.Stream((uint)target, (uint)source);
        return DendriticSteps(plan, dtMs, ref random, source, target);
    }

    /// <summary>
    /// Room for a row of so many synapses at the start: where wiring changes, a half more than the row has, and half
    /// a block.
    /// </summary>
    public static int RoomFor(ProjectionPlan plan, int synapses, int block) =>
        plan.Description.Rewiring is null ? synapses : synapses + (synapses / 2) + (block / 2);

    private unsafe void Append(ReadOnlySpan<int> sources, long at)
    {
        _sources.EnsureCapacity(at + sources.Length);
        sources.CopyTo(new Span<int>(_sources.Pointer + at, sources.Length));
        Count += sources.Length;
    }

    // Each synapse of a pair takes at most two pairs of words.
    private static void Skip(ref RandomStream random, int k)
    {
        for (int word = 0; word < 4 * k; word++)
        {
            random.NextWord();
        }
    }
}
