using SnnCluster.Model.Networks;

namespace SnnCluster.Engine.Probes;

/// <summary>What is observed of a run, checked against its network, and when it stops for it.</summary>
public sealed class ObservationPlan
{
    private const int MostProbes = 10_000;

    private ObservationPlan(
        NetworkDescription network, IReadOnlyList<Probe> probes, IReadOnlyList<ProbeTimes> times, int steps, int checkpointSteps)
    {
        Network = network;
        Probes = probes;
        Times = times;
        Steps = steps;
        CheckpointSteps = checkpointSteps;
        ReportSteps = probes.Select((probe, i) => probe.ReportSteps(network, times[i])).Append(int.MaxValue).Min();
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

    /// <summary>Steps of the run; the largest number where nothing is observed.</summary>
    public int Steps { get; }

    /// <summary>How many numbers probes keep for each neuron, by population.</summary>
    public int[] NeuronColumns =>
    [
        .. Enumerable.Range(0, Network.Populations.Count).Select(p => Probes.Sum(
            probe => probe.NeuronState(Network) is (int population, int columns) && population == p ? columns : 0)),
    ];

    /// <summary>A plan without probes.</summary>
    public static ObservationPlan Nothing(NetworkDescription network, int checkpointSteps = 0) => new(network, [], [], int.MaxValue, checkpointSteps);

    /// <summary>Checks probes, and makes a plan of them; where something is wrong, the plan is of no use.</summary>
    /// <param name="network">The network, which is valid.</param>
    /// <param name="asked">What was asked for: each quantity in one way.</param>
    /// <param name="own">What the experiment observes itself; what needs a longer run is left out.</param>
    /// <param name="usual">What is observed besides, but for what <paramref name="asked"/> observes in another way.</param>
    /// <param name="steps">Steps of the run, at least 1.</param>
    /// <param name="samples">When the run is sampled.</param>
    /// <param name="checkpointSteps">Steps between two checkpoints; 0: there are none.</param>
    /// <param name="errors">Takes what is wrong.</param>
    public static ObservationPlan Create(
        NetworkDescription network,
        IReadOnlyList<Probe> asked,
        IReadOnlyList<Probe> own,
        IReadOnlyList<Probe> usual,
        int steps,
        SampleTimes samples,
        int checkpointSteps,
        ValidationErrors errors)
    {
        int before = errors.Messages.Count;
        ILookup<string, Probe> byLabel = asked.Distinct().ToLookup(probe => probe.Label);
        foreach (IGrouping<string, Probe> twice in byLabel.Where(same => same.Skip(1).Any(probe => !probe.IsAs(same.First()))))
        {
            errors.Add($"{twice.Key}: recorded in {twice.Count()} ways at once, give one of them");
        }

        if (asked.OfType<SpikeProbe>().Any(probe => probe.Population is null) && asked.OfType<SpikeProbe>().Any(probe => probe.Population is not null))
        {
            errors.Add("spikes: recorded of all populations and of one, give one of them");
        }

        errors.Within("number of probes", byLabel.Count, 0, MostProbes);
        Probe[] all = [.. own.Where(probe => IsLongEnough(probe, network.DtMs, steps)).Concat(byLabel.SelectMany(same => same)).Concat(usual.Where(probe => byLabel[probe.Label].All(probe.IsAs))).Distinct()];

        // Spikes of a population are among those of all. What is looked at at samples is looked at at the ends.
        bool hasAllSpikes(ProbeSchedule when) => all.OfType<SpikeProbe>().Any(probe => probe.Population is null && probe.When == when);
        Probe[] kept =
        [
            .. all.Where(probe => !(probe is SpikeProbe { Population: not null } && hasAllSpikes(probe.When))).Where(probe => probe.When is not ProbeSchedule.AtEnds
                || !all.Any(other => other.When == new ProbeSchedule.AtSamples { FromMs = probe.When.FromMs, UntilMs = probe.When.UntilMs } && probe.IsAs(other))),
        ];
        foreach (SpikeProbe twice in kept.OfType<SpikeProbe>()
            .Where((probe, i) => kept.OfType<SpikeProbe>().Take(i).Any(other => (other.Population ?? probe.Population) == (probe.Population ?? other.Population)))
            .Where(_ => errors.Messages.Count == before))
        {
            errors.Add($"{twice.Label}: recorded in several ways at once, give one of them");
        }

        var times = new List<ProbeTimes>();
        foreach (Probe probe in kept.TakeWhile(_ => errors.Messages.Count == before))
        {
            probe.Validate(network, errors);
            ProbeTimes ofProbe = probe.When.ToSteps(probe.Label, network.DtMs, steps, samples, errors);
            if (errors.Messages.Count == before && Math.Min(ofProbe.Until, steps) - ofProbe.From < probe.LeastSteps)
            {
                errors.Add($"{probe.Label}: its window is shorter than a bin, so nothing would be recorded");
            }

            times.Add(ofProbe);
        }

        return errors.Messages.Count > before
            ? Nothing(network, checkpointSteps)
            : new ObservationPlan(network, kept, times, steps, checkpointSteps);
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

    /// <summary>Whether a checkpoint is due after so many steps, where the run does not end there.</summary>
    public bool ChecksAt(int step) => CheckpointSteps > 0 && step > 0 && step % CheckpointSteps == 0;

    private static bool IsLongEnough(Probe probe, double dtMs, int steps) => steps - (probe.When.FromMs / dtMs) >= probe.LeastSteps;

    private static int Next(int step, int interval) => (int)Math.Min(int.MaxValue, ((long)(step / interval) + 1) * interval);
}
