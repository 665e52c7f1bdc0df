using SnnCluster.Engine.Recording;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Running;

/// <summary>
/// Intervals of sampling and recording. What a user gives is a whole number of steps or refused; what nobody gave is chosen in
/// steps, so that it fits any step and any duration.
/// </summary>
internal static class RunIntervals
{
    private const double UsualStateIntervalMs = 1;

    /// <summary>When a run is sampled, without its state variables; findings go to <paramref name="errors"/>.</summary>
    /// <param name="options">What the user said.</param>
    /// <param name="steps">Steps of the run; 0 where its duration was refused.</param>
    /// <param name="dtMs">Length of a step [ms].</param>
    /// <param name="errors">Takes what is wrong.</param>
    public static SamplingPlan Check(RunOptions options, int steps, double dtMs, ValidationErrors errors)
    {
        int? stateSteps = Given("--record-interval-ms", options.StateIntervalMs, dtMs, errors);
        int? sampleSteps = Given("--sample-interval-ms", options.SampleIntervalMs, dtMs, errors);
        if (stateSteps > steps && steps > 0)
        {
            errors.Add($"{LongerThanRun("--record-interval-ms", options.StateIntervalMs, steps, dtMs)}: nothing would be recorded");
        }

        if (sampleSteps > steps && steps > 0)
        {
            errors.Add($"{LongerThanRun("--sample-interval-ms", options.SampleIntervalMs, steps, dtMs)}: nothing would be sampled between");
        }

        var plan = new SamplingPlan
        {
            SampleSteps = sampleSteps ?? 0,
            SamplesConnectivity = options.KeepsConnectivity,
            StateSteps = stateSteps ?? UsualStateSteps(steps, dtMs),
            RecordsSpikes = options.Record.Contains(RunPlan.Spikes),
        };

        // Nothing but the start and the end is sampled where nothing is written.
        return options is { OutputDirectory: null, IsDetached: false } ? plan with { SampleSteps = 0 }
            : sampleSteps is null && steps > 0 ? plan.WithEvenSamples(steps)
            : plan;
    }

    private static string LongerThanRun(string option, double? intervalMs, int steps, double dtMs) =>
        $"{option} {ValidationErrors.Text(intervalMs ?? 0)} ms is longer than the run, {ValidationErrors.Text(StepTime.Ms(steps, dtMs))} ms";

    private static int? Given(string option, double? intervalMs, double dtMs, ValidationErrors errors) =>
        intervalMs is double given ? errors.Steps(option, given, dtMs, atLeast: 1) : null;

    private static int UsualStateSteps(int steps, double dtMs) => dtMs > 0
        ? (int)Math.Clamp(Math.Floor((UsualStateIntervalMs / dtMs) + 1e-6), 1, Math.Max(1, steps))
        : 1;
}
