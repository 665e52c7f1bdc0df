using System.Globalization;
using SnnCluster.Cluster.Wire;
using SnnCluster.Cluster.Wire.Contracts;
using SnnCluster.Model.Networks;

namespace SnnCluster.Cluster.Protocol;

/// <content>
/// Deadlines. Each state of a run ends, whatever was lost without anybody's noticing it: a run that waits for another one waits
/// for as long as that one takes, and that one has a deadline.
/// </content>
public sealed partial class CoordinatorProtocol
{
    // What a message has beside the plan: names, the envelope, and the file of a checkpoint for each partition.
    private const int BytesBeside = 4096;
    private const int BytesOfFile = 128;

    // Whoever is at work on a run lives.
    private void Note(IWireMessage message)
    {
        string? attempt = message switch
        {
            NodePrepared prepared => prepared.RunId,
            NodeConnected connected => connected.RunId,
            PartitionHeld held => held.RunId,
            RunProgressReport progress => progress.RunId,
            ReportPart part => part.RunId,
            PartWritten written => written.RunId,
            _ => null,
        };
        if (attempt is not null && OfAttempt(attempt) is { IsOn: true } run)
        {
            run.LastNews = Now;
        }
    }

    private void LookAtDeadline(CoordinatorRun run)
    {
        TimeSpan silence = Now - run.LastNews;
        if (run.Checkpoints.IsOpening)
        {
            if (silence >= _recovery.GiveUpAfter)
            {
                run.Checkpoints.IsOpening = false;
            }

            if (!run.Checkpoints.IsOpening && !run.IsOver)
            {
                Fail(run, $"its folder of checkpoints does not answer{After(silence)}", isInput: false);
            }
        }
        else if (run.IsOver)
        {
            if (run.Unreleased.Count > 0 && silence >= _recovery.GiveUpAfter)
            {
                LeaveToNodes(run);
            }
        }
        else if (run.State == RunState.Building && Now - run.CancelledAt >= _recovery.CancelLimit)
        {
            Fail(run, "it was cancelled while it was being built", isInput: false);
        }
        else if (run.State is RunState.Building or RunState.Running && !run.IsConcluding && silence >= _recovery.SilenceLimit)
        {
            Lose(run, $"nothing was heard of it{After(silence)}");
        }
        else if (run.State == RunState.Stopping && !run.IsConcluding && silence >= _recovery.GiveUpAfter)
        {
            Fail(run, $"it was to end early, and nothing was heard of it{After(silence)}", isInput: false);
        }
    }

    // They are told to let go of it whenever they are heard of; other runs do not wait for that.
    private static void LeaveToNodes(CoordinatorRun run)
    {
        run.Left.AddRange(run.Unreleased.Select(node => (node, run.AttemptId)));
        run.Unreleased.Clear();
    }

    private static string After(TimeSpan silence) =>
        string.Create(CultureInfo.InvariantCulture, $", after {silence.TotalSeconds:0} s");

    // Remoting drops a message that is too large with a line in the log, and nodes would be waited for.
    private void RequireMessage(RunSpecification specification, RunPlacement placement)
    {
        if (_largestMessage == long.MaxValue)
        {
            return;
        }

        long bytes = ContractBytes.Of(specification).Length + ContractBytes.Of(placement).Length
            + BytesBeside + ((long)BytesOfFile * placement.Partitions.Count);
        if (bytes > _largestMessage)
        {
            throw new InvalidDescriptionException(string.Create(
                CultureInfo.InvariantCulture,
                $"the plan of {placement.Partitions.Count} partitions takes {bytes} bytes: must be at most {_largestMessage}, the maximum-frame-size of the cluster; take fewer partitions or a larger one"));
        }
    }
}
