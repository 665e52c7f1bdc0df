using SnnCluster.Engine.Recording;

namespace SnnCluster.Experiments.Results;

/// <summary>A synapse with the projection that it belongs to: a row of connectivity-*.parquet.</summary>
public readonly record struct ProjectionSynapse(string Projection, Synapse Synapse);

/// <summary>A row of timeseries.parquet.</summary>
/// <param name="Name">Name of the quantity, such as "synapses" or "connection-probability-3".</param>
/// <param name="Of">The projection or population.</param>
/// <param name="TimeMs">Time [ms].</param>
/// <param name="Value">Its value.</param>
public readonly record struct TimeSeriesPoint(string Name, string Of, double TimeMs, double Value);

/// <summary>A row of histograms.parquet: a bin at a time.</summary>
/// <param name="Name">Name of the quantity.</param>
/// <param name="Of">The projection or population.</param>
/// <param name="TimeMs">Time [ms].</param>
/// <param name="Lower">Lower bound, which belongs to the bin; minus infinity where all that is below the bins is counted.</param>
/// <param name="Upper">Upper bound; infinity where all that is above the bins is counted.</param>
/// <param name="Count">How many values.</param>
public readonly record struct HistogramBin(string Name, string Of, double TimeMs, double Lower, double Upper, long Count);

/// <summary>A row of rewiring.parquet: what rewiring did since the row before, at one distance.</summary>
/// <param name="Projection">Name of the projection.</param>
/// <param name="TimeMs">End of the time that is counted [ms].</param>
/// <param name="Formed">Synapses formed.</param>
/// <param name="Eliminated">Synapses eliminated.</param>
/// <param name="DistanceBin">Distance of source and target, rounded down; -1 where they have no common grid.</param>
public readonly record struct RewiringCount(string Projection, double TimeMs, long Formed, long Eliminated, int DistanceBin);

/// <summary>A row of spikes.parquet.</summary>
/// <param name="Population">Name of the population.</param>
/// <param name="Neuron">Global id.</param>
/// <param name="Step">The step in which the neuron spiked.</param>
public readonly record struct SpikeRow(string Population, int Neuron, int Step);

/// <summary>A row of states.parquet: a state variable of a neuron after a step.</summary>
/// <param name="Population">Name of the population.</param>
/// <param name="Variable">Name of the field.</param>
/// <param name="Neuron">Global id.</param>
/// <param name="Step">The step after which it was read.</param>
/// <param name="Value">Its value.</param>
public readonly record struct StateRow(string Population, string Variable, int Neuron, int Step, float Value);
