using System.Text.Json.Nodes;
using SnnCluster.Experiments;
using SnnCluster.Model.Connectivity;
using SnnCluster.Model.Inputs;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;
using SnnCluster.Model.Plasticity;
using SnnCluster.Model.Synapses;

// Classes of a user's assembly, which the tests load from this one.
namespace SnnCluster.Cli.Tests.Samples;

/// <summary>A few Poisson neurons.</summary>
public class TinyExperiment : Experiment
{
    public override string Name => "tiny";

    public override string Description => "A few Poisson neurons";

    public override double DefaultDurationMs => 20;

    public override IReadOnlyList<Parameter> Parameters =>
    [
        new("neurons", "", 16L, "Number of neurons", 1, 1000),
        new("rate-hz", "Hz", 20.0, "Rate", 0),
        new("offset", "mV", 0.0, "Any number"),
    ];

    public override NetworkDescription Describe(ExperimentSettings settings) => new()
    {
        DtMs = settings.DtMs,
        Seed = settings.Seed,
        Populations =
        [
            new PopulationDescription
            {
                Name = "source",
                Size = (int)settings.Integer("neurons"),
                Model = new PoissonDescription { RateHz = settings.Number("rate-hz") },
            },
        ],
    };

    public override IReadOnlyDictionary<string, JsonNode> Analyze(NetworkDescription network, RunObservations observations) => new Dictionary<string, JsonNode> { ["answer"] = 42 };
}

/// <summary>An experiment that is never described.</summary>
public class EndlessExperiment : TinyExperiment
{
    public override string Name => "endless";

    public override NetworkDescription Describe(ExperimentSettings settings)
    {
        Console.WriteLine("describing");
        new ManualResetEventSlim().Wait();
        return base.Describe(settings);
    }
}

/// <summary>Poisson neurons that drive others through synapses that never change, and through some that do.</summary>
public class WiredExperiment : Experiment
{
    public override string Name => "wired";

    public override string Description => "Poisson neurons that drive others";

    public override double DefaultDurationMs => 20;

    public override NetworkDescription Describe(ExperimentSettings settings) => new()
    {
        DtMs = settings.DtMs,
        Seed = settings.Seed,
        Populations =
        [
            new PopulationDescription { Name = "source", Size = 40, Model = new PoissonDescription { RateHz = 20 } },
            new PopulationDescription
            {
                Name = "target",
                Size = 30,
                Model = new LifDescription { RefractoryPeriodMs = settings.DtMs },
                Receptors = [new ReceptorDescription("excitatory", new DeltaDescription())],
            },
        ],
        Projections =
        [
            Projection("static", settings) with { Connectivity = new FixedProbability(0.3) },
            Projection("plastic", settings) with
            {
                Synapse = new PairStdpDescription
                {
                    MaximumWeight = 10,
                    SourceTimeConstantMs = 100 * settings.DtMs,
                    TargetTimeConstantMs = 100 * settings.DtMs,
                },
            },
        ],
    };

    private static ProjectionDescription Projection(string name, ExperimentSettings settings) => new()
    {
        Name = name,
        Source = "source",
        Target = "target",
        Connectivity = new FixedProbability(0.2),
        Weight = 5,
        DelayMs = settings.DtMs,
    };
}

/// <summary>An experiment that puts a folder where one of the files of its run belongs.</summary>
public sealed class ObstructedExperiment : TinyExperiment
{
    /// <summary>What the test sets in <see cref="AppContext"/>, which a copy of this class in another context sees too.</summary>
    public const string Obstacle = "obstacle";

    public override string Name => "obstructed";

    public override IReadOnlyDictionary<string, JsonNode> Analyze(NetworkDescription network, RunObservations observations)
    {
        Directory.CreateDirectory((string)AppContext.GetData(Obstacle)!);
        return base.Analyze(network, observations);
    }
}

/// <summary>
/// Izhikevich neurons, one of which is set so low near the end that its potential overflows to no number.
/// </summary>
public sealed class DivergingExperiment : TinyExperiment
{
    public override double DefaultDurationMs => 300;

    public override NetworkDescription Describe(ExperimentSettings settings) => new()
    {
        DtMs = settings.DtMs,
        Seed = settings.Seed,
        Populations =
        [
            new PopulationDescription
            {
                Name = "target",
                Size = 8,
                Model = new IzhikevichDescription(),
            },
        ],
        Inputs = [new Inhibition { Name = "inhibition", Population = "target" }],
    };

    private sealed record Inhibition : Stimulus
    {
        public override double PeriodMs => 10;

        public override IReadOnlyList<string> Fields => ["V"];

        public override void Present(int presentation, ulong seed, int field, int firstNeuron, Span<float> values)
        {
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = firstNeuron + i == 5 && presentation == 29 ? -1e30f : -65f;
            }
        }
    }
}

/// <summary>An experiment that fails in a way that nobody foresaw.</summary>
public sealed class FailingExperiment : TinyExperiment
{
    public override NetworkDescription Describe(ExperimentSettings settings) =>
        throw new InvalidOperationException("the sample\nfails");
}

public abstract class AbstractExperiment : TinyExperiment;

public class ExperimentWithArgument(int argument) : TinyExperiment
{
    public int Argument { get; } = argument;
}

public class GenericExperiment<T> : TinyExperiment
{
    public T? Value { get; init; }
}

public class NoExperiment;

internal sealed class HiddenExperiment : TinyExperiment;
