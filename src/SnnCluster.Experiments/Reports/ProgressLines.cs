using SnnCluster.Experiments.Results;
using SnnCluster.Experiments.Running;

namespace SnnCluster.Experiments.Reports;

/// <summary>Progress as plain lines: one when a phase begins, and one every few seconds of a run.</summary>
internal sealed class ProgressLines(TextWriter writer, string experiment, TimeProvider clock) : IProgress<RunProgress>
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private string _phase = "";
    private string? _runId;
    private int _ahead;
    private long _lastLine;

    public void Report(RunProgress value)
    {
        if (value.RunId is not null && value.RunId != _runId)
        {
            _runId = value.RunId;
            writer.WriteLine($"{experiment}: run {_runId}; should this client end, 'snncluster fetch {_runId}' gets its results");
        }

        bool moves = value.Phase == "wait" && value.Ahead != _ahead;
        _ahead = value.Ahead;
        if (value.Phase == _phase && !moves && (value.Phase != "run" || clock.GetElapsedTime(_lastLine) < Interval))
        {
            return;
        }

        bool begins = value.Phase != _phase;
        _phase = value.Phase;
        _lastLine = clock.GetTimestamp();
        writer.WriteLine(value.Phase switch
        {
            "run" when begins => $"{experiment}: running {NumberText.Plain(value.DurationMs)} ms",
            "run" => $"{experiment}: {100 * value.SimulatedMs / value.DurationMs:F0} %, {ProgressText.Speed(value)}",
            _ => $"{experiment}: {ProgressText.Phase(value)}",
        });
        writer.Flush();
    }
}
