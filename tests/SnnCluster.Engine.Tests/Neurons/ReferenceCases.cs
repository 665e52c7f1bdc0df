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

    /// <summary>Linear membranes whose threshold or reset adapts.</summary>
    public static ReferenceCase[] Adapting { get; } =
    [
        new(
            "amat2_psc_exp",
            new Mat2Description
            {
                CapacitanceNf = 0.2,
                LeakConductanceUs = 0.02,
                ThresholdMv = -65,
                FastJumpMv = 10,
                SlowJumpMv = 0,
            },
            (Exponential(1), 0.6),
            (Exponential(3), -0.4),
            0.45),
        new("glif3_psc", new GlifDescription(), (Alpha(2), 0.25), (Alpha(4), -0.2), 0.3),
        new("glif5_psc", new GlifDescription { Level = 5 }, (Alpha(2), 0.25), (Alpha(4), -0.2), 0.3),
    ];

    /// <summary>Izhikevich's neuron in both schemes.</summary>
    public static ReferenceCase[] Izhikevich { get; } =
    [
        new(
            "izhikevich",
            new IzhikevichDescription { Scheme = IzhikevichScheme.Euler, InitialPotentialMv = -70 },
            (new DeltaDescription(), 5),
            (new DeltaDescription(), -4),
            10),
        new(
            "izhikevich_2003scheme_1ms",
            new IzhikevichDescription { InitialPotentialMv = -70 },
            (new CurrentPulseDescription(), 5),
            (new CurrentPulseDescription(), -4),
            10)
        {
            DtMs = 1,
        },
    ];

    /// <summary>Neurons with an upswing of their own.</summary>
    public static ReferenceCase[] NonLinear { get; } =
    [
        new("aeif_cond_exp", AdEx, (ExponentialConductance(2, 0), 0.012), (ExponentialConductance(6, -85), 0.015), 0.8),
        new("aeif_cond_alpha", AdEx, (AlphaConductance(1.5, 0), 0.012), (AlphaConductance(3, -85), 0.015), 0.8),
        new("hh_psc_alpha", new HodgkinHuxleyDescription(), (Alpha(0.2), 0.3), (Alpha(2), -0.25), 0.65),
        new(
            "hh_cond_exp_traub",
            new TraubMilesDescription { InitialM = 9.8956e-9, InitialH = 0.999999999106, InitialN = 2.5516e-7 },
            (ExponentialConductance(5, 0), 0.012),
            (ExponentialConductance(10, -80), 0.02),
            0.4),
    ];

    /// <summary>The same neurons as equations.</summary>
    public static ReferenceCase[] AsText { get; } =
    [
        new("iaf_psc_exp", TextModels.Lif, (Exponential(2), 0.6), (Exponential(4), -0.4), 0.45),
        new("iaf_cond_exp", TextModels.ConductanceLif, (ExponentialConductance(2, 0), 0.008), (ExponentialConductance(6, -85), 0.01), 0.35),
        new("aeif_cond_exp", TextModels.AdEx, (ExponentialConductance(2, 0), 0.012), (ExponentialConductance(6, -85), 0.015), 0.8),
    ];

    private static AdExDescription AdEx => new() { ResetPotentialMv = -60, RefractoryPeriodMs = 2, Substeps = 20 };

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
