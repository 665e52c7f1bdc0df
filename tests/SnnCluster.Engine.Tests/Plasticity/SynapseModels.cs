using SnnCluster.Model.Networks;
using SnnCluster.Model.Plasticity;

namespace SnnCluster.Engine.Tests.Plasticity;

/// <summary>All synapse models that there are, with weights from 0 to 1 and times of some steps of 1 ms.</summary>
internal static class SynapseModels
{
    public const string Modulator = "dopamine";

    private static readonly PowerLawStdpDescription PowerLaw = new()
    {
        LearningRate = 0.05,
        Asymmetry = 1.1,
        PotentiationExponent = 0.4,
        DepressionExponent = 0.3,
        MaximumWeight = 1,
        SourceTimeConstantMs = 17,
        TargetTimeConstantMs = 41,
    };

    private static readonly TripletStdpDescription Triplet = new()
    {
        PairPotentiation = 0.005,
        TripletPotentiation = 0.01,
        PairDepression = 0.008,
        TripletDepression = 0.002,
    };

    private static readonly DopamineStdpDescription Dopamine = new()
    {
        Potentiation = 0.1,
        Depression = 0.09,
        Baseline = 0.001,
        EligibilityTimeConstantMs = 60,
        ModulatorTimeConstantMs = 30,
        MaximumWeight = 1,
    };

    public static IReadOnlyDictionary<string, SynapseDescription> All { get; } = new Dictionary<string, SynapseDescription>
    {
        ["static"] = new StaticSynapseDescription(),
        ["pair STDP"] = new PairStdpDescription { Potentiation = 0.031, Depression = 0.027, MaximumWeight = 1 },
        ["power law"] = PowerLaw,
        ["power law, source first"] = PowerLaw with { SameStep = SameStep.SourceFirst },
        ["power law, mutual"] = PowerLaw with { SameStep = SameStep.Mutual, NearestNeighbours = true },
        ["power law of potentiation"] = new PowerLawPotentiationStdpDescription
        {
            LearningRate = 0.02,
            Asymmetry = 3,
            LargestWeight = 40,
        },
        ["pre-centred"] = new PreCentredStdpDescription { LearningRate = 0.05, MaximumWeight = 1 },
        ["restricted"] = new RestrictedStdpDescription { LearningRate = 0.05, MaximumWeight = 1 },
        ["triplet"] = Triplet,
        ["triplet, source first"] = Triplet with { SameStep = SameStep.SourceFirst },
        ["triplet, mutual, nearest"] = Triplet with { SameStep = SameStep.Mutual, NearestNeighbours = true },
        ["inhibitory"] = new InhibitoryStdpDescription { LearningRate = 0.02, NegativeWeights = false },
        ["inhibitory, source first"] = new InhibitoryStdpDescription
        {
            LearningRate = 0.02,
            NegativeWeights = false,
            SameStep = SameStep.SourceFirst,
        },
        ["tsodyks"] = new TsodyksDescription { RecoveryTimeConstantMs = 50, FacilitationTimeConstantMs = 30 },
        ["tsodyks2"] = new Tsodyks2Description { RecoveryTimeConstantMs = 50, FacilitationTimeConstantMs = 30 },
        ["tsodyks2 of each synapse"] = new Tsodyks2PerSynapseDescription
        {
            RecoveryRate = 0.02,
            FacilitationRate = 0.03,
        },
        ["tsodyks2 and triplet"] = new Tsodyks2Description { RecoveryTimeConstantMs = 50, LongTerm = Triplet },
        ["tsodyks and dopamine"] = new TsodyksDescription { RecoveryTimeConstantMs = 50, LongTerm = Dopamine },
        ["dopamine"] = Dopamine,
        ["reward"] = new RewardStdpDescription { Potentiation = 0.1, Depression = 0.12 },
    };

    public static Xunit.TheoryData<string> Names => [.. All.Keys];

    /// <summary>A projection with a model, and a network with the modulator if the model needs it, released by the sources.</summary>
    public static NetworkDescription With(this NetworkDescription network, string model) => network.With(All[model]);

    /// <inheritdoc cref="With(NetworkDescription, string)"/>
    public static NetworkDescription With(this NetworkDescription network, SynapseDescription synapse)
    {
        bool isModulated = SynapseLayout.Of(synapse.CreateModel(1)).Traits.HasFlag(SynapseTraits.Modulated);
        return network with
        {
            Projections =
            [
                network.Projections[0] with { Synapse = synapse, Modulator = isModulated ? Modulator : null },
                .. network.Projections.Skip(1),
            ],
            Modulators =
            [
                .. network.Modulators,
                .. isModulated
                    ? [
                        new ModulatorDescription
                        {
                            Name = Modulator,
                            Source = network.Projections[0].Source,
                            AmountPerSpike = 0.02,
                            TimeConstantMs = 30,
                            DelayMs = 3 * network.DtMs,
                        },
                    ]
                    : Array.Empty<ModulatorDescription>(),
            ],
        };
    }
}
