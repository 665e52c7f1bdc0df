using System.Diagnostics;

namespace SnnCluster.Engine.Recording;

/// <summary>The phases of a step.</summary>
public enum Phase
{
    /// <summary>Spikes reach their synapses.</summary>
    Deliver,

    /// <summary>Neurons advance.</summary>
    Update,

    /// <summary>Wiring changes.</summary>
    Rewire,

    /// <summary>Spikes go to other partitions.</summary>
    Exchange,

    /// <summary>What was asked for is recorded.</summary>
    Record,
}

/// <summary>
/// How the time of a run divides into phases. Reading the clock costs as much as a phase of a small network, so only
/// one step in 61 is timed (a prime, so that it meets every place within a stimulus or rewiring interval equally often)
/// and the shares are applied to the whole time. Where clocks must wait for a device, which stops it for longer than a phase of a small
/// network takes, one step in 9973 is.
/// </summary>
/// <param name="waits">Whether clocks must wait for a device.</param>
/// <param name="firstStep">The step that the run starts from.</param>
public sealed class PhaseTimes(bool waits = false, int firstStep = 0)
{
    private const int SampleInterval = 61;
    private const int RareInterval = 9973;

    private readonly long[] _ticks = new long[Enum.GetValues<Phase>().Length];
    private bool _sampling;
    private long _since;

    /// <summary>Whether this step is timed: only then need devices have done a phase's work when it ends.</summary>
    public bool IsSampling => _sampling;

    /// <summary>Starts a step.</summary>
    public void BeginStep(int step)
    {
        // Not the first step: it finds cold caches and code that was never run.
        _sampling = StepsToSample(step) == 0;
        Restart();
    }

    /// <summary>Steps from a step to the next one that is timed.</summary>
    public int StepsToSample(int step)
    {
        int done = step - firstStep;
        return waits && done >= SampleInterval
            ? RareInterval - 1 - (done % RareInterval)
            : SampleInterval - 1 - (done % SampleInterval);
    }

    /// <summary>Starts the clock of a step that is timed.</summary>
    public void Restart()
    {
        if (_sampling)
        {
            _since = Stopwatch.GetTimestamp();
        }
    }

    /// <summary>Ends a phase: the time since the phase before is its.</summary>
    public void End(Phase phase)
    {
        if (_sampling)
        {
            long now = Stopwatch.GetTimestamp();
            _ticks[(int)phase] += now - _since;
            _since = now;
        }
    }

    /// <summary>Seconds of each phase of a run that took so long in all.</summary>
    public IReadOnlyDictionary<Phase, double> Of(double seconds)
    {
        double all = Math.Max(1, _ticks.Sum());
        return Enum.GetValues<Phase>().ToDictionary(phase => phase, phase => seconds * _ticks[(int)phase] / all);
    }
}
