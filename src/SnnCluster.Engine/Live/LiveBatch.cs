namespace SnnCluster.Engine.Live;

/// <summary>What one partition saw of some steps that follow each other.</summary>
/// <param name="Number">Number of the batch, which goes up.</param>
/// <param name="FirstStep">The first of its steps.</param>
/// <param name="EndStep">The step after the last one.</param>
/// <param name="SpikeCounts">Spikes of all its neurons, by population that is shown.</param>
/// <param name="Spikes">Spikes of the neurons that are shown, by step: step, population and neuron of each, one after the other.</param>
/// <param name="IsCut">Whether there were more than are kept, so that the later ones are missing.</param>
public sealed record LiveBatch(
    long Number, int FirstStep, int EndStep, IReadOnlyList<long> SpikeCounts, IReadOnlyList<int> Spikes, bool IsCut);

/// <summary>The synapses of a projection in one partition.</summary>
/// <param name="Number">Number of this look at them, which goes up.</param>
/// <param name="Projection">Number of the projection.</param>
/// <param name="Step">Steps done.</param>
/// <param name="Count">How many there are.</param>
/// <param name="Weights">Their weights as counted in the last pass over them; null before the first.</param>
public sealed record LiveSynapses(long Number, int Projection, int Step, long Count, LiveWeights? Weights);
