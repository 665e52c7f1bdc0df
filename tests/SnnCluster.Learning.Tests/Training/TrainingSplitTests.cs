using SnnCluster.Learning.Training;

namespace SnnCluster.Learning.Tests.Training;

public sealed class TrainingSplitTests
{
    [Fact]
    public void Folds_share_out_all_examples_and_are_no_slices_of_them()
    {
        var validated = new List<int>();
        for (int fold = 0; fold < 10; fold++)
        {
            TrainingSplit split = TrainingSplit.Of(new TrainingOptions { ValidationFold = fold }, 1000);
            Assert.Equal(1000, split.Train.Union(split.Validation).Count());
            Assert.Equal(100, split.Validation.Length);

            // Classes in turns of ten: a fold of 100 lacks a class with probability 10·0.9^100 < 3e-4, and the seed is fixed.
            Assert.Equal(10, split.Validation.Select(example => example % 10).Distinct().Count());
            validated.AddRange(split.Validation);
        }

        Assert.Equal(Enumerable.Range(0, 1000), validated.Order());
    }
}
