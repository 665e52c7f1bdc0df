using SnnCluster.Experiments.Results;

namespace SnnCluster.Experiments.Studies;

/// <summary>A run of a study: a row of measurements.csv and measurements.parquet.</summary>
/// <param name="Case">Name of the case.</param>
/// <param name="Repetition">Number of the repetition, from 1.</param>
/// <param name="Seed">Seed of all random numbers.</param>
/// <param name="Order">Number of the run in the order of time, from 1.</param>
/// <param name="StartSeconds">When it began, since the first run began [s].</param>
/// <param name="Size">The parameter that the experiment declares as its size; NaN without one.</param>
/// <param name="Partitions">Number of partitions.</param>
/// <param name="Device">Devices that held them.</param>
/// <param name="Neurons">Neurons.</param>
/// <param name="Synapses">Synapses at the end.</param>
/// <param name="SimulatedMs">Simulated time [ms].</param>
/// <param name="BuildSeconds">Time to build the network [s].</param>
/// <param name="LoopSeconds">Time to simulate it [s].</param>
/// <param name="RealTimeFactor">Wall seconds per simulated second.</param>
/// <param name="DeliverSeconds">Of the simulation: spikes reach their synapses [s].</param>
/// <param name="UpdateSeconds">Of the simulation: neurons advance [s].</param>
/// <param name="RewireSeconds">Of the simulation: wiring changes [s].</param>
/// <param name="ExchangeSeconds">Of the simulation: spikes go to other partitions [s].</param>
/// <param name="RecordSeconds">Of the simulation: recording [s].</param>
/// <param name="Spikes">Spikes of all neurons.</param>
/// <param name="SynapticEvents">Spikes delivered, once per synapse.</param>
/// <param name="BytesSent">Bytes of spikes that the busiest node sent to the node that it sent most to; 0 within one process.</param>
/// <param name="PeakMemoryBytes">Most memory that the process held, in this run where the system can tell [bytes].</param>
/// <param name="Digest">Digest of neurons and synapses at the end; empty for another simulator.</param>
/// <param name="EnergyJoules">Energy of the run, building included [J]; NaN where the machine does not tell.</param>
/// <param name="Simulator">What ran it: snncluster, or a simulator beside it.</param>
public readonly record struct StudyMeasurement(
    string Case,
    int Repetition,
    long Seed,
    int Order,
    double StartSeconds,
    double Size,
    int Partitions,
    string Device,
    long Neurons,
    long Synapses,
    double SimulatedMs,
    double BuildSeconds,
    double LoopSeconds,
    double RealTimeFactor,
    double DeliverSeconds,
    double UpdateSeconds,
    double RewireSeconds,
    double ExchangeSeconds,
    double RecordSeconds,
    long Spikes,
    long SynapticEvents,
    long BytesSent,
    long PeakMemoryBytes,
    string Digest,
    double EnergyJoules,
    string Simulator)
{
    /// <summary>The name of this simulator.</summary>
    public const string Ours = "snncluster";

    /// <summary>Whether it is a run of this simulator.</summary>
    internal bool IsOurs => Simulator == Ours;

    /// <summary>The measurement that a run gives.</summary>
    internal static StudyMeasurement Of(
        StudyCase studyCase, RunSummary summary, int repetition, int order, double startSeconds, double energyJoules) => new(
        studyCase.Name,
        repetition,
        (long)summary.Seed,
        order,
        startSeconds,
        studyCase.Size ?? double.NaN,
        studyCase.Partitions,
        string.Join(' ', summary.Partitions.Select(partition => partition.Device).Distinct()),
        summary.Neurons,
        summary.Synapses.Values.Sum(counts => counts.Final),
        summary.SimulatedMs,
        summary.BuildSeconds,
        summary.LoopSeconds,
        summary.RealTimeFactor,
        summary.PhaseSeconds.GetValueOrDefault("deliver"),
        summary.PhaseSeconds.GetValueOrDefault("update"),
        summary.PhaseSeconds.GetValueOrDefault("rewire"),
        summary.PhaseSeconds.GetValueOrDefault("exchange"),
        summary.PhaseSeconds.GetValueOrDefault("record"),
        summary.Spikes,
        summary.SynapticEvents,
        summary.Cluster?.BytesSent ?? 0,
        summary.PeakMemoryBytes,
        summary.Digest,
        energyJoules,
        studyCase.Peer?.Name ?? Ours);
}
