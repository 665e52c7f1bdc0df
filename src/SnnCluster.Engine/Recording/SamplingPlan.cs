namespace SnnCluster.Engine.Recording;

/// <summary>What is sampled of a network while it runs, and when.</summary>
public sealed record SamplingPlan
{
    /// <summary>Steps between two samples of rates, rewiring and connectivity; 0: only at the start and the end.</summary>
    public int SampleSteps { get; init; }

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

    /// <summary>The step at which something is to be recorded next, not beyond the last step.</summary>
    public int NextStop(int step, int lastStep)
    {
        int next = lastStep;
        next = SampleSteps > 0 ? Math.Min(next, Next(step, SampleSteps)) : next;
        next = CheckpointSteps > 0 ? Math.Min(next, Next(step, CheckpointSteps)) : next;
        next = States.Count > 0 ? Math.Min(next, Next(step, StateSteps)) : next;
        return RecordsSpikes ? Math.Min(next, Next(step, SpikeSteps)) : next;
    }

    /// <summary>Whether rates, rewiring and connectivity are sampled after so many steps.</summary>
    public bool SamplesAt(int step, int lastStep) =>
        step == 0 || step == lastStep || (SampleSteps > 0 && step % SampleSteps == 0);

    /// <summary>Whether state variables are recorded after so many steps.</summary>
    public bool RecordsStatesAt(int step) => States.Count > 0 && step > 0 && step % StateSteps == 0;

    /// <summary>Whether a checkpoint is due after so many steps, where the run does not end there.</summary>
    public bool ChecksAt(int step) => CheckpointSteps > 0 && step > 0 && step % CheckpointSteps == 0;

    private static int Next(int step, int interval) => (int)Math.Min(int.MaxValue, ((long)(step / interval) + 1) * interval);
}

/// <summary>A state variable to record of a population's first neurons.</summary>
/// <param name="Population">Number of the population.</param>
/// <param name="Variable">Number of the variable.</param>
/// <param name="Neurons">How many neurons, from the first.</param>
public readonly record struct StateChoice(int Population, int Variable, int Neurons);
