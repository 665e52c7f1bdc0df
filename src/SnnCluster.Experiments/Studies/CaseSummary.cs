namespace SnnCluster.Experiments.Studies;

/// <summary>
/// A case of a study over its repetitions: a row of summary.csv and summary.parquet. What is not told as something else
/// is the median over the runs; phases are the medians of their shares, scaled to add up to the time of the simulation.
/// </summary>
/// <param name="Case">Name of the case.</param>
/// <param name="Size">The parameter that the experiment declares as its size; NaN without one.</param>
/// <param name="Partitions">Number of partitions.</param>
/// <param name="Neurons">Neurons.</param>
/// <param name="Synapses">Synapses at the end.</param>
/// <param name="Runs">Runs that were measured.</param>
/// <param name="SimulatedMs">Simulated time of a run [ms].</param>
/// <param name="BuildSeconds">Time to build the network [s].</param>
/// <param name="LoopSeconds">Time to simulate it [s].</param>
/// <param name="RealTimeFactor">Wall seconds per simulated second.</param>
/// <param name="RealTimeFactorMinimum">The smallest.</param>
/// <param name="RealTimeFactorLowerQuartile">A quarter of the runs are below.</param>
/// <param name="RealTimeFactorUpperQuartile">A quarter of the runs are above.</param>
/// <param name="RealTimeFactorMaximum">The largest.</param>
/// <param name="DeliverSeconds">Of the simulation: spikes reach their synapses [s].</param>
/// <param name="UpdateSeconds">Of the simulation: neurons advance [s].</param>
/// <param name="RewireSeconds">Of the simulation: wiring changes [s].</param>
/// <param name="ExchangeSeconds">Of the simulation: spikes go to other partitions [s].</param>
/// <param name="RecordSeconds">Of the simulation: recording [s].</param>
/// <param name="EventsPerSimulatedSecond">Synaptic events per simulated second.</param>
/// <param name="EventsPerSecond">Synaptic events per wall second.</param>
/// <param name="SpikesPerStep">Spikes of all neurons in a step.</param>
/// <param name="MicrosecondsPerNeuron">Wall time per neuron and simulated second [us].</param>
/// <param name="SpeedUp">
/// Throughput (neurons times simulated time per wall time) over that of the case with the fewest partitions: median over
/// the repetitions, each against the run of the same seed and round. NaN where the study compares no partitions.
/// </param>
/// <param name="SpeedUpMinimum">The smallest.</param>
/// <param name="SpeedUpMaximum">The largest.</param>
/// <param name="Efficiency">Speed-up over the ideal one, the ratio of the numbers of partitions.</param>
/// <param name="BytesSentPerSimulatedSecond">Bytes of spikes that the busiest node sent to the node that it sent most to in a simulated second; 0 within one process.</param>
/// <param name="PeakMemoryBytes">Most memory that the process held in any of the runs [bytes].</param>
/// <param name="BytesPerSynapse">The same for each synapse at the end, all else included [bytes].</param>
/// <param name="EnergyJoules">Energy of a run, building included [J]; NaN where the machine does not tell.</param>
/// <param name="Simulator">What ran it: snncluster, or a simulator beside it.</param>
public readonly record struct CaseSummary(
    string Case,
    double Size,
    int Partitions,
    long Neurons,
    double Synapses,
    int Runs,
    double SimulatedMs,
    double BuildSeconds,
    double LoopSeconds,
    double RealTimeFactor,
    double RealTimeFactorMinimum,
    double RealTimeFactorLowerQuartile,
    double RealTimeFactorUpperQuartile,
    double RealTimeFactorMaximum,
    double DeliverSeconds,
    double UpdateSeconds,
    double RewireSeconds,
    double ExchangeSeconds,
    double RecordSeconds,
    double EventsPerSimulatedSecond,
    double EventsPerSecond,
    double SpikesPerStep,
    double MicrosecondsPerNeuron,
    double SpeedUp,
    double SpeedUpMinimum,
    double SpeedUpMaximum,
    double Efficiency,
    double BytesSentPerSimulatedSecond,
    long PeakMemoryBytes,
    double BytesPerSynapse,
    double EnergyJoules,
    string Simulator)
{
    /// <summary>Whether it is a case of this simulator.</summary>
    internal bool IsOurs => Simulator == StudyMeasurement.Ours;
}
