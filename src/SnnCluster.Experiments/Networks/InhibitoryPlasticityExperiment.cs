using System.Text.Json.Nodes;
using SnnCluster.Engine.Probes;
using SnnCluster.Model.Connectivity;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;
using SnnCluster.Model.Plasticity;
using SnnCluster.Model.Synapses;

namespace SnnCluster.Experiments.Networks;

/// <summary>
/// Balance by inhibitory plasticity (Vogels, Sprekeler, Zenke, Clopath and Gerstner, Science 334, 1569-1573, 2011): inhibitory synapses onto excitatory neurons
/// start at nothing and grow until their targets fire at the rate that the rule wants, whatever excitation they get.
/// </summary>
public sealed class InhibitoryPlasticityExperiment : Experiment
{
    private const string Neurons = "neurons";
    private const string Target = "target-rate-hz";
    private const string LearningRate = "learning-rate-ns";
    private const double PublishedDensity = 0.02;
    private const string WarmUp = "warm-up-ms";
    private const string Excitatory = "e";
    private const string Inhibitory = "i";
    private const string Plastic = "i-e";
    private const double TraceTimeMs = 20;
    private const double UsPerNs = 0.001;
    private const double BackgroundNa = 0.2;

    /// <inheritdoc/>
    public override string Name => "inhibitory-plasticity";

    /// <inheritdoc/>
    public override string Description => "balance of excitation and inhibition by inhibitory STDP (Vogels et al. 2011)";

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters { get; } =
    [
        new(Neurons, "", 10000L, "neurons, four fifths of them excitatory", Minimum: 10, Maximum: 1e9),
        .. RandomDensity.Parameters(PublishedDensity),
        new(Target, "Hz", 3.0, "rate of excitatory neurons at which inhibitory synapses stand still", Minimum: 0),
        new(LearningRate, "nS", 0.01, "η, the change of an inhibitory synapse with a pair of spikes at the same time", Minimum: 0),
        new(WarmUp, "ms", 5000.0, "time at the begin that statistics leave out", Minimum: 0) { IsWholeSteps = true },
    ];

    /// <inheritdoc/>
    public override double DefaultDurationMs => 10000;

    /// <inheritdoc/>
    public override NetworkSize Size { get; } = new(Neurons, [2500, 5000, 10000, 20000]);

    /// <inheritdoc/>
    public override double EstimateNeurons(ExperimentSettings settings) => settings.Number(Neurons);

    /// <inheritdoc/>
    public override NetworkDescription Describe(ExperimentSettings settings)
    {
        int neurons = (int)settings.Integer(Neurons);
        int excitatory = neurons * 4 / 5;
        double density = RandomDensity.Of(settings, neurons);

        ProjectionDescription from(string source, string target, double weightNs) => new()
        {
            Name = $"{source}-{target}",
            Source = source,
            Target = target,
            Receptor = source,
            Connectivity = new FixedProbability(density),
            Weight = weightNs * UsPerNs,
            DelayMs = settings.DtMs,
        };
        return new NetworkDescription
        {
            DtMs = settings.DtMs,
            Seed = settings.Seed,
            Populations = [Population(Excitatory, excitatory), Population(Inhibitory, neurons - excitatory)],
            Projections =
            [
                from(Excitatory, Excitatory, 0.3),
                from(Excitatory, Inhibitory, 0.3),
                from(Inhibitory, Inhibitory, 3),
                from(Inhibitory, Excitatory, 0) with
                {
                    Synapse = new InhibitoryStdpDescription
                    {
                        LearningRate = settings.Number(LearningRate) * UsPerNs,
                        Offset = 2 * settings.Number(Target) * TraceTimeMs / 1000,
                        TimeConstantMs = TraceTimeMs,
                        MaximumStrength = 100 * UsPerNs,
                        NegativeWeights = false,
                        SameStep = SameStep.SourceFirst,
                    },
                },
            ],
        };
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Probe> Probes(NetworkDescription network, ExperimentSettings settings) =>
        [new WeightProbe { Projection = Plastic, When = new ProbeSchedule.AtEnds() }];

    /// <inheritdoc/>
    public override ActivityDescription Activity(ExperimentSettings settings) => new() { FromMs = settings.Number(WarmUp) };

    /// <inheritdoc/>
    public override IReadOnlyList<ReferenceValue> References(ExperimentSettings settings)
    {
        const string Source = "Brian 2.5, 3 seeds, from 5 to 10 s";
        bool isPublished = settings.Integer(Neurons) == 10000 && RandomDensity.IsPublished(settings, PublishedDensity)
            && settings.Number(Target) == 3 && settings.Number(LearningRate) == 0.01 && settings.Number(WarmUp) == 5000 && settings.DtMs == 0.1;
        return !isPublished ? [] :
        [
            .. ReferenceValue.OfActivity(Excitatory, Source, (9.44, 1.2), (0.951, 0.06), (0.0043, 0.003)),
            .. ReferenceValue.OfActivity(Inhibitory, Source, (8.91, 0.6), (0.892, 0.06), (0.0015, 0.003)),
        ];
    }

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, JsonNode> Analyze(NetworkDescription network, RunObservations observations)
    {
        double final = observations.Last("mean-weight", Plastic) / UsPerNs;
        return double.IsFinite(final)
            ? new Dictionary<string, JsonNode> { ["meanInhibitoryWeightNs"] = final }
            : new Dictionary<string, JsonNode>();
    }

    private static PopulationDescription Population(string name, int size) => new()
    {
        Name = name,
        Size = size,
        Model = new ConductanceLifDescription
        {
            CapacitanceNf = 0.2,
            LeakConductanceUs = 0.01,
            RestingPotentialMv = -60,
            ResetPotentialMv = -60,
            ThresholdMv = -50,
            RefractoryPeriodMs = 5,
            BiasCurrentNa = BackgroundNa,
            InitialPotentialMv = new InitialValue.Uniform(-60, -50),
        },
        Receptors =
        [
            new(Excitatory, new ExponentialConductanceDescription { TimeConstantMs = 5, ReversalPotentialMv = 0, WithinStep = ActsWithinStep.Mean }),
            new(Inhibitory, new ExponentialConductanceDescription { TimeConstantMs = 10, ReversalPotentialMv = -80, WithinStep = ActsWithinStep.Mean }),
        ],
    };
}
