namespace SnnCluster.Engine.Probes;

/// <summary>
/// When a run is sampled: sample k is taken after k·Steps/Together steps, rounded down, so that intervals differ by at most one step.
/// </summary>
/// <param name="Steps">How many steps <paramref name="Together"/> intervals take; 0: there are none.</param>
/// <param name="Together">How many intervals these are, from 1 to <paramref name="Steps"/>.</param>
public sealed record SampleTimes(int Steps, int Together = 1)
{
    // A sixtieth of a run is what a figure can show; up to so many samples fewer or more make rounder times.
    private const int UsualSamples = 60;
    private const int FewerOrMore = 20;

    /// <summary>No samples.</summary>
    public static SampleTimes None { get; } = new(0);

    /// <summary>
    /// Samples that divide a run evenly: the number from 40 to 80 that divides it into equal intervals and is the nearest to 60;
    /// where there is none, 60 intervals that differ by at most one step. Every step of a run of up to 60.
    /// </summary>
    /// <param name="steps">Steps of the run, at least 1.</param>
    public static SampleTimes Evenly(int steps)
    {
        if (steps <= UsualSamples)
        {
            return new SampleTimes(1);
        }

        foreach (int samples in Enumerable.Range(0, FewerOrMore + 1).SelectMany(off => new[] { UsualSamples + off, UsualSamples - off }))
        {
            if (steps % samples == 0)
            {
                return new SampleTimes(steps / samples);
            }
        }

        return new SampleTimes(steps, UsualSamples);
    }

    /// <summary>The first sample after so many steps; the largest number where there is none.</summary>
    public int Next(int step)
    {
        if (Steps == 0)
        {
            return int.MaxValue;
        }

        // The first k with k·Steps/Together >= step + 1; a run has fewer than 2^31 steps, and fewer samples than steps, so that
        // nothing overflows.
        long sample = ((((long)step + 1) * Together) + Steps - 1) / Steps;
        return (int)Math.Min(int.MaxValue, sample * Steps / Together);
    }
}
