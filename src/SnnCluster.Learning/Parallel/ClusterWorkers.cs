using Akka.Actor;
using SnnCluster.Cluster.Hosting;
using SnnCluster.Cluster.Wire;
using SnnCluster.Learning.DataSets;
using SnnCluster.Learning.Examples;
using SnnCluster.Learning.Networks;
using SnnCluster.Learning.Parallel.Messages;
using SnnCluster.Learning.Parallel.Nodes;
using SnnCluster.Learning.Training;
using SnnCluster.Model.Networks;

namespace SnnCluster.Learning.Parallel;

/// <summary>
/// Replicas on the nodes of a cluster that share each batch. This process has a replica too, which makes every step and
/// learns nothing by itself: so its state is at hand at any time, and tells the nodes' replicas from damaged ones.
/// </summary>
public sealed class ClusterWorkers : ITrainingWorkers
{
    // What a request names of examples at once: a message of at most some hundred kilobytes.
    private const int EvaluatedAtOnce = 32 * 1024;

    private readonly ServiceClient _client;
    private readonly IActorRef[] _links;
    private readonly TrainingReplica _replica;
    private readonly TrainingOptions _options;
    private readonly GradientAssembly _sums = new();
    private readonly Stack<float[]> _free = new();
    private readonly List<float[]> _used = [];
    private readonly RoundWait _wait = new();
    private readonly float[] _total;
    private readonly float[] _gradient;
    private Exception? _failure;

    private ClusterWorkers(
        ServiceClient client, IReadOnlyList<TrainingNode> nodes, ClassifierState state, TrainingOptions options)
    {
        _client = client;
        _options = options;
        Nodes = nodes;
        Count = nodes.Sum(node => node.Workers);
        _replica = new TrainingReplica(state, options);
        _total = new float[state.Layout.Length];
        _gradient = new float[state.Layout.Length];
        _links = [.. nodes.Select((node, index) =>
        {
            ActorSelection service = client.Service(node.Address, TrainingService.Name);
            return client.System.ActorOf(Props.Create(() => new TrainingLink(index, node.Address, service)));
        })];
    }

    /// <summary>The nodes, and what each has of the workers.</summary>
    public IReadOnlyList<TrainingNode> Nodes { get; }

    /// <inheritdoc/>
    public int Count { get; }

    /// <inheritdoc/>
    public ClassifierState State => _replica.State;

    /// <inheritdoc/>
    public IReadOnlyList<ProjectionShape> Rewired => _replica.Rewired;

    /// <summary>Starts workers on the nodes of a cluster and waits until they are ready.</summary>
    /// <param name="address">Any node of the cluster, as host:port.</param>
    /// <param name="configuration">Text of a configuration file in HOCON, for TLS; may be empty.</param>
    /// <param name="count">Workers, at least 1; null: one for each core that nodes offer.</param>
    /// <param name="data">The examples, a set of the <see cref="DataSetCatalog"/>; every node has to have the same.</param>
    /// <param name="request">How it was loaded. Nodes have folders of their own.</param>
    /// <param name="state">The state to begin with; the workers' from now on.</param>
    /// <param name="options">How it is trained.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="InvalidDescriptionException">
    /// The address is none, or a node cannot load the examples, or has others, or speaks another version.
    /// </exception>
    /// <exception cref="ClusterException">Nobody answers there, or no node offers a core.</exception>
    /// <exception cref="WorkersLostException">A node is lost meanwhile.</exception>
    /// <exception cref="TrainingException">A node cannot start its workers.</exception>
    public static async Task<ClusterWorkers> OpenAsync(
        string address,
        string configuration,
        int? count,
        DataSet data,
        DataSetRequest request,
        ClassifierState state,
        TrainingOptions options,
        CancellationToken cancellation)
    {
        ServiceClient client =
            await ServiceClient.OpenAsync(address, configuration, typeof(ClusterWorkers).Assembly).ConfigureAwait(false);
        IReadOnlyList<TrainingNode> nodes;
        try
        {
            nodes = TrainingPlacement.Of(await client.StatusAsync().ConfigureAwait(false), count, address);
        }
        catch
        {
            await client.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        return await StartAsync(client, nodes, NodeData.Of(data), request, state, options, cancellation).ConfigureAwait(false);
    }

    /// <summary>Starts workers on nodes and waits until they are ready.</summary>
    /// <param name="client">A client of their cluster; the workers' from now on.</param>
    /// <param name="nodes">The nodes, and what each has of the workers.</param>
    /// <param name="data">The examples.</param>
    /// <param name="request">How they were loaded.</param>
    /// <param name="state">The state to begin with; the workers' from now on.</param>
    /// <param name="options">How it is trained.</param>
    /// <param name="cancellation">Gives up.</param>
    internal static async Task<ClusterWorkers> StartAsync(
        ServiceClient client,
        IReadOnlyList<TrainingNode> nodes,
        NodeData data,
        DataSetRequest request,
        ClassifierState state,
        TrainingOptions options,
        CancellationToken cancellation)
    {
        var workers = new ClusterWorkers(client, nodes, state, options);
        try
        {
            await workers.StartAsync(data, request, cancellation).ConfigureAwait(false);
            return workers;
        }
        catch
        {
            workers.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="WorkersLostException">A node is lost.</exception>
    /// <exception cref="TrainingException">A worker has failed.</exception>
    public void Learn(int[] batch, ExampleOutcome[] outcomes)
    {
        int chunks = GradientTree.CountChunks(batch.Length, _options.ChunkSize);
        _used.ForEach(_free.Push);
        _used.Clear();
        _sums.Begin(chunks);
        Run((link, round) =>
        {
            TrainingNode node = Nodes[link];
            (int from, int to) = Shares.Of(chunks, Count, node.First, node.First + node.Workers);
            Range examples = Math.Min(from * _options.ChunkSize, batch.Length)..Math.Min(to * _options.ChunkSize, batch.Length);
            var sums = new Dictionary<GradientNode, float[]>();
            foreach (GradientNode part in GradientTree.Cover(from, to, chunks))
            {
                float[] sum = Rent();
                sums.Add(part, sum);
                _sums.Add(part, sum);
            }

            var share = new LearnShare { Chunks = chunks, From = from, To = to, Examples = batch[examples] };
            return new LinkJob([share], round) { Sums = sums, Outcomes = outcomes.AsMemory(examples) };
        });
    }

    /// <inheritdoc/>
    public void Step(double learningRate, int[] rewired)
    {
        // The next batch's sums come behind the steps of all nodes, so nobody changes the total while it is being sent.
        _sums.Sum(GradientTree.Root(_sums.Chunks), 0, _total);
        IWireMessage[] step = [new StepShare { LearningRate = learningRate }];
        foreach (IActorRef link in _links)
        {
            link.Tell(new LinkJob(Blocks.OfTotal(_total).Concat<IWireMessage>(step), null));
        }

        _total.CopyTo(_gradient, 0);
        _replica.Step(_gradient, learningRate, rewired);
    }

    /// <inheritdoc/>
    /// <exception cref="WorkersLostException">A node is lost.</exception>
    /// <exception cref="TrainingException">A worker has failed.</exception>
    public void Evaluate(ExampleSet set, int[] chosen, ExampleOutcome[] outcomes)
    {
        for (int begin = 0; begin < chosen.Length; begin += EvaluatedAtOnce)
        {
            int first = begin;
            int count = Math.Min(EvaluatedAtOnce, chosen.Length - begin);
            Run((link, round) =>
            {
                TrainingNode node = Nodes[link];
                (int from, int to) = Shares.Of(count, Count, node.First, node.First + node.Workers);
                Range part = (first + from)..(first + to);
                var share = new EvaluateShare { IsTest = set == ExampleSet.Test, Examples = chosen[part] };
                return new LinkJob([share], round) { Outcomes = outcomes.AsMemory(part) };
            });
        }
    }

    /// <inheritdoc/>
    public void CheckReplicas()
    {
        var digests = new string[Count];
        Run((link, round) => new LinkJob([new DigestShare()], round)
        {
            Digests = found => found.CopyTo(digests, Nodes[link].First),
        });
        string expected = ClassifierDigest.OfTraining(State);
        foreach (TrainingNode node in Nodes)
        {
            for (int i = 0; i < node.Workers; i++)
            {
                string digest = digests[node.First + i];
                if (digest != expected)
                {
                    throw ReplicaDifference.Found(
                        $"worker {node.First + i + 1} of {Count} on node {node.Address}", digest, State.OptimiserSteps, expected);
                }
            }
        }
    }

    /// <summary>Ends the replicas on the nodes.</summary>
    public void Dispose()
    {
        // Stopped links say good-bye; remoting writes what waits before the system ends.
        Task.WhenAll(_links.Select(link => link.GracefulStop(TimeSpan.FromSeconds(5)))).ContinueWith(_ => { }).Wait();
        _client.DisposeAsync().AsTask().Wait();
        _replica.Dispose();
        _wait.Dispose();
    }

    private async Task StartAsync(NodeData data, DataSetRequest request, CancellationToken cancellation)
    {
        byte[] state = StateBytes.Write(State);
        var answers = new TrainingData?[_links.Length];
        var open = new TaskCompletionSource<RoundFailure?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var opened = new Round(_links.Length, round => open.SetResult(round.Failure));
        for (int i = 0; i < _links.Length; i++)
        {
            int index = i;
            var training = new OpenTraining
            {
                ProtocolVersion = TrainingProtocol.Version,
                Replicas = Nodes[i].Workers,
                Classifier = ClassifierContract.Of(State.Layout.Description),
                Options = OptionsContract.Of(_options),
                Data = DataSetContract.Of(data.Set.Name, request),
                StateBytes = state.Length,
            };
            _links[i].Tell(new LinkOpen(training, answer => answers[index] = answer, opened));
        }

        Check(await open.Task.WaitAsync(cancellation).ConfigureAwait(false));
        var errors = new ValidationErrors();
        foreach ((TrainingNode node, TrainingData? answer) in Nodes.Zip(answers))
        {
            foreach (string difference in data.Differences(answer!))
            {
                errors.Add($"node {node.Address} has another {data.Set.Name}: its {difference}");
            }
        }

        errors.ThrowIfAny();
        var build = new TaskCompletionSource<RoundFailure?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var built = new Round(_links.Length, round => build.SetResult(round.Failure));
        foreach (IActorRef link in _links)
        {
            link.Tell(new LinkJob(Blocks.OfState(state), built));
        }

        Check(await build.Task.WaitAsync(cancellation).ConfigureAwait(false));
    }

    private void Run(Func<int, Round, LinkJob> job) => Check(_failure is null
        ? _wait.Run(onEnd =>
        {
            var round = new Round(_links.Length, onEnd);
            for (int i = 0; i < _links.Length; i++)
            {
                _links[i].Tell(job(i, round));
            }
        })
        : null);

    // Says the same to whoever goes on all the same. A loss ends these workers, and not the training.
    private void Check(RoundFailure? failure)
    {
        if (failure is not null)
        {
            _failure = failure.Exception is TrainingException failed and not WorkersLostException
                ? new TrainingException(
                    $"training ends after step {State.OptimiserSteps} of the optimiser: {failed.Message}",
                    failed)
                : failure.Exception;
        }

        if (_failure is not null)
        {
            throw _failure;
        }
    }

    private float[] Rent()
    {
        float[] sum = _free.TryPop(out float[]? free) ? free : new float[_total.Length];
        _used.Add(sum);
        return sum;
    }
}
