using SnnCluster.Cluster.Wire.Contracts;
using SnnCluster.Engine.Probes;
using SnnCluster.Model.Networks;

namespace SnnCluster.Cluster.Runs;

/// <summary>
/// Looks at what a run asks for that depends on its network; ranges of single numbers are looked at where a contract is read.
/// Submitted runs, attempts that a node is to take part in, and runs that go on from a checkpoint all come through here.
/// </summary>
public static class RunChecks
{
    private const int MostRecordings = 10_000;
    private const int MostFindings = 20;

    /// <summary>Adds an error for everything that the network cannot give.</summary>
    /// <param name="run">What is asked for.</param>
    /// <param name="network">The network.</param>
    /// <param name="own">Probes of the experiment itself.</param>
    /// <param name="errors">Where errors go.</param>
    /// <returns>What is observed of the run; of no use where there are errors.</returns>
    public static ObservationPlan Check(
        RunSpecification run, NetworkDescription network, IReadOnlyList<Probe> own, ValidationErrors errors)
    {
        if (run.CheckpointSteps > 0 && run.CheckpointFolder.Length == 0)
        {
            errors.Add("checkpoints are to be written, and the run names no folder for them");
        }

        errors.Within("number of intervals that samples take together", run.SamplesTogether, 1, Math.Max(1, run.SampleSteps));
        errors.Within("number of recordings", run.Record.Count + run.Usual.Count, 0, MostRecordings);
        if (errors.Messages.Count > 0)
        {
            return ObservationPlan.Nothing(network);
        }

        return ObservationPlan.Create(
            network,
            Parse(run.Record, network, errors),
            own,
            Parse(run.Usual, network, errors),
            run.Steps,
            new SampleTimes(run.SampleSteps, run.SamplesTogether),
            run.CheckpointSteps,
            errors);
    }

    /// <summary>The network of a run and what is observed of it.</summary>
    /// <exception cref="InvalidDescriptionException">The network is not known, or cannot give what is asked for.</exception>
    public static ObservationPlan Observe(RunSpecification run, INetworkSource networks)
    {
        NetworkDescription network = networks.Create(run.Network);
        var errors = new ValidationErrors();
        ObservationPlan plan = Check(run, network, networks.ProbesOf(run.Network, network), errors);
        errors.ThrowIfAny();
        return plan;
    }

    private static List<Probe> Parse(IReadOnlyList<string> texts, NetworkDescription network, ValidationErrors errors) =>
        [.. texts.TakeWhile(_ => errors.Messages.Count < MostFindings).SelectMany(text => ProbeText.Parse(text, network, errors))];
}
