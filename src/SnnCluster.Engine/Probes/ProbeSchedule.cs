using SnnCluster.Model.Networks;

namespace SnnCluster.Engine.Probes;

/// <summary>When a probe looks, or ends the intervals that it counts in.</summary>
public abstract record ProbeSchedule
{
    /// <summary>
    /// At the run's samples (which divide it evenly unless the user says otherwise), and at the begin and at the end of the window, which are those of
    /// the run by default.
    /// </summary>
    public sealed record AtSamples : ProbeSchedule;

    /// <summary>At the begin and at the end of the window, which are those of the run by default.</summary>
    public sealed record AtEnds : ProbeSchedule;

    /// <summary>Every so often, counted from the begin of the window.</summary>
    /// <param name="IntervalMs">The interval [ms], a whole number of steps, at least one.</param>
    public sealed record Every(double IntervalMs) : ProbeSchedule;

    /// <summary>At some times.</summary>
    /// <param name="TimesMs">Times [ms], rising, whole numbers of steps; 0 is before the first step.</param>
    public sealed record At(IReadOnlyList<double> TimesMs) : ProbeSchedule;

    /// <summary>Begin of the window in which it observes [ms], a whole number of steps; 0, the start of the run, by default.</summary>
    public double FromMs { get; init; }

    /// <summary>End of the window [ms], a whole number of steps; the end of the run where null.</summary>
    public double? UntilMs { get; init; }

    /// <summary>The schedule in steps; findings go to <paramref name="errors"/>, and what comes back then is of no use.</summary>
    /// <param name="probe">What to call the probe.</param>
    /// <param name="dtMs">Length of a step [ms].</param>
    /// <param name="steps">Steps of the run.</param>
    /// <param name="samples">When the run is sampled.</param>
    /// <param name="errors">Takes what is wrong.</param>
    public ProbeTimes ToSteps(string probe, double dtMs, int steps, SampleTimes samples, ValidationErrors errors)
    {
        string run = $"the run, {ValidationErrors.Text(StepTime.Ms(steps, dtMs))} ms";
        int from = errors.Steps($"{probe} begin of its window", FromMs, dtMs, atLeast: 0);
        int until = UntilMs is double untilMs ? errors.Steps($"{probe} end of its window", untilMs, dtMs, atLeast: 0) : int.MaxValue;
        if (from >= steps || (until != int.MaxValue && until > steps))
        {
            errors.Add($"{probe} window from {ValidationErrors.Text(FromMs)} to {ValidationErrors.Text(UntilMs ?? StepTime.Ms(steps, dtMs))} ms: must lie within {run}");
        }
        else if (until <= from)
        {
            errors.Add($"{probe} window from {ValidationErrors.Text(FromMs)} to {ValidationErrors.Text(UntilMs ?? 0)} ms: must end after it begins");
        }

        switch (this)
        {
            case Every every:
                int interval = errors.Steps($"{probe} interval", every.IntervalMs, dtMs, atLeast: 1);
                if (interval > Math.Min(until, steps) - from && interval > 0)
                {
                    errors.Add($"{probe} interval {ValidationErrors.Text(every.IntervalMs)} ms is longer than its window: nothing would be recorded");
                }

                return ProbeTimes.Every(Math.Max(1, interval), from, until);
            case At at:
                int[] times = [.. at.TimesMs.Select(timeMs => errors.Steps($"{probe} time", timeMs, dtMs, atLeast: 0))];
                if (times.Length == 0)
                {
                    errors.Add($"{probe} has no times: must have at least one");
                }

                for (int i = 0; i < times.Length; i++)
                {
                    if (times[i] > steps)
                    {
                        errors.Add($"{probe} time {ValidationErrors.Text(at.TimesMs[i])} ms: must lie within {run}");
                    }
                    else if (times[i] < from || times[i] > until)
                    {
                        errors.Add($"{probe} time {ValidationErrors.Text(at.TimesMs[i])} ms: must lie within its window");
                    }
                    else if (i > 0 && times[i] <= times[i - 1])
                    {
                        errors.Add($"{probe} times {ValidationErrors.Text(at.TimesMs[i - 1])} and {ValidationErrors.Text(at.TimesMs[i])} ms: must rise");
                    }
                }

                return ProbeTimes.At(times, from, until);
            case AtEnds:
                return ProbeTimes.AtEnds(from, until);
            default:
                return ProbeTimes.AtSamples(samples, from, until);
        }
    }
}

/// <summary>A probe's schedule in steps: after how many steps it is due.</summary>
public sealed class ProbeTimes
{
    private readonly SampleTimes _samples;
    private readonly int _offset;
    private readonly int[] _times;
    private readonly bool _hasEnds;

    private ProbeTimes(SampleTimes samples, int offset, int[] times, bool hasEnds, int from, int until)
    {
        _samples = samples;
        _offset = offset;
        _times = times;
        _hasEnds = hasEnds;
        From = from;
        Until = until;
    }

    /// <summary>The first step that is observed.</summary>
    public int From { get; }

    /// <summary>The first step that is observed no more; the largest number where the window is open.</summary>
    public int Until { get; }

    /// <summary>The fewest steps between two times, about.</summary>
    public int LeastInterval => _times.Length > 1 ? _times.Skip(1).Zip(_times, (later, earlier) => later - earlier).Min()
        : _samples.Steps > 0 ? Math.Max(1, _samples.Steps / _samples.Together)
        : int.MaxValue;

    /// <summary>Whether it is due after so many steps, whenever the run ends; where it looks at the ends, at those of its window.</summary>
    public bool IsDue(int step) => IsInWindow(step)
        && ((_hasEnds && (step == From || step == Until)) || (step > 0 && Next(step - 1) == step) || (step == 0 && _times is [0, ..]));

    /// <summary>
    /// Whether what is counted from one time to the next is reported after so many steps: when it is due, and at the begin and, but for single times,
    /// the end of its window or of the run.
    /// </summary>
    public bool EndsInterval(int step, bool isLast) => IsDue(step) || step == From
        || (_times.Length == 0 && (step == Until || (isLast && IsInWindow(step))));

    /// <summary>Whether it is due after so many steps of a run that ends after <paramref name="lastStep"/>.</summary>
    public bool IsDue(int step, int lastStep) => IsDue(step) || (_hasEnds && step == lastStep && IsInWindow(step));

    /// <summary>The next step at which it is due; the largest number where there is none.</summary>
    public int Next(int step)
    {
        int next;
        if (_times.Length > 0)
        {
            int place = Array.BinarySearch(_times, step + 1);
            place = place < 0 ? ~place : place;
            next = place < _times.Length ? _times[place] : int.MaxValue;
        }
        else
        {
            int from = Math.Max(step, From) - _offset;
            long sample = (long)_samples.Next(from) + _offset;
            next = (int)Math.Min(int.MaxValue, sample);
        }

        return next <= Until ? next : int.MaxValue;
    }

    internal static ProbeTimes Every(int interval, int from, int until) => new(new SampleTimes(interval), from, [], hasEnds: false, from, until);

    internal static ProbeTimes At(int[] times, int from, int until) => new(SampleTimes.None, 0, times, hasEnds: false, from, until);

    internal static ProbeTimes AtEnds(int from, int until) => new(SampleTimes.None, 0, [], hasEnds: true, from, until);

    internal static ProbeTimes AtSamples(SampleTimes samples, int from, int until) => new(samples, 0, [], hasEnds: true, from, until);

    private bool IsInWindow(int step) => step >= From && step <= Until;
}
