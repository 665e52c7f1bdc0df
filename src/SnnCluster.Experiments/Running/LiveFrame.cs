namespace SnnCluster.Experiments.Running;

/// <summary>What has been seen of a run since the frame before.</summary>
/// <param name="DtMs">Length of a step [ms]; 0 where nothing was seen yet.</param>
/// <param name="Populations">The populations that are shown.</param>
/// <param name="PopulationsInAll">How many there are.</param>
/// <param name="Projections">Projections of which something is new; all of those that are shown in <see cref="LiveView.Whole"/>.</param>
/// <param name="ProjectionsInAll">How many projections there are.</param>
/// <param name="Watched">Steps that were watched: the first, and the step after the last, of each stretch.</param>
/// <param name="IsCut">Whether some spikes of these are missing, since there were too many.</param>
public sealed record LiveFrame(
    double DtMs,
    IReadOnlyList<LiveFramePopulation> Populations,
    int PopulationsInAll,
    IReadOnlyList<LiveFrameProjection> Projections,
    int ProjectionsInAll,
    IReadOnlyList<(int FirstStep, int EndStep)> Watched,
    bool IsCut)
{
    /// <summary>Whether nothing is new.</summary>
    public bool IsEmpty => Watched.Count == 0 && Projections.Count == 0;
}

/// <summary>A population that is shown.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Size">Its neurons.</param>
/// <param name="Every">Of this many neurons one is shown: those whose ids it divides.</param>
/// <param name="RateHz">Mean rate of all neurons in the steps that were watched [Hz]; not a number where none were.</param>
/// <param name="Spikes">Spikes of the neurons that are shown: step and neuron.</param>
public sealed record LiveFramePopulation(string Name, int Size, int Every, double RateHz, IReadOnlyList<(int Step, int Neuron)> Spikes);

/// <summary>A projection that is shown.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Name">Its name.</param>
/// <param name="Synapses">How many synapses it has.</param>
/// <param name="WeightsStep">Steps done when weights were last read, of the partition where that is longest ago; -1 where some were not.</param>
/// <param name="Weights">A histogram of them: bounds and how many; empty where some were not read yet.</param>
public sealed record LiveFrameProjection(
    int Number, string Name, long Synapses, int WeightsStep, IReadOnlyList<(double Lower, double Upper, long Count)> Weights);
