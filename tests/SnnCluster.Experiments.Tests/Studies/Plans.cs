using SnnCluster.Experiments.Running;
using SnnCluster.Experiments.Studies;
using SnnCluster.Experiments.TopographicMap;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;

namespace SnnCluster.Experiments.Tests.Studies;

/// <summary>Studies for tests.</summary>
internal static class Plans
{
    public static readonly RunOptions Short = new() { DurationMs = 20, Device = "host" };

    public static StudyPlan Create(StudyOptions options) => StudyPlan.Create(new TopographicMapExperiment(), options);

    public static StudyPlan Sizes(int repetitions = 3, string? directory = null) => Create(new StudyOptions
    {
        Kind = StudyKind.SpeedVsSize,
        Sizes = [3, 1, 2],
        Repetitions = repetitions,
        Run = Short with { OutputDirectory = directory },
        PredictNodes = [1, 64],
    });

    public static StudyPlan Strong(int repetitions = 2, string? directory = null) => Create(new StudyOptions
    {
        Kind = StudyKind.StrongScaling,
        Size = 2,
        Partitions = [1, 2, 4],
        Repetitions = repetitions,
        Cores = 4,
        Run = Short with { OutputDirectory = directory },
    });

    public static IReadOnlyList<string> Findings(StudyOptions options, Experiment? experiment = null) =>
        Assert.Throws<InvalidDescriptionException>(
            () => StudyPlan.Create(experiment ?? new TopographicMapExperiment(), options)).Findings;

    /// <summary>An experiment whose size cannot be set, or in any number.</summary>
    public sealed class OtherExperiment(params Parameter[] parameters) : Experiment
    {
        public override string Name => "other";

        public override string Description => "some Poisson neurons";

        public override double DefaultDurationMs => 20;

        public override IReadOnlyList<Parameter> Parameters => parameters;

        public override NetworkSize? Size => parameters.Length > 0 ? new NetworkSize(parameters[0].Name, [4], Power: 2) : null;

        public override NetworkDescription Describe(ExperimentSettings settings) => new()
        {
            DtMs = settings.DtMs,
            Seed = settings.Seed,
            Populations = [new PopulationDescription { Name = "p", Size = 16, Model = new PoissonDescription { RateHz = 20 } }],
        };
    }
}
