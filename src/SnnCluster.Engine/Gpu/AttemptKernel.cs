// Kernels get these structs from the host, which sets all fields.
#pragma warning disable CS0649
using ILGPU;
using SnnCluster.Engine.Rewiring;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Plasticity;
using SnnCluster.Model.Random;
using SnnCluster.Model.Rewiring;

namespace SnnCluster.Engine.Gpu;

/// <summary>What rewiring by attempts needs.</summary>
internal struct AttemptArguments<TModel, TSynapse, TSource, TTarget, TRule>
    where TModel : unmanaged, ISynapseModel<TSynapse, TSource, TTarget>
    where TSynapse : unmanaged
    where TSource : unmanaged
    where TTarget : unmanaged
    where TRule : unmanaged, IPairRewiringRule
{
    public SynapseView<TModel, TSynapse, TSource, TTarget> Synapses;
    public TRule Rule;
    public GridGeometry RuleGrid;
    public RandomKey Key;
    public AttemptBlocks Blocks;

    /// <summary>The step at whose end wiring changes, and steps from one update to the next.</summary>
    public StepView Step;
    public int Interval;
    public int SourceSize;
    public int TargetSize;
    public int TargetBegin;
    public int TargetCount;

    /// <summary>1 where a neuron may not connect to itself, else 0.</summary>
    public int ForbidsAutapses;

    /// <summary>Takes what the attempts decide.</summary>
    public ChangeLogView Log;

    /// <summary>The number of the update.</summary>
    public readonly int UpdateAt(int step) => ((step + 1) / Interval) - 1;
}

/// <summary>How attempts divide into blocks of targets, for some updates to come.</summary>
internal struct AttemptBlocks
{
    /// <summary>Number of the first attempt of each block in an update, and the number of attempts; update after update.</summary>
    public ArrayView<int> Begins;

    /// <summary>Updates that there is room for.</summary>
    public int Updates;

    /// <summary>Number of the partition's first block, and how many it has.</summary>
    public int FirstBlock;
    public int Count;

    /// <summary>The first element of an update.</summary>
    public readonly long First(int update) => (long)(update % Updates) * (Count + 1);

    public readonly int Attempts(long first) => Begins[first + Count];
}

/// <summary>
/// Rewiring by attempts on random pairs: one thread per attempt, which generates it, looks for the pair and asks the
/// rule. All decide on the state at the start of the update. That is what the host's attempts do one after the other:
/// they see the changes of earlier attempts, but those concern other pairs, and of the attempts on one pair only the
/// first may change anything.
/// </summary>
internal static class AttemptKernel<TModel, TSynapse, TSource, TTarget, TRule>
    where TModel : unmanaged, ISynapseModel<TSynapse, TSource, TTarget>
    where TSynapse : unmanaged
    where TSource : unmanaged
    where TTarget : unmanaged
    where TRule : unmanaged, IPairRewiringRule
{
    public static void Decide(AttemptArguments<TModel, TSynapse, TSource, TTarget, TRule> a)
    {
        int threads = Grid.DimX * Group.DimX;
        int step = a.Step.Number;
        long first = a.Blocks.First(a.UpdateAt(step));
        int attempts = a.Blocks.Attempts(first);
        for (int i = Grid.GlobalIndex.X; i < attempts; i += threads)
        {
            int block = BlockOf(a.Blocks, first, i);
            int number = i - a.Blocks.Begins[first + block];
            Attempt attempt = Draw(a, step, block, number);
            int target = attempt.Target - a.TargetBegin;
            if ((uint)target >= (uint)a.TargetCount)
            {
                Atomic.Add(ref a.Log.Counters[ChangeLogView.Foreign], 1);
            }
            else
            {
                DecideOne(a, step, block, number, attempt, target);
            }
        }
    }

    private static void DecideOne(
        AttemptArguments<TModel, TSynapse, TSource, TTarget, TRule> a, int step, int block, int number, Attempt attempt, int target)
    {
        GpuRow row = a.Synapses.Rows.Rows[attempt.Source];
        long index = a.Synapses.Rows.Find(in row, target);
        var pair = new NeuronPair(attempt.Source, attempt.Target, a.RuleGrid);
        int delay = RowChange.Eliminates;
        float weight = 0f;
        bool changes;
        if (index >= 0)
        {
            var synapse = new ExistingSynapse(pair, a.Synapses.UpToDateWeight(in row, attempt.Source, index, step - 1));
            changes = a.Rule.ShouldEliminate(in synapse, attempt.Uniform);
        }
        else
        {
            changes = a.Rule.ShouldForm(in pair, attempt.Uniform)
                && (a.ForbidsAutapses == 0 || attempt.Source != attempt.Target);
            delay = 0;
            weight = a.Rule.NewWeight(in pair);
        }

        if (changes && !IsRepeat(a, step, block, number, attempt))
        {
            a.Log.Add(new RowChange(attempt.Source, target, delay, weight));
        }
    }

    // Only the few attempts that would change something look back; earlier attempts are in the same block of targets,
    // and generating them again is cheaper than keeping them all.
    private static bool IsRepeat(
        AttemptArguments<TModel, TSynapse, TSource, TTarget, TRule> a, int step, int block, int number, Attempt attempt)
    {
        for (int earlier = 0; earlier < number; earlier++)
        {
            Attempt other = Draw(a, step, block, earlier);
            if (other.Source == attempt.Source && other.Target == attempt.Target)
            {
                return true;
            }
        }

        return false;
    }

    private static Attempt Draw(AttemptArguments<TModel, TSynapse, TSource, TTarget, TRule> a, int step, int block, int number)
    {
        int id = a.Blocks.FirstBlock + block;
        Words words = a.Key.Generate((uint)id, (uint)a.UpdateAt(step), (uint)number);
        return AttemptGenerator.Draw(words, id, a.SourceSize, a.TargetSize, blockBegin: 0);
    }

    // The last block that begins at or before an attempt.
    private static int BlockOf(AttemptBlocks blocks, long first, int attempt)
    {
        int low = 0;
        int high = blocks.Count - 1;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            if (blocks.Begins[first + middle] <= attempt)
            {
                low = middle;
            }
            else
            {
                high = middle - 1;
            }
        }

        return low;
    }
}
