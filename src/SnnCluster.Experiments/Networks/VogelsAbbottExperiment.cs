using SnnCluster.Model.Connectivity;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;
using SnnCluster.Model.Synapses;

namespace SnnCluster.Experiments.Networks;

/// <summary>
/// The network of Vogels and Abbott (Journal of Neuroscience 25, 10786-10795, 2005), which keeps itself going without input, with conductances or with
/// currents: benchmarks 1 and 2 of Brette et al. (Journal of Computational Neuroscience 23, 349-398, 2007).
/// </summary>
public sealed class VogelsAbbottExperiment : Experiment
{
    private const string Neurons = "neurons";
    private const string Synapses = "synapses";
    private const string Conductances = "coba";
    private const string Currents = "cuba";
    private const double PublishedDensity = 0.02;
    private const string WarmUp = "warm-up-ms";
    private const string Excitatory = "e";
    private const string Inhibitory = "i";
    private const double DelayMs = 0.1;

    /// <inheritdoc/>
    public override string Name => "vogels-abbott";

    /// <inheritdoc/>
    public override string Description => "self-sustained network with conductances or currents (Vogels & Abbott 2005; Brette et al. 2007)";

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters { get; } =
    [
        new(Neurons, "", 4000L, "neurons, four fifths of them excitatory", Minimum: 10, Maximum: 1e9),
        new(Synapses, "", Conductances, "conductances, or currents") { Choices = [Conductances, Currents] },
        .. RandomDensity.Parameters(PublishedDensity),
        new(WarmUp, "ms", 300.0, "time at the begin that statistics leave out", Minimum: 0) { IsWholeSteps = true },
    ];

    /// <inheritdoc/>
    public override double DefaultDurationMs => 1300;

    /// <inheritdoc/>
    public override NetworkSize Size { get; } = new(Neurons, [2000, 4000, 8000, 16000]);

    /// <inheritdoc/>
    public override double EstimateNeurons(ExperimentSettings settings) => settings.Number(Neurons);

    /// <inheritdoc/>
    public override NetworkDescription Describe(ExperimentSettings settings)
    {
        int neurons = (int)settings.Integer(Neurons);
        int excitatory = neurons * 4 / 5;
        double density = RandomDensity.Of(settings, neurons);

        // In uS, or in nA: with a membrane of 1 GOhm, 1 pA drives by 1 mV.
        bool hasConductances = settings.Word(Synapses) == Conductances;
        (double fromExcitatory, double fromInhibitory) = hasConductances ? (0.006, 0.067) : (0.00162, -0.009);
        return new NetworkDescription
        {
            DtMs = settings.DtMs,
            Seed = settings.Seed,
            Populations =
            [
                Population(Excitatory, excitatory, hasConductances),
                Population(Inhibitory, neurons - excitatory, hasConductances),
            ],
            Projections =
            [
                .. new[] { Excitatory, Inhibitory }.SelectMany(target => new[]
                {
                    Projection(Excitatory, target, density, fromExcitatory),
                    Projection(Inhibitory, target, density, fromInhibitory),
                }),
            ],
        };
    }

    /// <inheritdoc/>
    public override ActivityDescription Activity(ExperimentSettings settings) => new() { FromMs = settings.Number(WarmUp) };

    /// <inheritdoc/>
    public override IReadOnlyList<ReferenceValue> References(ExperimentSettings settings)
    {
        if (settings.Integer(Neurons) != 4000 || !RandomDensity.IsPublished(settings, PublishedDensity) || settings.DtMs != 0.1)
        {
            return [];
        }

        const string FiveSeeds = "NEST 3.10, 5 seeds";
        const string EightSeeds = "Brian 2.5, 8 of 10 seeds, whose activity lasted";
        return settings.Word(Synapses) == Currents
            ?
            [
                .. ReferenceValue.OfActivity(Excitatory, FiveSeeds, (5.50, 0.99), (0.523, 0.06), (0.0017, 0.003)),
                .. ReferenceValue.OfActivity(Inhibitory, FiveSeeds, (5.56, 0.56), (0.512, 0.07), (0.0013, 0.003)),
            ]
            :
            [
                .. ReferenceValue.OfActivity(Excitatory, EightSeeds, (18.7, 4.9), (1.57, 0.16), (0.0031, 0.0030)),
                .. ReferenceValue.OfActivity(Inhibitory, EightSeeds, (18.9, 2.9), (1.57, 0.19), (0.0008, 0.0030)),
            ];
    }

    private static PopulationDescription Population(string name, int size, bool hasConductances) => new()
    {
        Name = name,
        Size = size,
        Model = hasConductances
            ? new ConductanceLifDescription
            {
                CapacitanceNf = 0.2,
                LeakConductanceUs = 0.01,
                RestingPotentialMv = -60,
                ResetPotentialMv = -60,
                ThresholdMv = -50,
                RefractoryPeriodMs = 5,
                InitialPotentialMv = new InitialValue.Normal(-65, 5),
            }
            : new LifDescription
            {
                CapacitanceNf = 0.02,
                MembraneTimeConstantMs = 20,
                RestingPotentialMv = -49,
                ResetPotentialMv = -60,
                ThresholdMv = -50,
                RefractoryPeriodMs = 5,
                InitialPotentialMv = new InitialValue.Uniform(-60, -50),
            },
        Receptors = hasConductances
            ?
            [
                new(Excitatory, new ExponentialConductanceDescription { TimeConstantMs = 5, ReversalPotentialMv = 0, WithinStep = ActsWithinStep.Mean }),
                new(Inhibitory, new ExponentialConductanceDescription { TimeConstantMs = 10, ReversalPotentialMv = -80, WithinStep = ActsWithinStep.Mean }),
            ]
            :
            [
                new(Excitatory, new ExponentialCurrentDescription { TimeConstantMs = 5 }),
                new(Inhibitory, new ExponentialCurrentDescription { TimeConstantMs = 10 }),
            ],
        InitialState = !hasConductances ? new Dictionary<string, InitialValue>() : new()
        {
            // Without them activity does not start.
            [$"{Excitatory}.Conductance"] = new InitialValue.ClippedNormal(0.04, 0.015, 0, 1),
            [$"{Inhibitory}.Conductance"] = new InitialValue.ClippedNormal(0.2, 0.12, 0, 2),
        },
    };

    private static ProjectionDescription Projection(string source, string target, double density, double weight) => new()
    {
        Name = $"{source}-{target}",
        Source = source,
        Target = target,
        Receptor = source,
        Connectivity = new FixedProbability(density),
        AllowAutapses = false,
        Weight = weight,
        DelayMs = DelayMs,
    };
}
