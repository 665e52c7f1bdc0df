namespace SnnCluster.Experiments.TopographicMap;

/// <summary>
/// The parameters of the topographic map; defaults are those of Knight, Senk and Nowotny (2025), after Bamford (2010)
/// and Bogdan (2018).
/// </summary>
internal static class TopographicMapParameters
{
    public const string Scale = "scale";
    public const string DelayMs = "delay-ms";
    public const string Stdp = "stdp";
    public const string Rewiring = "rewiring";
    public const string UncorrelatedInput = "uncorrelated-input";
    public const string ReferenceQuirks = "reference-quirks";
    public const string UncorrelatedRate = "uncorrelated-rate-hz";
    public const string BaseRate = "base-rate-hz";
    public const string PeakRate = "peak-rate-hz";
    public const string StimulusSigma = "stimulus-sigma";
    public const string StimulusPeriod = "stimulus-period-ms";
    public const string Weight = "weight";
    public const string FeedForwardProbability = "feed-forward-probability";
    public const string FeedForwardSigma = "feed-forward-sigma";
    public const string LateralProbability = "lateral-probability";
    public const string LateralSigma = "lateral-sigma";
    public const string Potentiation = "potentiation";
    public const string DepressionRatio = "depression-ratio";
    public const string SourceTime = "stdp-source-time-ms";
    public const string TargetTime = "stdp-target-time-ms";
    public const string RewiringInterval = "rewiring-interval-ms";
    public const string Attempts = "rewiring-attempts";
    public const string WeakElimination = "weak-elimination-probability";
    public const string StrongElimination = "strong-elimination-probability";
    public const string WeightThreshold = "elimination-weight-threshold";

    public static IReadOnlyList<Parameter> All { get; } =
    [
        new(Scale, "", 1L, "side of both layers in tiles of 16 neurons: (16·scale)² neurons each", Minimum: 1, Maximum: 2048),
        new(DelayMs, "ms", 0.0, "axonal delay of both projections; 0 stands for one step", Minimum: 0) { IsWholeSteps = true },
        new(Stdp, "", true, "whether spike timing changes weights"),
        new(Rewiring, "", true, "whether synapses are formed and eliminated"),
        new(UncorrelatedInput, "", false, "all sources fire at a constant rate instead of following a stimulus"),
        new(ReferenceQuirks, "", false, "reproduce three things that the reference implementation does: stimulus locations from 0 to 14, rate 0 in the first period, a refractory time of one step more"),
        new(UncorrelatedRate, "Hz", 20.0, "rate of all sources with uncorrelated input", Minimum: 0),
        new(BaseRate, "Hz", 5.0, "rate of sources far from the stimulus", Minimum: 0),
        new(PeakRate, "Hz", 152.8, "what a source at the stimulus adds to the base rate", Minimum: 0),
        new(StimulusSigma, "grid positions", 2.0, "width of the stimulus", Minimum: 0, ExcludesMinimum: true),
        new(StimulusPeriod, "ms", 20.0, "time between two stimulus locations", Minimum: 0, ExcludesMinimum: true),
        new(Weight, "uS", 0.2, "weight at the start and of new synapses; the largest weight", Minimum: 0),
        new(FeedForwardProbability, "", 0.16, "probability of a feed-forward synapse at distance 0, initial and forming", Minimum: 0, Maximum: 1),
        new(FeedForwardSigma, "grid positions", 2.5, "width of the feed-forward profile", Minimum: 0, ExcludesMinimum: true),
        new(LateralProbability, "", 1.0, "probability of a lateral synapse at distance 0, initial and forming", Minimum: 0, Maximum: 1),
        new(LateralSigma, "grid positions", 1.0, "width of the lateral profile", Minimum: 0, ExcludesMinimum: true),
        new(Potentiation, "", 0.1, "A+ of STDP, as a share of the largest weight", Minimum: 0),
        new(DepressionRatio, "", 1.2, "area under the depression window divided by that under the potentiation window", Minimum: 0),
        new(SourceTime, "ms", 20.0, "time constant of the source trace of STDP", Minimum: 0, ExcludesMinimum: true),
        new(TargetTime, "ms", 64.0, "time constant of the target trace of STDP", Minimum: 0, ExcludesMinimum: true),
        new(RewiringInterval, "ms", 1.0, "time between two updates of the wiring", Minimum: 0, ExcludesMinimum: true),
        new(Attempts, "", 10L, "rewiring attempts per update and projection, times scale²", Minimum: 0, Maximum: 1e9),
        new(WeakElimination, "", 0.0245 * 50, "probability that an attempt eliminates a synapse below the weight threshold; above 1 acts as 1", Minimum: 0),
        new(StrongElimination, "", 0.000136 * 50, "probability that an attempt eliminates another synapse; above 1 acts as 1", Minimum: 0),
        new(WeightThreshold, "uS", 0.1, "the weight that separates weak synapses from strong ones"),
    ];
}
