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
    private readonly List<int> _sources = [];
    private readonly List<int> _firstOfTarget = [];
    private readonly double _dtMs;

    public InitialSynapses(ProjectionPlan plan, Slice targets, ulong seed, double dtMs)
    {
        _plan = plan;
        _targets = targets;
        _dtMs = dtMs;
        _synapseKey = RandomKey.For(seed, RandomPurpose.InitialSynapse, plan.Index);
        RandomKey key = RandomKey.For(seed, RandomPurpose.Connectivity, plan.Index);
        for (int target = targets.Begin; target < targets.End; target++)
        {
            int first = _sources.Count;
            _firstOfTarget.Add(first);
            RandomStream random = key.Stream((uint)target, 0);
            plan.Connector.AddSources(target, ref random, _sources);
            _sources.Sort(first, _sources.Count - first, comparer: null);
        }

        _firstOfTarget.Add(_sources.Count);
    }

    public long Count => _sources.Count;

    public int[] CountBySource()
    {
        var counts = new int[_plan.SourceSize];
        foreach (int source in _sources)
        {
            if ((uint)source >= (uint)counts.Length)
            {
                throw new InvalidDescriptionException(
                    $"{_plan.Description.Name} connects source {source}: must be from 0 to {counts.Length - 1}");
            }

            counts[source]++;
        }

        return counts;
    }

    public void ForEach(Action<int, int, int, float, int> add)
    {
        InitialValue weight = _plan.Description.Weight;
        for (int target = 0; target < _targets.Count; target++)
        {
            int k = 0;
            for (int i = _firstOfTarget[target]; i < _firstOfTarget[target + 1]; i++)
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
                float drawn = weight.Draw(ref random);
                if (!(MathF.Abs(drawn) <= _plan.WeightBound))
                {
                    throw new InvalidDescriptionException(
                        $"{_plan.Description.Name} starts with a weight of {ValidationErrors.Text(drawn)}: its distribution "
                        + $"declares at most {ValidationErrors.Text(weight.Bound)}");
                }

                add(source, target, k, drawn, DendriticSteps(_plan, _dtMs, ref random));
            }
        }
    }

    /// <summary>A synapse's dendritic delay [steps], drawn from its stream after its weight.</summary>
    public static int DendriticSteps(ProjectionPlan plan, double dtMs, ref RandomStream random) =>
        plan.Description.DendriticDelayMs is InitialValue delay ? StepCount.Of(delay.Draw(ref random), dtMs) : 0;

    /// <summary>The dendritic delay of a synapse that rewiring forms [steps].</summary>
    public static int DelayOfNew(ProjectionPlan plan, double dtMs, RandomKey key, int source, int target)
    {
        RandomStream random = key.Stream((uint)target, (uint)source);
        return DendriticSteps(plan, dtMs, ref random);
    }

    /// <summary>
    /// Room for a row of so many synapses at the start: where wiring changes, a half more than the row has, and half
    /// a block.
    /// </summary>
    public static int RoomFor(ProjectionPlan plan, int synapses, int block) =>
        plan.Description.Rewiring is null ? synapses : synapses + (synapses / 2) + (block / 2);

    // Each synapse of a pair takes at most two pairs of words.
    private static void Skip(ref RandomStream random, int k)
    {
        for (int word = 0; word < 4 * k; word++)
        {
            random.NextWord();
        }
    }
}
