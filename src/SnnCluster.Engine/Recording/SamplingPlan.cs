namespace SnnCluster.Engine.Recording;

/// <summary>What is sampled of a network while it runs, and when.</summary>
public sealed record SamplingPlan
{
    // A sixtieth of a run is what a figure can show; up to so many samples fewer or more make rounder times.
    private const int UsualSamples = 60;
    private const int FewerOrMore = 20;

    /// <summary>
    /// Steps between two samples of rates, rewiring and connectivity, times <see cref="SamplesTogether"/>; 0: only at the
    /// start and the end.
    /// </summary>
    public int SampleSteps { get; init; }

    /// <summary>
    /// How many intervals <see cref="SampleSteps"/> are together, 1 by default. Sample k is taken after
    /// k·SampleSteps/SamplesTogether steps, rounded down, so that intervals differ by at most one step.
    /// </summary>
    public int SamplesTogether { get; init; } = 1;

    /// <summary>
    /// Whether connectivity is sampled between the start and the end; true by default. It is always sampled at these two.
    /// </summary>
    public bool SamplesConnectivity { get; init; } = true;

    /// <summary>Steps between two values of the recorded state variables.</summary>
    public int StateSteps { get; init; } = 1;

    /// <summary>State variables to record, by number of population and of variable; none by default.</summary>
    public IReadOnlyList<StateChoice> States { get; init; } = [];

    /// <summary>Whether all spikes are recorded.</summary>
    public bool RecordsSpikes { get; init; }

    /// <summary>Steps between two checkpoints; 0: there are none.</summary>
    public int CheckpointSteps { get; init; }

    // A recording of spikes is taken away before it has grown large.
    private const int SpikeSteps = 10_000;

    /// <summary>
    /// The same with samples that divide a run evenly: the number from 40 to 80 that divides it into equal intervals and is
    /// the nearest to 60; where there is none, 60 intervals that differ by at most one step. Every step of a run of up to 60.
    /// </summary>
    /// <param name="steps">Steps of the run, at least 1.</param>
    public SamplingPlan WithEvenSamples(int steps)
    {
        if (steps <= UsualSamples)
        {
            return this with { SampleSteps = 1, SamplesTogether = 1 };
        }

        foreach (int samples in Enumerable.Range(0, FewerOrMore + 1).SelectMany(off => new[] { UsualSamples + off, UsualSamples - off }))
        {
            if (steps % samples == 0)
            {
                return this with { SampleSteps = steps / samples, SamplesTogether = 1 };
            }
        }

        return this with { SampleSteps = steps, SamplesTogether = UsualSamples };
    }

    /// <summary>The step at which something is to be recorded next, not beyond the last step.</summary>
    public int NextStop(int step, int lastStep)
    {
        int next = lastStep;
        next = SampleSteps > 0 ? Math.Min(next, NextSample(step)) : next;
        next = CheckpointSteps > 0 ? Math.Min(next, Next(step, CheckpointSteps)) : next;
        next = States.Count > 0 ? Math.Min(next, Next(step, StateSteps)) : next;
        return RecordsSpikes ? Math.Min(next, Next(step, SpikeSteps)) : next;
    }

    /// <summary>Whether rates, rewiring and connectivity are sampled after so many steps.</summary>
    public bool SamplesAt(int step, int lastStep) =>
        step == 0 || step == lastStep || (SampleSteps > 0 && NextSample(step - 1) == step);

    /// <summary>Whether connectivity is sampled after so many steps.</summary>
    public bool SamplesConnectivityAt(int step, int lastStep) =>
        step == 0 || step == lastStep || (SamplesConnectivity && SamplesAt(step, lastStep));

    /// <summary>Whether state variables are recorded after so many steps.</summary>
    public bool RecordsStatesAt(int step) => States.Count > 0 && step > 0 && step % StateSteps == 0;

    /// <summary>Whether a checkpoint is due after so many steps, where the run does not end there.</summary>
    public bool ChecksAt(int step) => CheckpointSteps > 0 && step > 0 && step % CheckpointSteps == 0;

    // The first sample k with k·SampleSteps/SamplesTogether >= step + 1; a run has fewer than 2^31 steps, and a plan fewer
    // samples than steps, so that nothing overflows.
    private int NextSample(int step)
    {
        long sample = ((((long)step + 1) * SamplesTogether) + SampleSteps - 1) / SampleSteps;
        return (int)Math.Min(int.MaxValue, sample * SampleSteps / SamplesTogether);
    }

    private static int Next(int step, int interval) => (int)Math.Min(int.MaxValue, ((long)(step / interval) + 1) * interval);
}

/// <summary>A state variable to record of a population's first neurons.</summary>
/// <param name="Population">Number of the population.</param>
/// <param name="Variable">Number of the variable.</param>
/// <param name="Neurons">How many neurons, from the first.</param>
public readonly record struct StateChoice(int Population, int Variable, int Neurons);
