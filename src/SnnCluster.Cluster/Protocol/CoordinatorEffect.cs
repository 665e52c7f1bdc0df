using SnnCluster.Cluster.Checkpoints;
using SnnCluster.Cluster.Wire;
using SnnCluster.Cluster.Wire.Contracts;

namespace SnnCluster.Cluster.Protocol;

/// <summary>Something that the coordinator wants done.</summary>
public abstract record CoordinatorEffect
{
    /// <summary>A message goes to a node.</summary>
    /// <param name="Address">The node, as host:port.</param>
    /// <param name="Message">The message.</param>
    public sealed record ToNode(string Address, IWireMessage Message) : CoordinatorEffect;

    /// <summary>A message goes to whoever asked.</summary>
    /// <param name="Client">Whoever asked.</param>
    /// <param name="Message">The message.</param>
    public sealed record ToClient(object Client, IWireMessage Message) : CoordinatorEffect;

    /// <summary>A run's state has changed: clients that wait for it can be answered.</summary>
    /// <param name="RunId">The run.</param>
    public sealed record Changed(string RunId) : CoordinatorEffect;

    /// <summary>The results of a run are not kept any longer.</summary>
    /// <param name="RunId">The run.</param>
    public sealed record Forget(string RunId) : CoordinatorEffect;

    /// <summary>
    /// A folder of checkpoints is to be claimed and looked through; <see cref="CoordinatorProtocol.Opened"/> tells what
    /// was found.
    /// </summary>
    /// <param name="RunId">The run.</param>
    /// <param name="Folder">The folder.</param>
    /// <param name="Use">What it is expected to hold.</param>
    /// <param name="Below">Only checkpoints of fewer steps are wanted.</param>
    /// <param name="Replicas">On how many nodes all of it lies; 0: what the checkpoints themselves say.</param>
    /// <param name="Replaces">Whether checkpoints that are there make way for a new run.</param>
    /// <param name="Token">What the token file of the run's folder holds; null where that is not known.</param>
    public sealed record OpenCheckpoints(
        string RunId,
        string Folder,
        FolderUse Use,
        int Below = int.MaxValue,
        int Replicas = 1,
        bool Replaces = false,
        string? Token = null)
        : CoordinatorEffect;

    /// <summary>A run that has not begun is over: the claim of its folder of checkpoints is to be withdrawn.</summary>
    /// <param name="RunId">The run.</param>
    /// <param name="Claim">The claim.</param>
    public sealed record WithdrawClaim(string RunId, CheckpointClaim Claim) : CoordinatorEffect;

    /// <summary>The log of a run's reports is to tell that an attempt begins.</summary>
    /// <param name="RunId">The run.</param>
    /// <param name="Start">The attempt.</param>
    public sealed record BeginAttempt(string RunId, AttemptStart Start) : CoordinatorEffect;

    /// <summary>
    /// A checkpoint is to be completed, with the reports that the run's log holds now;
    /// <see cref="CoordinatorProtocol.Committed"/> tells how that went.
    /// </summary>
    /// <param name="RunId">The run.</param>
    /// <param name="Manifest">The checkpoint, without its reports.</param>
    public sealed record Commit(string RunId, CheckpointManifest Manifest) : CoordinatorEffect;

    /// <summary>
    /// A run is at its end: what was not completed in its folder of checkpoints is to be removed;
    /// <see cref="CoordinatorProtocol.Tidied"/> tells that it was tried.
    /// </summary>
    /// <param name="RunId">The run.</param>
    /// <param name="Epoch">The number that the folder is claimed by.</param>
    public sealed record TidyCheckpoints(string RunId, long Epoch) : CoordinatorEffect;
}

/// <summary>What a folder of checkpoints is expected to hold.</summary>
public enum FolderUse
{
    /// <summary>No checkpoint: a run begins.</summary>
    New,

    /// <summary>A checkpoint: a run is to go on.</summary>
    Resume,

    /// <summary>Perhaps a checkpoint: a run that had another coordinator, or whose last checkpoint is damaged.</summary>
    Adopt,
}
