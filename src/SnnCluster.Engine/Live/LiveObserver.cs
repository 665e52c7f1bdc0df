using System.Runtime.CompilerServices;
using SnnCluster.Engine.Devices;
using SnnCluster.Engine.Partitions;

namespace SnnCluster.Engine.Live;

/// <summary>
/// Lets others watch a partition while it runs, and changes nothing of the run. What it keeps is bounded, and so is the time that it takes: a
/// hundredth of the partition's for spikes, and a two-hundredth of the run's for synapses. Where looking costs more, it looks less often, and steps in
/// between are not seen. Where nobody watches, a step costs one branch.
/// </summary>
/// <remarks>
/// <see cref="AfterStep"/> and <see cref="BetweenSteps"/> are called from the partition's thread, <see cref="Watch"/> and <see cref="Since"/> from any.
/// </remarks>
public sealed class LiveObserver
{
    private const double SpikeShare = 0.01;
    private const double SynapseShare = 0.005;
    private const double MostSavedSeconds = 0.02;

    // A clock is read once in so many steps that are watched.
    private const int TimedSteps = 16;

    // What a pass takes on the host, to know when the first one is due [s]. Elsewhere synapses are copied first.
    private const double SecondsPerSynapse = 5e-9;
    private const double SecondsPerCopiedSynapse = 100e-9;
    private const long MostCopied = 20_000_000;

    private const int BatchesKept = 64;
    private const int SpikesInBatch = 4096;
    private static readonly TimeSpan BatchTime = TimeSpan.FromMilliseconds(40);
    private static readonly TimeSpan SynapseTime = TimeSpan.FromSeconds(0.2);

    private readonly LiveShape _shape;
    private readonly int _partitions;
    private readonly TimeProvider _clock;
    private readonly Lock _gate = new();
    private readonly Queue<LiveBatch> _batches = new();
    private readonly LiveSynapses?[] _synapses;
    private readonly LiveWeights?[] _weights;
    private readonly bool[] _isRead;
    private readonly long[] _counts;
    private readonly List<int> _spikes = [];
    private long _watchedUntil;
    private long _number;
    private bool _isCut;
    private int _first = -1;
    private int _end;
    private int _untilTimed = 1;
    private long _cost;
    private double _credit;
    private double _synapseSeconds;
    private long _born;
    private long _looked;
    private long _batchBegan;
    private long _synapsesLooked;
    private int _nextProjection;

    /// <param name="shape">What is shown.</param>
    /// <param name="partitions">Partitions of the run, which wait for each other.</param>
    /// <param name="clock">Tells the time.</param>
    public LiveObserver(LiveShape shape, int partitions, TimeProvider? clock = null)
    {
        _shape = shape;
        _partitions = Math.Max(1, partitions);
        _clock = clock ?? TimeProvider.System;
        _counts = new long[shape.Every.Count];
        _synapses = new LiveSynapses?[shape.Projections];
        _weights = new LiveWeights?[shape.Projections];
        _isRead = new bool[shape.Projections];

        // Above those of whatever was the same partition before, in this process.
        _number = _clock.GetTimestamp();
    }

    /// <summary>How long it goes on after it was last watched.</summary>
    public static TimeSpan Lease { get; } = TimeSpan.FromSeconds(5);

    /// <summary>What is shown.</summary>
    public LiveShape Shape => _shape;

    /// <summary>Whether <see cref="AfterStep"/> is to be called.</summary>
    public bool IsOn { get; private set; }

    /// <summary>Somebody watches: it looks for as long as <see cref="Lease"/> from now.</summary>
    public void Watch() => Volatile.Write(ref _watchedUntil, _clock.GetTimestamp() + TicksOf(Lease));

    /// <summary>A step is done but for its end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void AfterStep(IPartition partition, int step)
    {
        bool isTimed = --_untilTimed == 0;
        long began = isTimed ? _clock.GetTimestamp() : 0;
        _first = _first < 0 ? step : _first;
        _end = step + 1;
        for (int population = 0; population < _counts.Length; population++)
        {
            ReadOnlySpan<int> spikes = partition.Spikes(population, step);
            _counts[population] += spikes.Length;
            Take(step, population, spikes, (uint)_shape.Every[population]);
        }

        if (isTimed)
        {
            _cost += TimedSteps * (_clock.GetTimestamp() - began);
            _untilTimed = TimedSteps;
        }
    }

    /// <summary>The partition stands between two steps, as it does every few milliseconds.</summary>
    public void BetweenSteps(IPartition partition)
    {
        long now = _clock.GetTimestamp();
        _born = _born == 0 ? now : _born;
        if (now > Volatile.Read(ref _watchedUntil))
        {
            if (IsOn || _looked > 0)
            {
                Stop();
            }

            return;
        }

        if (_looked == 0)
        {
            (_looked, _synapsesLooked) = (now, now - TicksOf(SynapseTime));
        }

        double seconds = SecondsOf(now - _looked);
        _looked = now;
        _credit = Math.Min(MostSavedSeconds, _credit + (SpikeShare * seconds) - SecondsOf(_cost));
        _cost = 0;
        if (_first >= 0 && (now - _batchBegan >= TicksOf(BatchTime) || _credit < 0 || _isCut))
        {
            EndBatch();
        }

        if (now - _synapsesLooked >= TicksOf(SynapseTime))
        {
            _synapsesLooked = now;
            LookAtSynapses(partition, (SynapseShare / _partitions * SecondsOf(now - _born)) - _synapseSeconds);
        }

        _batchBegan = _first < 0 ? now : _batchBegan;
        IsOn = _credit >= 0;
    }

    /// <summary>What was seen after some numbers.</summary>
    /// <param name="batch">Number of the last batch that is known.</param>
    /// <param name="look">Number of the last look at synapses that is known.</param>
    public (IReadOnlyList<LiveBatch> Batches, IReadOnlyList<LiveSynapses> Synapses) Since(long batch, long look)
    {
        lock (_gate)
        {
            return (
                [.. _batches.Where(one => one.Number > batch)],
                [.. _synapses.OfType<LiveSynapses>().Where(one => one.Number > look).OrderBy(one => one.Number)]);
        }
    }

    private void Take(int step, int population, ReadOnlySpan<int> spikes, uint every)
    {
        foreach (int neuron in spikes)
        {
            if ((uint)neuron % every == 0)
            {
                if (_spikes.Count >= 3 * SpikesInBatch)
                {
                    _isCut = true;
                    return;
                }

                _spikes.Add(step);
                _spikes.Add(population);
                _spikes.Add(neuron);
            }
        }
    }

    private void Stop()
    {
        if (_first >= 0)
        {
            EndBatch();
        }

        (IsOn, _looked, _credit, _cost) = (false, 0, 0, 0);
    }

    private void EndBatch()
    {
        lock (_gate)
        {
            if (_batches.Count == BatchesKept)
            {
                _batches.Dequeue();
            }

            _batches.Enqueue(new LiveBatch(++_number, _first, _end, [.. _counts], [.. _spikes], _isCut));
        }

        Array.Clear(_counts);
        _spikes.Clear();
        (_first, _isCut) = (-1, false);
    }

    // One projection in a pass, when the run has gone on for long enough to bear it. What never changes is looked at once.
    private void LookAtSynapses(IPartition partition, double secondsLeft)
    {
        for (int i = 0; i < _synapses.Length; i++)
        {
            int projection = (_nextProjection + i) % _synapses.Length;
            bool changes = _shape.Network.Projections[projection].Changes;
            bool copies = partition.Device != DeviceCatalog.Host;
            long synapses = partition.SynapseCount(projection);
            bool isDue = (changes || !_isRead[projection]) && !(copies && synapses > MostCopied);
            if (isDue && secondsLeft >= synapses * (copies ? SecondsPerCopiedSynapse : SecondsPerSynapse))
            {
                long began = _clock.GetTimestamp();
                _weights[projection] = Weights(partition, projection);
                _isRead[projection] = true;
                _synapseSeconds += SecondsOf(_clock.GetTimestamp() - began);
                _nextProjection = projection + 1;
                break;
            }

            if (isDue)
            {
                // The others wait until it is this one's turn.
                _nextProjection = projection;
                break;
            }
        }

        lock (_gate)
        {
            for (int p = 0; p < _synapses.Length; p++)
            {
                long count = partition.SynapseCount(p);
                if (_synapses[p] is not LiveSynapses known || known.Count != count || !ReferenceEquals(known.Weights, _weights[p]))
                {
                    _synapses[p] = new LiveSynapses(++_number, p, partition.Step, count, _weights[p]);
                }
            }
        }
    }

    private static LiveWeights Weights(IPartition partition, int projection)
    {
        var counts = new long[LiveWeights.BinsInAll];
        partition.VisitSynapses(projection, synapses =>
        {
            foreach (ref readonly Recording.Synapse synapse in synapses)
            {
                counts[LiveWeights.BinOf(synapse.Weight)]++;
            }
        });
        return LiveWeights.Of(counts);
    }

    private long TicksOf(TimeSpan time) => (long)(time.TotalSeconds * _clock.TimestampFrequency);

    private double SecondsOf(long ticks) => ticks / (double)_clock.TimestampFrequency;
}
