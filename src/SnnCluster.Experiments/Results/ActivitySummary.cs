namespace SnnCluster.Experiments.Results;

/// <summary>What a summary says of the spikes of populations, by name; not a number where there were too few spikes, or the run was too short.</summary>
/// <param name="FromMs">Time at the begin of the run that is left out [ms].</param>
/// <param name="CvIsi">Mean coefficient of variation of inter-spike intervals.</param>
/// <param name="PairwiseCorrelation">Mean correlation of the spike counts of two neurons.</param>
public sealed record ActivitySummary(
    double FromMs,
    IReadOnlyDictionary<string, double> CvIsi,
    IReadOnlyDictionary<string, double> PairwiseCorrelation);
