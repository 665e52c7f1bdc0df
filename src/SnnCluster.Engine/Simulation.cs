using System.Diagnostics;
using System.Runtime.CompilerServices;
using SnnCluster.Engine.Devices;
using SnnCluster.Engine.Partitions;
using SnnCluster.Engine.Probes;
using SnnCluster.Engine.Recording;
using SnnCluster.Engine.Rewiring;
using SnnCluster.Engine.Snapshots;
using SnnCluster.Model.Networks;

namespace SnnCluster.Engine;

/// <summary>
/// A network held as one or more partitions and stepped in lockstep by one thread: the whole job on one machine, and
/// the reference for any other way to run partitions.
/// </summary>
public sealed class Simulation : IDisposable
{
    private readonly IPartition[] _partitions;
    private readonly PhaseTimes _phases;

    // Whether partitions may make several steps in one call.
    private readonly bool _isAsynchronous;
    private readonly ProjectionPlan[] _plans;
    private readonly ObservationPlan _plan;
    private readonly PartitionProbes[] _probes;
    private readonly WiringSchedule _wiring;
    private readonly bool _watchesSteps;
    private readonly int _stepsToExchange;
    private readonly SpikeRecorder? _spikes;

    private Simulation(
        NetworkDescription network, IPartition[] partitions, PartitionProbes[] probes, ObservationPlan plan, double buildSeconds, bool recordSpikes)
    {
        HotMethods.Prepare(typeof(Simulation));
        Network = network;
        _partitions = partitions;
        _probes = probes;
        _plan = plan;
        _watchesSteps = probes[0].WatchesSteps;
        _plans = ProjectionPlan.CreateAll(network);
        _wiring = WiringSchedule.Of(network);
        _spikes = recordSpikes ? new SpikeRecorder() : null;
        _isAsynchronous = Array.Exists(partitions, partition => partition.IsAsynchronous);
        _phases = new PhaseTimes(_isAsynchronous, partitions[0].Step);
        _stepsToExchange = partitions.Length == 1 ? int.MaxValue : network.SmallestDelaySteps();
        BuildSeconds = buildSeconds;
    }

    /// <summary>The network.</summary>
    public NetworkDescription Network { get; }

    /// <summary>The partitions, in order.</summary>
    public IReadOnlyList<IPartition> Partitions => _partitions;

    /// <summary>Steps done so far.</summary>
    public int Step => _partitions[0].Step;

    /// <summary>Time it took to build the network [s].</summary>
    public double BuildSeconds { get; }

    /// <summary>Time spent in <see cref="Run"/> so far [s].</summary>
    public double LoopSeconds { get; private set; }

    /// <summary>Time of each phase so far [s].</summary>
    public IReadOnlyDictionary<Phase, double> PhaseSeconds => _phases.Of(LoopSeconds);

    /// <summary>Spikes since they were last cleared; null where they are not recorded.</summary>
    public SpikeRecorder? Spikes => _spikes;

    /// <summary>Spikes delivered so far, once per synapse.</summary>
    public long SynapticEvents => _partitions.Sum(partition => partition.SynapticEvents);

    /// <summary>Checks the network, cuts it and builds the partitions.</summary>
    /// <param name="network">The network.</param>
    /// <param name="device">What executes the partitions.</param>
    /// <param name="partitions">How many, from 1 to the size of the largest population.</param>
    /// <param name="recordSpikes">Whether to keep all spikes for the caller to take.</param>
    /// <param name="from">
    /// Snapshots of all partitions of the same network at the same step, however it was cut then: the simulation goes on
    /// from there. Null to begin at the start.
    /// </param>
    /// <param name="observation">What <see cref="Sample"/> gives; nothing but counts where null.</param>
    /// <exception cref="InvalidDescriptionException">The network or the number of partitions is not valid.</exception>
    /// <exception cref="SnapshotFormatException">The snapshots are not those of such a network.</exception>
    public static Simulation Create(
        NetworkDescription network,
        IDevice device,
        int partitions = 1,
        bool recordSpikes = false,
        IReadOnlyList<PartitionSnapshot>? from = null,
        ObservationPlan? observation = null)
    {
        network.Validate();
        bool hasProbes = observation is not null;
        observation ??= ObservationPlan.Nothing(network);
        PartitionPlan plan = PartitionPlan.Even(network, partitions);
        long start = Stopwatch.GetTimestamp();
        var built = new List<IPartition>();
        var probes = new List<PartitionProbes>();
        try
        {
            for (int p = 0; p < plan.Count; p++)
            {
                PartitionSnapshot? part = from is null ? null : SnapshotCut.For(network, plan[p], p == 0, from, hasProbes ? observation.NeuronColumns : null);
                built.Add(device.CreatePartition(network, plan[p], part));
                probes.Add(new PartitionProbes(observation, built[p], part));
            }
        }
        catch
        {
            built.ForEach(partition => partition.Dispose());
            throw;
        }

        return new Simulation(network, [.. built], [.. probes], observation, Stopwatch.GetElapsedTime(start).TotalSeconds, recordSpikes);
    }

    /// <summary>The whole state between two steps, by partition.</summary>
    public IReadOnlyList<PartitionSnapshot> Capture() => [.. _probes.Select(probes => probes.Capture())];

    /// <summary>Advances by a number of steps.</summary>
    /// <exception cref="SimulationException">
    /// A weight is beyond its bound, a neuron has more conductance than it bears, or state is not a number, for which it
    /// looks now and then.
    /// </exception>
    public void Run(int steps)
    {
        long start = Stopwatch.GetTimestamp();
        int end = Step + steps;
        while (Step < end)
        {
            int atOnce = _isAsynchronous ? StepsAtOnce(end - Step) : 0;
            if (atOnce > 0)
            {
                AdvanceAtOnce(atOnce);
            }
            else
            {
                Advance();
            }
        }

        Synchronize();
        LoopSeconds += Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>Delivers the events of the last step, so that results can be read.</summary>
    public void Settle()
    {
        foreach (IPartition partition in _partitions)
        {
            partition.Deliver();
        }
    }

    /// <summary>
    /// All synapses of a projection in the order of (source, target, k), weights brought up to date through the last
    /// step, that step's events included.
    /// </summary>
    public Synapse[] ReadSynapses(int projection)
    {
        Settle();
        if (_partitions.Length == 1)
        {
            return _partitions[0].ReadSynapses(projection);
        }

        Synapse[] all = [.. _partitions.SelectMany(partition => partition.ReadSynapses(projection))];
        all.AsSpan().Sort(static (a, b) => (a.Source, a.Target, a.K).CompareTo((b.Source, b.Target, b.K)));
        return all;
    }

    /// <summary>Number of synapses of a projection.</summary>
    public long SynapseCount(int projection) => _partitions.Sum(partition => partition.SynapseCount(projection));

    /// <summary>Spikes of a population so far.</summary>
    public long SpikeCount(int population)
    {
        long sum = 0;
        foreach (IPartition partition in _partitions)
        {
            var counts = new long[partition.Slices[population].Count];
            partition.ReadSpikeCounts(population, counts);
            sum += counts.Sum();
        }

        return sum;
    }

    /// <summary>One state variable of a range of a population's neurons.</summary>
    public void ReadState(int population, int variable, Span<float> values)
    {
        foreach (IPartition partition in _partitions)
        {
            Slice slice = partition.Slices[population];
            if (slice.Begin >= values.Length)
            {
                break;
            }

            int count = Math.Min(slice.Count, values.Length - slice.Begin);
            partition.ReadState(population, variable, values.Slice(slice.Begin, count));
        }
    }

    /// <summary>
    /// What is to be observed after so many steps: takes away what probes have gathered. Between steps and outside the time that is
    /// measured.
    /// </summary>
    /// <param name="lastStep">The step after which the run ends.</param>
    /// <exception cref="SimulationException">A state variable of a neuron is not a number.</exception>
    public NetworkSample Sample(int lastStep)
    {
        Settle();
        bool isEnd = Step == 0 || Step == lastStep;
        if (isEnd)
        {
            CheckState();
        }

        IReadOnlyList<ProbeReport>[] reports = [.. _probes.Select(probes => probes.Report(lastStep))];
        return new NetworkSample
        {
            Step = Step,
            IsLast = Step == lastStep,
            Counts = isEnd ? Counts() : null,
            Probes = [.. Enumerable.Range(0, _plan.Probes.Count).Select(i => ProbeReport.Merge(reports.Select(one => one[i])))],
            Synapses = _probes[0].ReadsAll ? [.. Projections.Select(p => _probes[0].Reads(p) ? SynapsesOf(p) : null)] : [],
        };
    }

    /// <summary>The digest; <see cref="NetworkDigest"/> says of what.</summary>
    /// <exception cref="SimulationException">A state variable of a neuron is not a number.</exception>
    public string Digest()
    {
        Settle();
        CheckState();
        return NetworkDigest.Compute(_partitions, [.. _plans.Select(plan => plan.Target)]);
    }

    /// <summary>The digest of all that it goes on from; <see cref="Recording.FullDigest"/> says of what. Takes a snapshot.</summary>
    /// <exception cref="SimulationException">A state variable of a neuron is not a number.</exception>
    public string FullDigest() => Recording.FullDigest.Compute(Network, [.. _partitions.Select(partition => partition.Capture())]);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (IPartition partition in _partitions)
        {
            partition.Dispose();
        }

        _spikes?.Dispose();
    }

    // One step: spikes reach their synapses, neurons advance, wiring changes, spikes go to the other partitions, and
    // what was asked for is recorded.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Advance()
    {
        _phases.BeginStep(Step);
        if (_phases.IsSampling)
        {
            Wait();
            _phases.Restart();
        }

        foreach (IPartition partition in _partitions)
        {
            partition.Deliver();
        }

        End(Phase.Deliver);
        foreach (IPartition partition in _partitions)
        {
            partition.Update();
        }

        End(Phase.Update);
        foreach (IPartition partition in _partitions)
        {
            partition.Rewire();
        }

        End(Phase.Rewire);
        if (_partitions.Length > 1)
        {
            Exchange(Step);
            End(Phase.Exchange);
        }

        if (_spikes is not null || _watchesSteps)
        {
            Watch(Step);
            End(Phase.Record);
        }

        foreach (IPartition partition in _partitions)
        {
            partition.EndStep();
        }

        if (!_wiring.IsEmpty)
        {
            ExchangeOffers(_wiring.RoundsAfter(Step));
        }
    }

    private void CheckState()
    {
        foreach (IPartition partition in _partitions)
        {
            partition.CheckState();
        }
    }

    private SynapseStream SynapsesOf(int projection) => new([.. _partitions.Select(partition => partition.SynapsesInOrder(projection))]);

    private IEnumerable<int> Projections => Enumerable.Range(0, Network.Projections.Count);

    private NetworkCounts Counts() => new(
        [.. Enumerable.Range(0, Network.Populations.Count).Select(SpikeCount)],
        [.. Projections.Select(SynapseCount)],
        [.. Projections.Select(Rewiring)]);

    private RewiringSample? Rewiring(int projection) =>
        RewiringSample.Sum(_partitions.Select(partition => RewiringSample.Of(partition.Rewiring(projection))));

    private void End(Phase phase)
    {
        if (_phases.IsSampling)
        {
            Wait();
            _phases.End(phase);
        }
    }

    // Steps that partitions can make in one call: up to the next one that is timed, or that a probe looks at, or that needs others' spikes.
    private int StepsAtOnce(int most)
    {
        int steps = Math.Min(Math.Min(most, _stepsToExchange), _phases.StepsToSample(Step));
        foreach (PartitionProbes probes in _probes)
        {
            // A probe that is to see each step by itself finds the partition in it.
            int seen = probes.StepsAtOnce(Step);
            steps = seen == 1 ? 0 : Math.Min(steps, seen);
        }

        for (int p = 0; p < _partitions.Length && steps > 0; p++)
        {
            steps = _partitions[p].StepsAtOnce(steps);
        }

        return steps;
    }

    private void AdvanceAtOnce(int steps)
    {
        int from = Step;
        foreach (IPartition partition in _partitions)
        {
            partition.Advance(steps);
        }

        for (int step = from; step < from + steps; step++)
        {
            if (_partitions.Length > 1)
            {
                Exchange(step);
            }

            if (_spikes is not null || _watchesSteps)
            {
                Watch(step);
            }
        }
    }

    private void Wait()
    {
        foreach (IPartition partition in _partitions)
        {
            partition.Wait();
        }
    }

    private void Synchronize()
    {
        foreach (IPartition partition in _partitions)
        {
            partition.Synchronize();
        }
    }

    // A partition's spikes are read before others' are appended: the view shows its own alone.
    private void Exchange(int step)
    {
        for (int population = 0; population < Network.Populations.Count; population++)
        {
            foreach (IPartition sender in _partitions)
            {
                foreach (IPartition receiver in _partitions)
                {
                    if (receiver != sender)
                    {
                        receiver.Receive(population, step, sender.Spikes(population, step));
                    }
                }
            }
        }
    }

    private void ExchangeOffers(int rounds)
    {
        for (int round = 0; round < rounds; round++)
        {
            var offers = new ReadOnlyMemory<int>[_partitions.Length];
            for (int p = 0; p < offers.Length; p++)
            {
                var offer = new List<int>();
                _partitions[p].Offer(round, offer);
                offers[p] = offer.ToArray();
            }

            foreach (IPartition partition in _partitions)
            {
                partition.Take(round, offers);
            }
        }
    }

    private void Watch(int step)
    {
        foreach (PartitionProbes probes in _probes)
        {
            probes.AfterStep(step);
        }

        for (int population = 0; _spikes is not null && population < Network.Populations.Count; population++)
        {
            foreach (IPartition partition in _partitions)
            {
                _spikes.Add(population, step, partition.Spikes(population, step));
            }
        }
    }
}
