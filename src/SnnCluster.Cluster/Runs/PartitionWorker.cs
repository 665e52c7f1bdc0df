using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SnnCluster.Cluster.Exchange;
using SnnCluster.Cluster.Protocol;
using SnnCluster.Engine.Live;
using SnnCluster.Engine.Partitions;
using SnnCluster.Engine.Probes;
using SnnCluster.Engine.Recording;
using SnnCluster.Engine.Snapshots;

namespace SnnCluster.Cluster.Runs;

/// <summary>Why a partition came back to its mailbox.</summary>
internal enum SliceEnd
{
    /// <summary>The step to run to is reached.</summary>
    Stopped,

    /// <summary>Its time was over.</summary>
    TimeOver,
}

/// <summary>
/// Carries out what the <see cref="PartitionProtocol"/> says, on the thread of the partition's actor: steps the
/// partition, and exchanges spikes without allocating anything or asking any other thread.
/// </summary>
internal sealed class PartitionWorker : IDisposable
{
    // The clock is looked at this often: steps of small networks take about as long as reading it.
    private const int StepsPerLook = 16;

    private readonly int _index;
    private readonly IPartition _partition;
    private readonly FrameExchange _exchange;
    private readonly PartitionProtocol _protocol;
    private readonly PhaseTimes _phases;
    private readonly int _populations;
    private readonly bool _alone;
    private readonly bool _isAsynchronous;
    private readonly bool _watchesSteps;
    private readonly LiveObserver? _live;
    private readonly List<int> _offer = [];
    private long _interval = -1;
    private long _writing = -1;

    /// <param name="index">The partition.</param>
    /// <param name="partition">The partition, which it disposes of.</param>
    /// <param name="exchange">The run's exchange.</param>
    /// <param name="observation">What is observed.</param>
    /// <param name="from">What the partition was built from; null where it begins at the start.</param>
    /// <param name="live">Lets others watch it; null where nobody can.</param>
    public PartitionWorker(
        int index, IPartition partition, FrameExchange exchange, ObservationPlan observation, PartitionSnapshot? from = null, LiveObserver? live = null)
    {
        _index = index;
        _partition = partition;
        _live = live;
        _exchange = exchange;
        _alone = exchange.Boards.Count == 1;
        _populations = partition.Slices.Count;
        _protocol = new PartitionProtocol(exchange.Layout.Schedule, exchange.Boards.Count, partition.Step);
        Probes = new PartitionProbes(observation, partition, from);
        _watchesSteps = Probes.WatchesSteps;
        _isAsynchronous = partition.IsAsynchronous;
        _phases = new PhaseTimes(_isAsynchronous, partition.Step);
        Engine.HotMethods.Prepare(typeof(PartitionWorker));
    }

    public IPartition Partition => _partition;

    /// <summary>What observes it.</summary>
    public PartitionProbes Probes { get; }

    public int Step => _protocol.Step;

    public bool HasReached => _protocol.Step == _protocol.Target;

    /// <summary>How many frames it last waited for.</summary>
    public long FramesNeeded { get; private set; }

    /// <summary>Time spent on steps and exchange so far [s].</summary>
    public double LoopSeconds { get; set; }

    public IReadOnlyDictionary<Phase, double> PhaseSeconds => _phases.Of(LoopSeconds);

    public void RunTo(int step) => _protocol.RunTo(step);

    /// <summary>Runs until the step to run to, or for about so long.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public SliceEnd RunSlice(TimeSpan budget)
    {
        long began = Stopwatch.GetTimestamp();
        long end = began + (long)(budget.TotalSeconds * Stopwatch.Frequency);
        int look = StepsPerLook;

        // Looked up only where it is not enough: the boards of all partitions lie in other cores' caches. A GPU gains more from steps at once.
        long there = 0;
        try
        {
            _live?.BetweenSteps(_partition);
            while (true)
            {
                there = _isAsynchronous ? _exchange.PublishedFor(_index) : there;
                switch (_protocol.Next(there))
                {
                    case PartitionAction.Step:
                        for (int done = TakeSteps(); done > 0; done--)
                        {
                            _protocol.Stepped();
                            look--;
                        }

                        if (look <= 0)
                        {
                            look = StepsPerLook;
                            if (Stopwatch.GetTimestamp() >= end)
                            {
                                return SliceEnd.TimeOver;
                            }
                        }

                        break;
                    case PartitionAction.Publish:
                        _exchange.Publish(_index, _protocol.FramesPublished);
                        _protocol.Published();
                        _phases.End(Phase.Exchange);
                        break;
                    case PartitionAction.Take:
                        Take(_protocol.FramesTaken, _protocol.IntervalsTaken);
                        _protocol.Taken();
                        _phases.End(Phase.Exchange);
                        break;
                    case PartitionAction.Offer:
                        Offer();
                        _protocol.Offered();
                        there = _exchange.PublishedFor(_index);
                        break;
                    case PartitionAction.TakeOffers:
                        TakeOffers(_protocol.FramesTaken);
                        _protocol.Taken();
                        break;
                    case PartitionAction.Wait:
                        FramesNeeded = _protocol.FramesTaken + 1;
                        if (!_exchange.Wait(_index, FramesNeeded, budget))
                        {
                            return SliceEnd.TimeOver;
                        }

                        there = _exchange.PublishedFor(_index);
                        _phases.End(Phase.Exchange);
                        break;
                    default:
                        _partition.Synchronize();
                        return SliceEnd.Stopped;
                }
            }
        }
        finally
        {
            LoopSeconds += Stopwatch.GetElapsedTime(began).TotalSeconds;
        }
    }

    public void Dispose() => _partition.Dispose();

    // Makes the next step, or several where the device can make them in one call; says how many.
    private int TakeSteps()
    {
        int steps = _isAsynchronous ? StepsAtOnce() : 0;
        if (steps == 0)
        {
            Advance();
            return 1;
        }

        int from = _protocol.Step;
        _phases.BeginStep(from);
        _partition.Advance(steps);
        for (int step = from; step < from + steps; step++)
        {
            if (!_alone)
            {
                Write(step);
            }

            if (_watchesSteps)
            {
                Probes.AfterStep(step);
            }

            if (_live is { IsOn: true })
            {
                _live.AfterStep(_partition, step);
            }
        }

        return steps;
    }

    private int StepsAtOnce()
    {
        int step = _protocol.Step;
        int seen = Probes.StepsAtOnce(step);
        int most = seen == 1 ? 0 : Math.Min(Math.Min(_protocol.StepsAtOnce, _phases.StepsToSample(step)), seen);
        return most == 0 ? 0 : _partition.StepsAtOnce(most);
    }

    // One step: spikes reach their synapses, neurons advance, wiring changes, spikes go to the frame, and what was asked
    // for is recorded.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Advance()
    {
        int step = _protocol.Step;
        _phases.BeginStep(step);
        if (_phases.IsSampling)
        {
            _partition.Wait();
            _phases.Restart();
        }

        _partition.Deliver();
        End(Phase.Deliver);
        _partition.Update();
        End(Phase.Update);
        _partition.Rewire();
        End(Phase.Rewire);
        if (!_alone)
        {
            Write(step);
            End(Phase.Exchange);
        }

        if (_watchesSteps)
        {
            Probes.AfterStep(step);
            End(Phase.Record);
        }

        if (_live is { IsOn: true })
        {
            _live.AfterStep(_partition, step);
            End(Phase.Record);
        }

        _partition.EndStep();
    }

    private void End(Phase phase)
    {
        if (_phases.IsSampling)
        {
            _partition.Wait();
            _phases.End(phase);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Write(int step)
    {
        long interval = _exchange.Layout.Schedule.IntervalsAfter(step - _protocol.FirstStep);
        SpikeBoard board = _exchange.Boards[_index];
        if (interval != _interval)
        {
            _interval = interval;
            _writing = _protocol.FramesPublished;
            board.Begin(_writing);
        }

        for (int population = 0; population < _populations; population++)
        {
            board.Append(_partition.Spikes(population, step));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Take(long number, long interval)
    {
        ExchangeSchedule schedule = _exchange.Layout.Schedule;
        int first = _protocol.FirstStep + schedule.FirstStep(interval);
        foreach (int other in _exchange.TakenBy(_index))
        {
            ReadOnlySpan<int> frame = _exchange.Boards[other].Frame(number, isOffer: false).Span;
            for (int step = first; step < first + schedule.IntervalSteps; step++)
            {
                for (int population = 0; population < _populations; population++)
                {
                    int count = frame[0];
                    if (count > 0)
                    {
                        _partition.Receive(population, step, frame.Slice(1, count));
                    }

                    frame = frame[(1 + count)..];
                }
            }
        }
    }

    private void Offer()
    {
        _offer.Clear();
        _partition.Offer(_protocol.RoundsOffered, _offer);
        SpikeBoard board = _exchange.Boards[_index];
        long frame = _protocol.FramesPublished;
        bool isWithinInterval = _writing == frame;
        if (isWithinInterval)
        {
            board.Defer(frame);
        }

        board.Begin(frame, isOffer: true);
        board.Append(CollectionsMarshal.AsSpan(_offer));
        _exchange.Publish(_index, frame);
        if (isWithinInterval)
        {
            board.Resume(++_writing);
        }
    }

    private void TakeOffers(long number) => _partition.Take(
        _protocol.RoundsTaken, [.. _exchange.Boards.Select(board => board.Frame(number, isOffer: true)[1..])]);
}
