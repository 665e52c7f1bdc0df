using SnnCluster.Cluster.Runs;
using SnnCluster.Cluster.Wire;
using SnnCluster.Cluster.Wire.Contracts;
using SnnCluster.Engine;
using SnnCluster.Engine.Devices;
using SnnCluster.Engine.Probes;
using SnnCluster.Engine.Recording;

namespace SnnCluster.Cluster.Hosting;

/// <summary>
/// Makes of the pages of a run what its follower takes: each sample once, over attempts at the run and over coordinators,
/// each of which has a log of its own. It knows no actor.
/// </summary>
/// <param name="runId">The run.</param>
/// <param name="observe">Makes the network, for its sizes, and what is observed of it.</param>
/// <param name="follower">Takes what the run gives.</param>
internal sealed class RunReader(
    string runId, Func<RunSpecification, ObservationPlan> observe, IRunFollower follower)
{
    private RunAssembler? _assembler;
    private Action? _tellStart;
    private string _log = "";
    private long _read;

    /// <summary>What was seen of the run's state; negative before the first page.</summary>
    public long Seen { get; private set; } = -1;

    /// <summary>What to ask for next: before the run has begun, for its state alone.</summary>
    public ReadRun Next => new()
    {
        ProtocolVersion = WireProtocol.Version,
        RunId = runId,
        From = _assembler is null ? long.MaxValue : _read,
        Seen = Seen,
    };

    /// <summary>Takes a page.</summary>
    /// <returns>Whether there is nothing more to come.</returns>
    /// <exception cref="ClusterException">It speaks of nodes or of parts of the network that there are not.</exception>
    public bool Take(RunPage page)
    {
        Seen = page.Seen;
        if (page.Log != _log)
        {
            // Another coordinator has another log, or it is the first: what is known of it is known to the assembler.
            (_log, bool isFirst) = (page.Log, _log.Length == 0);
            if (!isFirst)
            {
                _read = 0;
                return false;
            }
        }

        if (_assembler is null)
        {
            // A run that goes on from a checkpoint has reports before its partitions have accepted theirs. Whoever follows it
            // may write over what an earlier attempt has left: nothing is told before it is known that it can go on.
            bool hasBegun = page.State is RunState.Running or RunState.Stopping or RunState.Finished;
            if (!hasBegun || page.Placement is not RunPlacement placement)
            {
                follower.OnProgress(page);
                return page.State == RunState.Failed;
            }

            if (RunLayouts.Wrong(placement) is string wrong)
            {
                throw new ClusterException($"the coordinator's layout of run {runId} cannot be: {wrong}");
            }

            ObservationPlan observation = observe(page.Specification!);
            _assembler = new RunAssembler(observation);
            _tellStart = () => TellStart(observation, page.Specification!.Steps);
            follower.OnPlaced(page.Specification!, placement);
        }

        _read += page.Parts.Count;
        foreach (ReportPart part in page.Parts)
        {
            if (_assembler.Add(part) is NetworkSample sample)
            {
                Tell(sample);
            }
        }

        bool isOver = page.State == RunState.Finished && _read == page.PartsThere;
        if (isOver)
        {
            Tell(_assembler.End!);
        }

        follower.OnProgress(page);
        return isOver || page.State == RunState.Failed;
    }

    /// <summary>What is known of a run whose last page has been taken.</summary>
    public RunOutcome Outcome(RunPage last) => new(
        runId, last.Placement!, [.. _assembler!.Finals.Select(final => final!)], _assembler.Digest!, last.WasCancelled)
    {
        Recoveries = last.Recoveries,
        Checkpoints = last.Checkpoints,
        Notes = last.Notes,
        Lost = _assembler.Lost,
        FullDigest = _assembler.FullDigest,
    };

    // The start, which alone has the synapses that never change, is the same whenever the network is built.
    private void Tell(NetworkSample sample)
    {
        if (sample.Step > 0)
        {
            _tellStart?.Invoke();
        }

        _tellStart = null;
        follower.OnSample(sample);
    }

    // Its synapses are read from the network, which is there as long as the follower reads.
    private void TellStart(ObservationPlan observation, int steps)
    {
        using var device = new HostDevice();
        using Simulation simulation = Simulation.Create(observation.Network, device, observation: observation);
        follower.OnSample(simulation.Sample(steps));
    }
}
