using System.Diagnostics;
using SnnCluster.Experiments.Reports;
using SnnCluster.Experiments.Running;

namespace SnnCluster;

/// <summary>A line on a terminal that shows how far a run has come, and goes when it ends.</summary>
internal sealed class ProgressBar : IProgress<RunProgress>, IDisposable
{
    private const int Cells = 30;
    private const int UsualWidth = 80;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private readonly TextWriter _writer;
    private readonly string _name;
    private readonly int _width;
    private long _last;

    private ProgressBar(TextWriter writer, string name, int width)
    {
        _writer = writer;
        _name = name;
        _width = width;
    }

    /// <summary>What shows progress on standard error; null: nothing does.</summary>
    /// <param name="wanted">Whether it is wanted; null: on a terminal.</param>
    /// <param name="name">Name of the network.</param>
    public static IProgress<RunProgress>? For(bool? wanted, string name) => (wanted ?? !Console.IsErrorRedirected)
        ? Console.IsErrorRedirected
            ? new ProgressLines(Console.Error, name, TimeProvider.System)
            : new ProgressBar(Console.Error, name, Width())
        : null;

    public void Report(RunProgress value)
    {
        if (_last != 0 && value.Phase == "run" && Stopwatch.GetElapsedTime(_last) < Interval)
        {
            return;
        }

        _last = Stopwatch.GetTimestamp();
        _writer.Write('\r' + Text(_name, value, _width));
    }

    public void Dispose() => _writer.Write('\r' + new string(' ', _width) + '\r');

    /// <summary>The line, as wide as it may be.</summary>
    internal static string Text(string name, RunProgress value, int width)
    {
        double share = value.DurationMs > 0 ? Math.Clamp(value.SimulatedMs / value.DurationMs, 0, 1) : 0;
        int full = (int)(share * Cells);
        string text = $"{name} [{new string('#', full)}{new string('.', Cells - full)}] {100 * share:F0} % {ProgressText.Phase(value)}";
        return text.Length > width ? text[..width] : text.PadRight(width);
    }

    // One column is left free: a full line would begin another.
    private static int Width()
    {
        try
        {
            return Math.Max(1, (Console.WindowWidth > 0 ? Console.WindowWidth : UsualWidth) - 1);
        }
        catch (IOException)
        {
            return UsualWidth - 1;
        }
    }
}
