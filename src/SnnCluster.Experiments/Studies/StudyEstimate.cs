using SnnCluster.Experiments.Results;

namespace SnnCluster.Experiments.Studies;

/// <summary>How long the rest of a study will take: each case as long as it took before, or in proportion to its synapses as long as others did.</summary>
internal sealed class StudyEstimate(StudyPlan plan)
{
    private readonly Dictionary<string, double> _seconds = [];
    private double _perUnit = double.NaN;

    /// <summary>Takes a run into account.</summary>
    /// <param name="studyCase">Its case.</param>
    /// <param name="seconds">How long it took [s].</param>
    public void Add(StudyCase studyCase, double seconds)
    {
        _seconds[studyCase.Name] = seconds;
        _perUnit = seconds / Units(studyCase);
    }

    /// <summary>Takes the short run before all others into account.</summary>
    /// <param name="studyCase">Its case.</param>
    /// <param name="summary">What it gave.</param>
    public void AddWarmUp(StudyCase studyCase, RunSummary summary) =>
        _perUnit = (summary.BuildSeconds + (summary.LoopSeconds * plan.DurationMs / summary.SimulatedMs)) / Units(studyCase);

    /// <summary>Seconds that some cases will take; not a number before anything was run.</summary>
    public double Of(IEnumerable<StudyCase> cases) => cases.Sum(
        studyCase => _seconds.TryGetValue(studyCase.Name, out double seconds) ? seconds : _perUnit * Units(studyCase));

    // A neuron costs about what a hundred synapses do.
    private static double Units(StudyCase studyCase) => studyCase.Synapses + (100.0 * studyCase.Neurons);
}
