using SnnCluster.Model.Random;

namespace SnnCluster.Learning.Training;

/// <summary>Which examples are learnt and which are kept for validation.</summary>
/// <param name="Train">Numbers of those that are learnt, ascending.</param>
/// <param name="Validation">Numbers of those that are kept, ascending.</param>
public sealed record TrainingSplit(int[] Train, int[] Validation)
{
    /// <summary>The split that options ask for.</summary>
    /// <param name="options">Fold and number of folds.</param>
    /// <param name="count">Examples that there are.</param>
    public static TrainingSplit Of(TrainingOptions options, int count)
    {
        IEnumerable<int> all = Enumerable.Range(0, count);
        return options.ValidationFold is int fold && options.Folds > 1
            ? new TrainingSplit(
                [.. all.Where(example => example % options.Folds != fold)],
                [.. all.Where(example => example % options.Folds == fold)])
            : new TrainingSplit([.. all], []);
    }

    /// <summary>The order in which an epoch learns the examples: a uniformly random one (Fisher and Yates).</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="epoch">The epoch, from 0.</param>
    public int[] Order(ulong seed, int epoch)
    {
        int[] order = [.. Train];
        RandomStream random = RandomKey.For(seed, RandomPurpose.ExampleOrder, 0).Stream(0, (uint)epoch);
        for (int i = order.Length - 1; i > 0; i--)
        {
            int other = random.NextBelow(i + 1);
            (order[i], order[other]) = (order[other], order[i]);
        }

        return order;
    }
}
