using SnnCluster.Model.Neurons;
using SnnCluster.Model.Synapses;

namespace SnnCluster.Engine.Tests.Neurons;

/// <summary>Models of ours with the parameters of the reference runs.</summary>
internal static class ReferenceCases
{
    private static readonly LifDescription Lif = new()
    {
        CapacitanceNf = 0.25,
        MembraneTimeConstantMs = 10,
        RefractoryPeriodMs = 2,
        RestingPotentialMv = -70,
        ThresholdMv = -55,
        ResetPotentialMv = -70,
    };

    private static readonly ConductanceLifDescription ConductanceLif = new() { LeakConductanceUs = 0.0166667 };

    /// <summary>Linear membranes with delta synapses or currents.</summary>
    public static ReferenceCase[] Linear { get; } =
    [
        new("iaf_psc_delta", Lif, (new DeltaDescription(), 3), (new DeltaDescription(), -2), 0.45),
        new("iaf_psc_exp", Lif, (Exponential(2), 0.6), (Exponential(4), -0.4), 0.45),
        new(
            "iaf_psc_exp_pd14",
            Lif with { RestingPotentialMv = -65, ThresholdMv = -50, ResetPotentialMv = -65, InitialPotentialMv = -58 },
            (Exponential(0.5), 0.7024),
            (Exponential(0.5), -1.4048),
            0.45),
        new("iaf_psc_alpha", Lif, (Alpha(1.5), 0.4), (Alpha(3), -0.25), 0.45),
    ];

    /// <summary>Leaky membranes with conductances.</summary>
    public static ReferenceCase[] Conductance { get; } =
    [
        new("iaf_cond_exp", ConductanceLif, (ExponentialConductance(2, 0), 0.008), (ExponentialConductance(6, -85), 0.01), 0.35),
        new("iaf_cond_alpha", ConductanceLif, (AlphaConductance(1.5, 0), 0.008), (AlphaConductance(3, -85), 0.01), 0.35),
        new("iaf_cond_beta", ConductanceLif, (Beta(0.5, 3, 0), 0.008), (Beta(1, 8, -85), 0.01), 0.35),
    ];

    private static ExponentialCurrentDescription Exponential(double timeConstantMs) =>
        new() { TimeConstantMs = timeConstantMs, WithinStep = ActsWithinStep.ByMembrane };

    private static AlphaCurrentDescription Alpha(double timeConstantMs) => new() { TimeConstantMs = timeConstantMs };

    private static ExponentialConductanceDescription ExponentialConductance(double timeConstantMs, double reversalMv) => new()
    {
        TimeConstantMs = timeConstantMs,
        ReversalPotentialMv = reversalMv,
        WithinStep = ActsWithinStep.ByMembrane,
    };

    private static AlphaConductanceDescription AlphaConductance(double timeConstantMs, double reversalMv) =>
        new() { TimeConstantMs = timeConstantMs, ReversalPotentialMv = reversalMv };

    private static BetaConductanceDescription Beta(double riseMs, double decayMs, double reversalMv) => new()
    {
        RiseTimeConstantMs = riseMs,
        DecayTimeConstantMs = decayMs,
        ReversalPotentialMv = reversalMv,
    };
}
