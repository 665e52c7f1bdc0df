using Akka.Actor;
using SnnCluster.Cluster.Hosting;

namespace SnnCluster.Learning.Parallel;

/// <summary>
/// Carries a <see cref="Replica"/> on a thread of its own (a pinned dispatcher): a device belongs to one thread, and its
/// memory is first touched, and so placed, by whoever uses it.
/// </summary>
internal sealed class ReplicaActor : ReceiveActor
{
    private readonly ReplicaSetup _setup;
    private readonly int _index;
    private Replica? _replica;

    public ReplicaActor(ReplicaSetup setup, int index)
    {
        _setup = setup;
        _index = index;
        Receive<ReplicaJob>(OnJob);
    }

    public static Props Props(ReplicaSetup setup, int index) =>
        Akka.Actor.Props.Create(() => new ReplicaActor(setup, index)).WithDispatcher(NodeConfiguration.PinnedDispatcher);

    protected override void PreStart() => ThreadSlice.Shorten();

    protected override void PostStop() => _replica?.Dispose();

    // Whatever goes wrong ends the round, and with it training; nothing is restarted with half a state.
    private void OnJob(ReplicaJob job)
    {
        try
        {
            _replica ??= new Replica(_setup, _index);
            job.Do(_replica, _index);
        }
        catch (Exception exception)
        {
            job.Round.Fail(_index, exception);
            return;
        }

        job.Round.Done();
    }
}
