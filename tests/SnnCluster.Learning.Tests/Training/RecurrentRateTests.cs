using SnnCluster.Learning.Examples;
using SnnCluster.Learning.Networks;
using SnnCluster.Learning.Optimisers;
using SnnCluster.Learning.Rewiring;
using SnnCluster.Learning.Tests.Support;
using SnnCluster.Learning.Training;
using SnnCluster.Model.Networks;

namespace SnnCluster.Learning.Tests.Training;

/// <summary>Recurrent projections that learn at a rate of their own.</summary>
public class RecurrentRateTests
{
    public static TheoryData<string> Networks => RandomClassifiers.Names;

    [Theory]
    [MemberData(nameof(Networks))]
    public void Without_a_factor_one_call_does_everything(string name)
    {
        var layout = new ClassifierLayout(RandomClassifiers.All[name]);
        Assert.Equal([new RateSegment(0, layout.Length, 1)], RateSegment.Of(layout, 1));
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Segments_cover_every_parameter_once_and_neighbours_differ(string name)
    {
        var layout = new ClassifierLayout(RandomClassifiers.All[name]);
        RateSegment[] segments = RateSegment.Of(layout, 0.5);
        int end = 0;
        double before = double.NaN;
        foreach (RateSegment segment in segments)
        {
            Assert.Equal(end, segment.Begin);
            Assert.NotEqual(before, segment.Factor);
            Assert.Equal(0, segment.Begin % Padding.Width);
            end += segment.Length;
            before = segment.Factor;
        }

        Assert.Equal(layout.Length, end);
        Assert.Equal(
            layout.Projections.Where(projection => projection.Kind == ProjectionKind.Recurrent).Sum(projection => projection.Length),
            segments.Where(segment => segment.Factor == 0.5).Sum(segment => segment.Length));
    }

    [Theory]
    [InlineData("lif recurrent", false)]
    [InlineData("three layers", false)]
    [InlineData("three layers", true)]
    public void A_step_is_that_of_the_rate_times_the_factor_on_recurrent_weights_alone(string name, bool descends)
    {
        TrainingOptions options = Options(descends);
        ClassifierState start = InitialClassifier.Create(new ClassifierLayout(RandomClassifiers.All[name]), 4, signed: false);
        ClassifierLayout layout = start.Layout;
        using var slower = new TrainingReplica(start.Copy(), options with { RecurrentLearningRateFactor = 0.3 });
        using var one = new TrainingReplica(start.Copy(), options with { RecurrentLearningRateFactor = 1 });
        using ClassifierState all = start.Copy();
        using ClassifierState allSlower = start;
        for (int step = 1; step <= 3; step++)
        {
            float[] gradient = [.. Enumerable.Range(0, layout.Length).Select(i => MathF.Sin((i * 7) + step))];
            slower.Step([.. gradient], 0.01, []);
            one.Step([.. gradient], 0.01, []);
            options.Optimiser.Step(all.Parameters, gradient, all.Momentum, all.Variance, 0.01, step);
            options.Optimiser.Step(
                allSlower.Parameters, gradient, allSlower.Momentum, allSlower.Variance, 0.01 * 0.3, step);
        }

        Assert.Equal(all.Parameters, one.State.Parameters);
        Assert.Equal(all.Momentum, slower.State.Momentum);
        Assert.Equal(all.Variance, slower.State.Variance);
        Assert.Equal(all.Parameters[layout.BiasOffset..], slower.State.Parameters[layout.BiasOffset..]);
        foreach (ProjectionShape projection in layout.Projections)
        {
            ClassifierState expected = projection.Kind == ProjectionKind.Recurrent ? allSlower : all;
            Assert.Equal(
                expected.Parameters.Slice(projection.Offset, projection.Length),
                slower.State.Parameters.Slice(projection.Offset, projection.Length));
        }
    }

    [Theory]
    [InlineData("lif recurrent", false, false)]
    [InlineData("three layers", false, false)]
    [InlineData("three layers", true, false)]
    [InlineData("sparse recurrent", false, true)]
    public void With_a_factor_of_0_recurrent_weights_stay_and_all_others_learn(string name, bool descends, bool rewires)
    {
        ClassifierDescription description = RandomClassifiers.All[name];
        var data = new DataSet("random", RandomClassifiers.Examples(description, 64, seed: 1), null);
        TrainingOptions options = Options(descends) with
        {
            RecurrentLearningRateFactor = 0,
            DeepR = rewires ? new DeepRDescription { L1Strength = 1 } : null,
        };
        using ClassifierState start = InitialClassifier.Create(new ClassifierLayout(description), 1, signed: rewires);
        using var worker = new LocalWorker(data, start.Copy(), options);
        new Trainer(data, options, worker).Run(0, new Silent(), CancellationToken.None);
        foreach (ProjectionShape projection in start.Layout.Projections)
        {
            ReadOnlySpan<float> before = start.Parameters.Slice(projection.Offset, projection.Length);
            ReadOnlySpan<float> after = worker.State.Parameters.Slice(projection.Offset, projection.Length);
            Assert.Equal(projection.Kind == ProjectionKind.Recurrent, before.SequenceEqual(after));
        }

        Assert.NotEqual(0, worker.State.Parameters[start.Layout.BiasOffset]);
    }

    [Theory]
    [InlineData(-0.5, "is -0.5: must be at least 0")]
    [InlineData(double.NaN, "is NaN: must be a finite number")]
    [InlineData(double.PositiveInfinity, "is Infinity: must be a finite number")]
    public void Findings_name_value_and_rule(double value, string rule)
    {
        var errors = new ValidationErrors();
        (RandomClassifiers.All["lif recurrent"] with { RecurrentWeightScale = value }).Validate(errors);
        (Options(false) with { RecurrentLearningRateFactor = value }).Validate(
            RandomClassifiers.All["lif recurrent"], count: null, errors);
        Assert.Equal(
            ["recurrent weight scale " + rule, "factor of the learning rate of recurrent projections " + rule], errors.Messages);
    }

    private static TrainingOptions Options(bool descends) => new()
    {
        Epochs = 2,
        BatchSize = 32,
        ChunkSize = 8,
        Optimiser = descends ? new SgdDescription { LearningRate = 1e-4 } : new AdamDescription { LearningRate = 0.02 },
    };

    private sealed class Silent : ITrainingObserver
    {
        public void OnBatch(BatchMetrics metrics)
        {
        }

        public void OnEpoch(EpochMetrics metrics, ClassifierState state)
        {
        }
    }
}
