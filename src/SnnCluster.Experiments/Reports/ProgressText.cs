using SnnCluster.Experiments.Results;
using SnnCluster.Experiments.Running;

namespace SnnCluster.Experiments.Reports;

/// <summary>How far a run has come, in words.</summary>
internal static class ProgressText
{
    /// <summary>
    /// What is known of a run that goes on: its real-time factor, the time of recording where there is any, and the time that
    /// is left, that of recording included.
    /// </summary>
    public static string Speed(RunProgress progress)
    {
        if (progress.SimulatedMs <= 0 || progress.LoopSeconds <= 0)
        {
            return "";
        }

        double rtf = progress.LoopSeconds / (progress.SimulatedMs / 1000);
        double perMs = (progress.LoopSeconds + progress.RecordingSeconds) / progress.SimulatedMs;
        string left = $"{NumberText.Wait(perMs * (progress.DurationMs - progress.SimulatedMs))} left";
        return progress.RecordingSeconds > 0
            ? $"RTF {NumberText.Significant(rtf)}, recording {NumberText.Significant(progress.RecordingSeconds)} s, {left}"
            : $"RTF {NumberText.Significant(rtf)}, {left}";
    }

    /// <summary>Which place a run has that waits.</summary>
    public static string Queue(RunProgress progress) => progress.Ahead > 1
        ? $"waiting for other runs to end, {progress.Ahead} are before it"
        : "waiting for another run to end";

    /// <summary>What goes on, for a line that is drawn anew as the run goes on.</summary>
    public static string Phase(RunProgress progress) => progress.Phase switch
    {
        "wait" => Queue(progress),
        "build" => "building",
        "recover" => $"{progress.Reason ?? "interrupted"}; going on from the last checkpoint when there are nodes for it",
        "write" => "finishing",
        _ => Speed(progress),
    };
}
