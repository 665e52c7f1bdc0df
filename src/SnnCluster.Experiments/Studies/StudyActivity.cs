namespace SnnCluster.Experiments.Studies;

/// <summary>What a run of a study says of the spikes of a population.</summary>
/// <param name="Case">Name of the case.</param>
/// <param name="Repetition">Number of the repetition, from 1.</param>
/// <param name="Population">Name of the population.</param>
/// <param name="MeanRateHz">Mean rate of a neuron [Hz].</param>
/// <param name="CvIsi">Mean coefficient of variation of inter-spike intervals; not a number where it is not known.</param>
/// <param name="PairwiseCorrelation">Mean correlation of the spike counts of two neurons; not a number where it is not known.</param>
public readonly record struct StudyActivity(
    string Case, int Repetition, string Population, double MeanRateHz, double CvIsi, double PairwiseCorrelation)
{
    internal static IEnumerable<StudyActivity> Of(StudyCase studyCase, Results.RunSummary summary, int repetition) =>
        summary.MeanRateHz.Select(pair => new StudyActivity(
            studyCase.Name,
            repetition,
            pair.Key,
            pair.Value,
            summary.Activity?.CvIsi.GetValueOrDefault(pair.Key, double.NaN) ?? double.NaN,
            summary.Activity?.PairwiseCorrelation.GetValueOrDefault(pair.Key, double.NaN) ?? double.NaN));
}
