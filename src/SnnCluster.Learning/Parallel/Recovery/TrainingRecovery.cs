using SnnCluster.Learning.Training;

namespace SnnCluster.Learning.Parallel.Recovery;

/// <summary>A loss of workers that a training went on after. A step is one of the optimiser: one batch.</summary>
/// <param name="Time">When the loss was seen, as UTC.</param>
/// <param name="Reason">What was lost, and how that was seen.</param>
/// <param name="LostAtStep">Steps that were made until then.</param>
/// <param name="ResumedAtStep">Steps of the state that the training went on from.</param>
/// <param name="Seconds">Time from the loss until there were workers again [s].</param>
public sealed record TrainingRecovery(DateTime Time, string Reason, long LostAtStep, long ResumedAtStep, double Seconds)
{
    /// <summary>Batches that are learnt once more.</summary>
    public long BatchesRepeated => LostAtStep - ResumedAtStep;
}

/// <summary>Is told of losses, in the thread that trains.</summary>
public interface ITrainingRecoveryObserver
{
    /// <summary>Workers were lost; others are looked for.</summary>
    void OnLost(WorkersLostException lost);

    /// <summary>Others were found, and the training goes on.</summary>
    /// <param name="recovery">What was lost, and from where it goes on.</param>
    /// <param name="workers">Workers that there are now.</param>
    void OnRecovered(TrainingRecovery recovery, int workers);
}
