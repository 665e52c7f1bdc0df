using SnnCluster.Model.Connectivity;
using SnnCluster.Model.Inputs;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;
using SnnCluster.Model.Synapses;

namespace SnnCluster.Experiments.Networks;

/// <summary>
/// The balanced random network of Brunel (Journal of Computational Neuroscience 8, 183-208, 2000): excitatory and inhibitory integrate-and-fire neurons
/// with delta synapses, the same number of inputs to each, and a Poisson drive of their own. The strength of inhibition g and the drive η, in units of
/// the rate that reaches threshold, choose one of four regimes.
/// </summary>
public sealed class BrunelExperiment : Experiment
{
    private const string Neurons = "neurons";
    private const string Regime = "regime";
    private const string InDegree = "in-degree";
    private const string Density = "density";
    private const string Weight = "weight-mv";
    private const string Delay = "delay-ms";
    private const string Reset = "reset-mv";
    private const string WarmUp = "warm-up-ms";
    private const string Excitatory = "e";
    private const string Inhibitory = "i";
    private const double MembraneTimeMs = 20;
    private const double ThresholdMv = 20;

    private static readonly Dictionary<string, (double G, double Eta)> Regimes = new()
    {
        ["ai"] = (5, 2),
        ["sr"] = (3, 2),
        ["si-fast"] = (6, 4),
        ["si-slow"] = (4.5, 0.9),
    };

    /// <inheritdoc/>
    public override string Name => "brunel";

    /// <inheritdoc/>
    public override string Description => "balanced random network with delta synapses (Brunel 2000)";

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters { get; } =
    [
        new(Neurons, "", 12500L, "neurons, four fifths of them excitatory", Minimum: 10, Maximum: 1e9),
        new(Regime, "", "ai", "the paper's regime: asynchronous irregular, synchronous regular, synchronous irregular with a fast or a slow rhythm")
        {
            Choices = [.. Regimes.Keys],
        },
        new(InDegree, "", 0L, "synapses onto each neuron, four fifths of them excitatory; 0: as density says", Minimum: 0, Maximum: 1e8),
        new(Density, "", 0.1, "synapses onto a neuron, as a share of the neurons of either population", Minimum: 0, Maximum: 1),
        new(Weight, "mV", 0.1, "J, the jump of a spike of an excitatory neuron", Minimum: 0, ExcludesMinimum: true),
        new(Delay, "ms", 1.5, "delay of all synapses", Minimum: 0, ExcludesMinimum: true) { IsWholeSteps = true },
        new(Reset, "mV", 10.0, "potential after a spike; the paper has 10, NEST's example 0", Maximum: 19),
        new(WarmUp, "ms", 300.0, "time at the begin that statistics leave out", Minimum: 0) { IsWholeSteps = true },
    ];

    /// <inheritdoc/>
    public override double DefaultDurationMs => 1300;

    /// <inheritdoc/>
    public override NetworkSize Size { get; } = new(Neurons, [1250, 2500, 5000, 12500, 25000]);

    /// <inheritdoc/>
    public override double EstimateNeurons(ExperimentSettings settings) => settings.Number(Neurons);

    /// <inheritdoc/>
    public override NetworkDescription Describe(ExperimentSettings settings)
    {
        (double g, double eta) = Regimes[settings.Word(Regime)];
        int excitatory = (int)(settings.Integer(Neurons) * 4 / 5);
        int inhibitory = (int)settings.Integer(Neurons) - excitatory;
        double weight = settings.Number(Weight);

        // What η = 1 stands for keeps a neuron at its threshold in the mean.
        double driveHz = eta * ThresholdMv / (weight * MembraneTimeMs) * 1000;
        (int fromExcitatory, int fromInhibitory) = InDegrees(settings, excitatory, inhibitory);
        string[] both = [Excitatory, Inhibitory];
        return new NetworkDescription
        {
            DtMs = settings.DtMs,
            Seed = settings.Seed,
            Populations = [Population(settings, Excitatory, excitatory), Population(settings, Inhibitory, inhibitory)],
            Projections =
            [
                .. both.SelectMany(target => new[]
                {
                    Projection(settings, Excitatory, target, fromExcitatory, weight),
                    Projection(settings, Inhibitory, target, fromInhibitory, -g * weight),
                }),
            ],
            Inputs = [.. both.Select(target => new PoissonDrive { Name = $"{target} drive", Population = target, RateHz = driveHz, Weight = weight })],
        };
    }

    /// <inheritdoc/>
    public override ActivityDescription Activity(ExperimentSettings settings) => new()
    {
        FromMs = settings.Number(WarmUp),
        HighestRateHz = 250,
    };

    /// <inheritdoc/>
    public override IReadOnlyList<ReferenceValue> References(ExperimentSettings settings)
    {
        bool isPublished = settings.Number(Density) == 0.1 && settings.Integer(InDegree) == 0 && settings.Number(Weight) == 0.1
            && settings.Number(Delay) == 1.5 && settings.Number(Reset) == 10 && settings.DtMs == 0.1;
        const string ThreeSeeds = "NEST 3.10, 3 seeds";
        const string FourSeeds = "NEST 3.10, 4 seeds";
        const string Brian = "Brian 2.5, 3 to 5 seeds";
        return (isPublished, settings.Integer(Neurons), settings.Word(Regime)) switch
        {
            (true, 12500, "ai") =>
            [
                .. ReferenceValue.OfActivity(Excitatory, ThreeSeeds, (37.55, 0.75), (0.4216, 0.03), (0.0194, 0.0097)),
                .. ReferenceValue.OfActivity(Inhibitory, ThreeSeeds, (37.70, 0.75), (0.4229, 0.03), (0.0151, 0.0075)),
            ],
            (true, 5000, "ai") =>
            [
                .. ReferenceValue.OfActivity(Excitatory, FourSeeds, (60.31, 1.2), (0.2269, 0.03), (0.0164, 0.0082)),
                .. ReferenceValue.OfActivity(Inhibitory, FourSeeds, (60.51, 1.2), (0.2267, 0.03), (0.0115, 0.0057)),
            ],
            (true, 5000, "sr") =>
            [
                .. ReferenceValue.OfActivity(Excitatory, Brian, (194.9, 3.9), (0.0716, 0.03), (0.0056, 0.0080)),
                .. ReferenceValue.OfActivity(Inhibitory, Brian, (194.8, 3.9), (0.0714, 0.03), (0.0083, 0.0136)),
            ],
            (true, 5000, "si-fast") =>
            [
                .. ReferenceValue.OfActivity(Excitatory, Brian, (103.24, 2.1), (0.2487, 0.03), (0.0087, 0.0102)),
                .. ReferenceValue.OfActivity(Inhibitory, Brian, (103.65, 2.1), (0.2487, 0.03), (0.0056, 0.0089)),
            ],
            (true, 5000, "si-slow") =>
            [
                .. ReferenceValue.OfActivity(Excitatory, Brian, (5.25, 1.30), (0.518, 0.144), (0.0286, 0.0238)),
                .. ReferenceValue.OfActivity(Inhibitory, Brian, (5.28, 1.02), (0.513, 0.112), (0.0270, 0.0265)),
            ],
            _ => [],
        };
    }

    private static (int FromExcitatory, int FromInhibitory) InDegrees(ExperimentSettings settings, int excitatory, int inhibitory)
    {
        if (settings.Integer(InDegree) is > 0 and long all)
        {
            return ((int)(all * 4 / 5), (int)(all - (all * 4 / 5)));
        }

        double density = settings.Number(Density);
        return ((int)Math.Round(density * excitatory), (int)Math.Round(density * inhibitory));
    }

    private static PopulationDescription Population(ExperimentSettings settings, string name, int size) => new()
    {
        Name = name,
        Size = size,
        Model = new LifDescription
        {
            CapacitanceNf = 1,
            MembraneTimeConstantMs = MembraneTimeMs,
            RestingPotentialMv = 0,
            ResetPotentialMv = settings.Number(Reset),
            ThresholdMv = ThresholdMv,
            RefractoryPeriodMs = 2,
            InitialPotentialMv = 0,
        },
        Receptors = [new("jump", new DeltaDescription())],
    };

    private static ProjectionDescription Projection(ExperimentSettings settings, string source, string target, int inDegree, double weight) => new()
    {
        Name = $"{source}-{target}",
        Source = source,
        Target = target,
        Connectivity = new FixedInDegree(inDegree, AllowMultapses: true),
        Weight = weight,
        DelayMs = settings.Number(Delay),
    };
}
