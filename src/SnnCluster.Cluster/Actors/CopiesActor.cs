using System.IO.Hashing;
using Akka.Actor;
using SnnCluster.Cluster.Checkpoints;
using SnnCluster.Cluster.Hosting;
using SnnCluster.Cluster.Wire;
using SnnCluster.Cluster.Wire.Contracts;

namespace SnnCluster.Cluster.Actors;

/// <summary>
/// Lets other members of the cluster use this node's folders of checkpoints (<see cref="CheckpointCopies"/>). It has a
/// thread of its own, since disks are slow. Copies that it is to take are taken beside it, one of a file at a time.
/// </summary>
internal sealed class CopiesActor : PeerActor
{
    /// <summary>Copies that are taken at a time; whoever asks for one more gets no answer, and asks again.</summary>
    private const int MostTaken = 64;

    // Some 100 bytes each in one message.
    private const int MostListed = 20_000;

    private readonly Dictionary<(string Folder, string Name), Queue<(TakeCopy Request, IActorRef Sender)>> _taking = [];

    public CopiesActor()
    {
        Receive<ListCopies>(message => Answer(message.Folder, List));
        Receive<ReadCopy>(message => Answer(message.Folder, folder => Read(folder, message)));
        Receive<CreateCopy>(message => Answer(message.Folder, folder => new CopyDone
        {
            IsThere = folder.Create(message.Name, message.Content, message.Token),
        }));
        Receive<DeleteCopy>(message => Answer(message.Folder, folder =>
        {
            folder.Delete(message.Name);
            return new CopyDone { IsThere = false };
        }));
        Receive<TakeCopy>(OnTake);
        Receive<Taken>(OnTaken);
    }

    public static Props Props() =>
        Akka.Actor.Props.Create(() => new CopiesActor()).WithDispatcher(NodeConfiguration.PinnedDispatcher);

    // Clients are no members, and have no business here.
    protected override void OnRefused(IWireMessage message) =>
        Sender.Tell(new CopyFailed { Reason = "only nodes of the cluster may use its folders of checkpoints" });

    private static IWireMessage List(CheckpointCopies folder)
    {
        FolderListing listing = folder.List();
        return listing.Files.Count > MostListed
            ? throw new IOException($"it has {listing.Files.Count} files: must be at most {MostListed}")
            : new CopiesListed
            {
                Token = listing.Token,
                Files = [.. listing.Files.Select(file => new CopiedFile { Name = file.Key, Bytes = file.Value })],
            };
    }

    private static IWireMessage Read(CheckpointCopies folder, ReadCopy message)
    {
        byte[] data = message.Count <= ReadCopy.MaxBytes
            ? folder.Read(message.Name, message.Offset, message.Count)
            : throw new IOException($"{message.Count} bytes at once: must be at most {ReadCopy.MaxBytes}");
        return new CopyRead { Data = data, Checksum = XxHash3.HashToUInt64(data) };
    }

    private static CheckpointCopies Folder(string folder) =>
        !Path.IsPathFullyQualified(folder) ? throw new IOException($"folder of checkpoints '{folder}' is no full path")
        : new CheckpointCopies(new CheckpointDirectory(folder));

    private void Answer(string folder, Func<CheckpointCopies, IWireMessage> answer)
    {
        IActorRef sender = Sender;
        sender.Tell(Guarded(() => answer(Folder(folder))));
    }

    // A request that comes again, since its answer was late or lost, finds the copy when the first is done.
    private void OnTake(TakeCopy message)
    {
        if (_taking.TryGetValue((message.Folder, message.Name), out Queue<(TakeCopy, IActorRef)>? waiting))
        {
            if (waiting.Count < MostTaken)
            {
                waiting.Enqueue((message, Sender));
            }
        }
        else if (_taking.Count < MostTaken)
        {
            _taking.Add((message.Folder, message.Name), new Queue<(TakeCopy, IActorRef)>());
            Begin(message, Sender);
        }
    }

    private void Begin(TakeCopy message, IActorRef sender)
    {
        // The sender is the one to read from: no request can name another node.
        ActorSystem system = Context.System;
        Task.Factory.StartNew(
            () => new Taken(message, sender, Guarded(() =>
            {
                CheckpointCopies folder = Folder(message.Folder);
                ICheckpointPeers peers = ClusterPeers.Of(system, message.Folder);
                string from = NodeAddress.Of(sender.Path.Address);
                folder.Take(message.Name, message.Bytes, message.Token, (offset, into) =>
                    peers.Fetch(from, message.Name, offset, message.Bytes, into));
                return new CopyDone { IsThere = true };
            })),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default).PipeTo(Self);
    }

    private void OnTaken(Taken taken)
    {
        taken.Sender.Tell(taken.Answer);
        (string, string) file = (taken.Request.Folder, taken.Request.Name);
        if (_taking[file].TryDequeue(out (TakeCopy Request, IActorRef Sender) next))
        {
            Begin(next.Request, next.Sender);
        }
        else
        {
            _taking.Remove(file);
        }
    }

    private static IWireMessage Guarded(Func<IWireMessage> answer)
    {
        try
        {
            return answer();
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            return new CopyFailed { Reason = exception.Message };
        }
    }

    private sealed record Taken(TakeCopy Request, IActorRef Sender, IWireMessage Answer);
}
