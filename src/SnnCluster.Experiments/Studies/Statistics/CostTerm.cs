namespace SnnCluster.Experiments.Studies.Statistics;

/// <summary>What a step of one run cost, and what it had to do.</summary>
/// <param name="SecondsPerStep">Wall time of a step [s].</param>
/// <param name="Neurons">Neurons of the network.</param>
/// <param name="Partitions">Partitions that it was cut into.</param>
/// <param name="SpikesPerStep">Spikes of all neurons in a step.</param>
public readonly record struct CostObservation(double SecondsPerStep, double Neurons, int Partitions, double SpikesPerStep)
{
    /// <summary>Size of a spike in an exchange [bytes]: a 32-bit neuron id, before any encoding.</summary>
    public const int BytesPerSpike = 4;

    /// <summary>Neurons of a partition: its work in a step.</summary>
    public double NeuronsPerPartition => Neurons / Partitions;

    /// <summary>What a partition gets from all others in a step [bytes]: spikes that are not its own.</summary>
    public double BytesPerStep => SpikesPerStep * BytesPerSpike * (1 - (1.0 / Partitions));
}

/// <summary>A term of the cost model.</summary>
/// <param name="Name">"compute", "latency" or "bandwidth".</param>
/// <param name="Unit">What its coefficient is seconds per.</param>
/// <param name="Seconds">The coefficient [s per unit].</param>
/// <param name="StandardError">Its standard error [s per unit]; NaN without degrees of freedom.</param>
/// <param name="Lower">Lower end of its 95 % interval.</param>
/// <param name="Upper">Upper end of its 95 % interval.</param>
public sealed record CostTerm(
    string Name, string Unit, double Seconds, double StandardError, double Lower, double Upper);

/// <summary>A term that the measurements say nothing about.</summary>
/// <param name="Name">"latency" or "bandwidth".</param>
/// <param name="Reason">Why it was left out.</param>
public sealed record OmittedTerm(string Name, string Reason);

/// <summary>A value with the interval in which a new measurement lies with a chance of 95 %, if the model holds.</summary>
/// <param name="Value">The value.</param>
/// <param name="Lower">Lower end; NaN where there is no interval.</param>
/// <param name="Upper">Upper end; NaN where there is no interval.</param>
public readonly record struct Estimate(double Value, double Lower, double Upper);
