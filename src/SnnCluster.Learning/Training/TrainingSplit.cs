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
        int[] all = [.. Enumerable.Range(0, count)];
        if (options.ValidationFold is not int fold || options.Folds < 2)
        {
            return new TrainingSplit(all, []);
        }

        // Data sets may be sorted, or have their classes in turns: folds are dealt from a shuffled pack.
        Shuffle(all, RandomKey.For(options.Seed, RandomPurpose.ExampleOrder, 1).Stream(0, 0));
        int[] train = [.. all.Where((_, place) => place % options.Folds != fold)];
        int[] validation = [.. all.Where((_, place) => place % options.Folds == fold)];
        Array.Sort(train);
        Array.Sort(validation);
        return new TrainingSplit(train, validation);
    }

    /// <summary>The order in which an epoch learns the examples: a uniformly random one (Fisher and Yates).</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="epoch">The epoch, from 0.</param>
    public int[] Order(ulong seed, int epoch)
    {
        int[] order = [.. Train];
        Shuffle(order, RandomKey.For(seed, RandomPurpose.ExampleOrder, 0).Stream(0, (uint)epoch));
        return order;
    }

    /// <summary>Puts numbers into a uniformly random order (Fisher and Yates).</summary>
    internal static void Shuffle(int[] numbers, RandomStream random)
    {
        for (int i = numbers.Length - 1; i > 0; i--)
        {
            int other = random.NextBelow(i + 1);
            (numbers[i], numbers[other]) = (numbers[other], numbers[i]);
        }
    }
}
