using System.Text.Json.Nodes;
using SnnCluster.Engine.Probes;
using SnnCluster.Model.Connectivity;
using SnnCluster.Model.Inputs;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;
using SnnCluster.Model.Plasticity;
using SnnCluster.Model.Synapses;

namespace SnnCluster.Experiments.Networks;

/// <summary>
/// The balanced random network with plastic synapses that is known as the HPC benchmark of NEST: alpha currents, a Poisson drive, and STDP with a power law
/// of potentiation (Morrison, Aertsen and Diesmann, Neural Computation 19, 1437-1467, 2007) between excitatory neurons. Parameters are those of NEST's
/// example hpc_benchmark.
/// </summary>
public sealed class BrunelStdpExperiment : Experiment
{
    private const string Neurons = "neurons";
    private const string InDegree = "in-degree";
    private const string Plastic = "stdp";
    private const string WarmUp = "warm-up-ms";
    private const string Excitatory = "e";
    private const string Inhibitory = "i";
    private const double DelayMs = 1.5;
    private const double ExcitatoryNa = 0.0456096;
    private const double InhibitoryNa = -5 * ExcitatoryNa;
    private const double DriveHz = 20856.04;

    /// <inheritdoc/>
    public override string Name => "brunel-stdp";

    /// <inheritdoc/>
    public override string Description => "balanced random network with alpha currents and power-law STDP, the HPC benchmark (Morrison et al. 2007)";

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters { get; } =
    [
        new(Neurons, "", 11250L, "neurons, four fifths of them excitatory", Minimum: 10, Maximum: 1e9),
        new(InDegree, "", 11250L, "synapses onto each neuron, four fifths of them excitatory", Minimum: 5, Maximum: 1e8),
        new(Plastic, "", true, "whether spike timing changes the weights of synapses between excitatory neurons"),
        new(WarmUp, "ms", 100.0, "time at the begin that statistics leave out", Minimum: 0) { IsWholeSteps = true },
    ];

    /// <inheritdoc/>
    public override double DefaultDurationMs => 1100;

    /// <inheritdoc/>
    public override NetworkSize Size { get; } = new(Neurons, [1125, 2250, 5625, 11250]);

    /// <inheritdoc/>
    public override double EstimateNeurons(ExperimentSettings settings) => settings.Number(Neurons);

    /// <inheritdoc/>
    public override NetworkDescription Describe(ExperimentSettings settings)
    {
        int excitatory = (int)(settings.Integer(Neurons) * 4 / 5);
        int inhibitory = (int)settings.Integer(Neurons) - excitatory;
        int fromExcitatory = (int)(settings.Integer(InDegree) * 4 / 5);
        int fromInhibitory = (int)settings.Integer(InDegree) - fromExcitatory;
        return new NetworkDescription
        {
            DtMs = settings.DtMs,
            Seed = settings.Seed,
            Populations = [Population(Excitatory, excitatory), Population(Inhibitory, inhibitory)],
            Projections =
            [
                settings.Flag(Plastic) ? WithStdp(Projection(Excitatory, Excitatory, fromExcitatory, ExcitatoryNa))
                    : Projection(Excitatory, Excitatory, fromExcitatory, ExcitatoryNa),
                Projection(Inhibitory, Excitatory, fromInhibitory, InhibitoryNa),
                Projection(Excitatory, Inhibitory, fromExcitatory, ExcitatoryNa),
                Projection(Inhibitory, Inhibitory, fromInhibitory, InhibitoryNa),
            ],
            Inputs =
            [
                .. new[] { Excitatory, Inhibitory }.Select(target => new PoissonDrive
                {
                    Name = $"{target} drive",
                    Population = target,
                    RateHz = DriveHz,
                    Weight = ExcitatoryNa,
                }),
            ],
        };
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Probe> Probes(NetworkDescription network, ExperimentSettings settings) =>
        [new WeightProbe { Projection = $"{Excitatory}-{Excitatory}", When = new ProbeSchedule.AtEnds() }];

    /// <inheritdoc/>
    public override ActivityDescription Activity(ExperimentSettings settings) => new() { FromMs = settings.Number(WarmUp) };

    /// <inheritdoc/>
    public override IReadOnlyList<ReferenceValue> References(ExperimentSettings settings)
    {
        const string Source = "Brian 2.5, 3 seeds";
        return (settings.Integer(Neurons), settings.Integer(InDegree), settings.Flag(Plastic)) != (11250, 1125, true) || settings.DtMs != 0.1 ? [] :
        [
            .. ReferenceValue.OfActivity(Excitatory, Source, (40.86, 1.1), (0.341, 0.03), (0.0175, 0.0098)),
            .. ReferenceValue.OfActivity(Inhibitory, Source, (40.61, 1.0), (0.342, 0.03), (0.0137, 0.0072)),
        ];
    }

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, JsonNode> Analyze(NetworkDescription network, RunObservations observations)
    {
        string plastic = $"{Excitatory}-{Excitatory}";
        JsonObject of(double mean, double deviation) => new() { ["meanPa"] = 1000 * mean, ["sdPa"] = 1000 * deviation };
        return new Dictionary<string, JsonNode>
        {
            ["weight"] = new JsonObject
            {
                ["initial"] = of(observations.First("mean-weight", plastic), observations.First("weight-sd", plastic)),
                ["final"] = of(observations.Last("mean-weight", plastic), observations.Last("weight-sd", plastic)),
            },
        };
    }

    private static PopulationDescription Population(string name, int size) => new()
    {
        Name = name,
        Size = size,
        Model = new LifDescription
        {
            CapacitanceNf = 0.25,
            MembraneTimeConstantMs = 10,
            RestingPotentialMv = 0,
            ResetPotentialMv = 0,
            ThresholdMv = 20,
            RefractoryPeriodMs = 0.5,
            InitialPotentialMv = new InitialValue.Normal(5.7, 7.2),
        },
        Receptors = [new("current", new AlphaCurrentDescription { TimeConstantMs = 0.32582722403722841 })],
    };

    private static ProjectionDescription Projection(string source, string target, int inDegree, double weight) => new()
    {
        Name = $"{source}-{target}",
        Source = source,
        Target = target,
        Connectivity = new FixedInDegree(inDegree, AllowMultapses: true),
        AllowAutapses = false,
        Weight = weight,
        DelayMs = DelayMs,
    };

    // NEST takes all of the delay as the dendrite's: a spike of the source meets those of the target of a delay before, when it is sent and not when it
    // arrives. With the delay before the synapse, a target's spike must take twice as long.
    private static ProjectionDescription WithStdp(ProjectionDescription projection) => projection with
    {
        BackPropagationDelayMs = 2 * DelayMs,
        Synapse = new PowerLawPotentiationStdpDescription
        {
            LearningRate = 0.1,
            Asymmetry = 0.0513,
            Exponent = 0.4,
            ReferenceWeight = 0.001,
            LargestWeight = 10 * ExcitatoryNa,
            SourceTimeConstantMs = 15,
            TargetTimeConstantMs = 30,
        },
    };
}
