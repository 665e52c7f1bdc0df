using SnnCluster.Model.Networks;

namespace SnnCluster.Engine.Probes;

/// <summary>What is observed of a run, checked against its network, and when it stops for it.</summary>
public sealed class ObservationPlan
{
    private const int MostProbes = 10_000;

    private ObservationPlan(NetworkDescription network, IReadOnlyList<Probe> probes, IReadOnlyList<ProbeTimes> times, int checkpointSteps)
    {
        Network = network;
        Probes = probes;
        Times = times;
        CheckpointSteps = checkpointSteps;
        ReportSteps = probes.Select(probe => probe.ReportSteps(network)).Append(int.MaxValue).Min();
    }

    /// <summary>The network.</summary>
    public NetworkDescription Network { get; }

    /// <summary>The probes.</summary>
    public IReadOnlyList<Probe> Probes { get; }

    /// <summary>When each of them is due.</summary>
    public IReadOnlyList<ProbeTimes> Times { get; }

    /// <summary>Steps between two checkpoints; 0: there are none.</summary>
    public int CheckpointSteps { get; }

    /// <summary>After how many steps at most reports are taken.</summary>
    public int ReportSteps { get; }

    /// <summary>Whether all synapses are brought to one place at any time.</summary>
    public bool HasConnectivity => Probes.Any(probe => probe is ConnectivityProbe);

    /// <summary>How many numbers probes keep for each neuron, by population.</summary>
    public int[] NeuronColumns =>
    [
        .. Enumerable.Range(0, Network.Populations.Count).Select(p => Probes.Sum(
            probe => probe.NeuronState(Network) is (int population, int columns) && population == p ? columns : 0)),
    ];

    /// <summary>A plan without probes.</summary>
    public static ObservationPlan Nothing(NetworkDescription network, int checkpointSteps = 0) => new(network, [], [], checkpointSteps);

    /// <summary>Checks probes, and makes a plan of them; where something is wrong, the plan is of no use.</summary>
    /// <param name="network">The network, which is valid.</param>
    /// <param name="asked">What was asked for: each quantity in one way, besides at the ends of the run.</param>
    /// <param name="usual">What is observed besides, but for what <paramref name="asked"/> observes between the ends of the run.</param>
    /// <param name="steps">Steps of the run, at least 1.</param>
    /// <param name="samples">When the run is sampled.</param>
    /// <param name="checkpointSteps">Steps between two checkpoints; 0: there are none.</param>
    /// <param name="errors">Takes what is wrong.</param>
    public static ObservationPlan Create(
        NetworkDescription network,
        IReadOnlyList<Probe> asked,
        IReadOnlyList<Probe> usual,
        int steps,
        SampleTimes samples,
        int checkpointSteps,
        ValidationErrors errors)
    {
        int before = errors.Messages.Count;
        ILookup<string, Probe> between = asked.Distinct().Where(probe => probe.When is not ProbeSchedule.AtEnds).ToLookup(probe => probe.Label);
        Probe[] all = [.. asked.Distinct(), .. usual.Except(asked).Where(probe => !between.Contains(probe.Label))];
        foreach (IGrouping<string, Probe> twice in between.Where(same => same.Count() > 1))
        {
            errors.Add($"{twice.Key}: recorded in {twice.Count()} ways at once, give one of them");
        }

        // What is looked at at samples is looked at at the ends.
        Probe[] kept = [.. all.Where(probe => probe.When is not ProbeSchedule.AtEnds || !all.Contains(probe with { When = new ProbeSchedule.AtSamples() }))];
        errors.Within("number of probes", kept.Length, 0, MostProbes);
        var times = new List<ProbeTimes>();
        foreach (Probe probe in kept)
        {
            probe.Validate(network, errors);
            times.Add(probe.When.ToSteps(probe.Label, network.DtMs, steps, samples, errors));
        }

        return errors.Messages.Count > before ? Nothing(network, checkpointSteps) : new ObservationPlan(network, kept, times, checkpointSteps);
    }

    /// <summary>The step at which something is to be reported next, not beyond the last step.</summary>
    public int NextStop(int step, int lastStep)
    {
        int next = lastStep;
        for (int i = 0; i < Times.Count; i++)
        {
            ProbeTimes times = Times[i];
            if (Probes[i] is not StateProbe)
            {
                next = Math.Min(next, times.Next(step));
            }

            next = times.From > step ? Math.Min(next, times.From) : next;
            next = times.Until > step ? Math.Min(next, times.Until) : next;
        }

        next = CheckpointSteps > 0 ? Math.Min(next, Next(step, CheckpointSteps)) : next;
        return ReportSteps < int.MaxValue ? Math.Min(next, Next(step, ReportSteps)) : next;
    }

    /// <summary>Whether all synapses are read after so many steps.</summary>
    public bool ReadsConnectivity(int step, int lastStep) =>
        Enumerable.Range(0, Probes.Count).Any(i => Probes[i] is ConnectivityProbe && Times[i].IsDue(step, lastStep));

    /// <summary>
    /// Whether synapses of a projection are read after so many steps, where all synapses are: those that never change are read the first time.
    /// </summary>
    public bool ReadsSynapses(int projection, int step) => Network.Projections[projection].Changes
        || Enumerable.Range(0, Probes.Count).Any(i => Probes[i] is ConnectivityProbe && IsFirst(Times[i], step));

    /// <summary>Whether a probe's first look is after so many steps.</summary>
    internal static bool IsFirst(ProbeTimes times, int step) => times.IsDue(0) ? step == 0 : times.Next(0) == step;

    /// <summary>Whether a checkpoint is due after so many steps, where the run does not end there.</summary>
    public bool ChecksAt(int step) => CheckpointSteps > 0 && step > 0 && step % CheckpointSteps == 0;

    private static int Next(int step, int interval) => (int)Math.Min(int.MaxValue, ((long)(step / interval) + 1) * interval);
}
