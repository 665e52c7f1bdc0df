// Kernels get these structs from the host, which sets all fields.
#pragma warning disable CS0649
using System.Runtime.InteropServices;
using ILGPU;
using SnnCluster.Engine.Partitions;

namespace SnnCluster.Engine.Gpu;

/// <summary>Where the lists of a population are among those of all.</summary>
internal struct SpikeRing
{
    /// <summary>The first element of its first list.</summary>
    public long First;

    /// <summary>Number of its first list.</summary>
    public int FirstList;

    /// <summary>Lists in the ring.</summary>
    public int Steps;

    /// <summary>Elements of a list.</summary>
    public int Room;

    public readonly int ListOf(int step) => FirstList + (step % Steps);
}

/// <summary>What packing the spikes of some steps needs.</summary>
internal struct PackArguments
{
    public ArrayView<SpikeRing> Rings;
    public ArrayView<int> Lists;
    public ArrayView<int> Counts;

    /// <summary>Takes the number of spikes of each step and population, and from <see cref="Header"/> on all spikes in that order.</summary>
    public ArrayView<int> Packed;
    public int Header;

    /// <summary>The first step, and how many.</summary>
    public int Step;
    public int Steps;
    public int Populations;

    public readonly int Count(int pair) => Counts[Rings[pair % Populations].ListOf(Step + (pair / Populations))];
}

/// <summary>Packs spikes: <see cref="RowThreads"/> for each step and population. Those that find no room are left out.</summary>
internal static class PackKernel
{
    public static void Pack(PackArguments a)
    {
        for (int pair = RowThreads.FirstRow; pair < a.Steps * a.Populations; pair += RowThreads.RowStride)
        {
            long to = a.Header;
            for (int before = 0; before < pair; before++)
            {
                to += a.Count(before);
            }

            SpikeRing ring = a.Rings[pair % a.Populations];
            long from = ring.First + ((long)((a.Step + (pair / a.Populations)) % ring.Steps) * ring.Room);
            int count = a.Count(pair);
            for (int i = RowThreads.Index; i < count && to + i < a.Packed.Length; i += RowThreads.Count)
            {
                a.Packed[to + i] = a.Lists[from + i];
            }

            if (RowThreads.Index == 0)
            {
                a.Packed[pair] = count;
            }
        }
    }
}

/// <summary>What putting spikes of other partitions into their lists needs.</summary>
internal struct UnpackArguments
{
    public ArrayView<ArrivedSpike> Arrived;
    public ArrayView<int> Lists;
    public ArrayView<int> Counts;
    public int Count;
}

/// <summary>A spike of another partition.</summary>
internal struct ArrivedSpike
{
    /// <summary>The first element of its list.</summary>
    public long First;

    /// <summary>Number of the list.</summary>
    public int List;
    public int Neuron;
}

/// <summary>Puts spikes of other partitions into their lists: one thread a spike.</summary>
internal static class UnpackKernel
{
    public static void Unpack(UnpackArguments a)
    {
        int threads = Grid.DimX * Group.DimX;
        for (int i = Grid.GlobalIndex.X; i < a.Count; i += threads)
        {
            ArrivedSpike spike = a.Arrived[i];
            a.Lists[spike.First + Atomic.Add(ref a.Counts[spike.List], 1)] = spike.Neuron;
        }
    }
}

/// <summary>
/// The spikes of all populations on a device, and their way to and from the host: those of several steps leave it packed, in one copy, and
/// those of other partitions come in one.
/// </summary>
internal sealed class GpuSpikes : IDisposable
{
    // Spikes of other partitions that are sent in one copy.
    private const int MostTogether = 1 << 14;

    // A step of a population of which one neuron in so many spikes is packed without a second try.
    private const int NeuronsPerSpike = 8;
    private const int LeastRoom = 1 << 10;

    private readonly GpuRuntime _runtime;
    private readonly SpikeRing[] _rings;
    private readonly int[] _ownCounts;
    private readonly GpuArray<SpikeRing> _ringsThere;
    private readonly GpuArray<int> _lists;
    private readonly GpuArray<int> _counts;
    private readonly GpuArray<ArrivedSpike> _arrived;
    private readonly GpuStage<ArrivedSpike> _stage;
    private readonly GpuKernel<PackArguments> _pack;
    private readonly GpuKernel<UnpackArguments> _unpack;
    private readonly List<ArrivedSpike> _received = [];
    private readonly int[] _receivedCounts;
    private readonly int[] _begins;
    private readonly int _mostSteps;
    private GpuArray<int> _packed;
    private GpuReadBack<int> _copy;
    private int _from;
    private int _until;
    private bool _isPacked;

    /// <param name="runtime">Where.</param>
    /// <param name="populations">Of each population the steps that its spikes are kept, those that are computed at once included, its size and the partition's slice.</param>
    /// <param name="mostSteps">The most steps that are computed at once.</param>
    public GpuSpikes(GpuRuntime runtime, IReadOnlyList<(int DelaySteps, int Size, Slice Own)> populations, int mostSteps)
    {
        _runtime = runtime;
        _mostSteps = mostSteps;
        _rings = new SpikeRing[populations.Count];
        _ownCounts = [.. populations.Select(population => population.Own.Count)];
        long first = 0;
        int list = 0;
        for (int p = 0; p < _rings.Length; p++)
        {
            // The ring is one step longer than the steps that are read, for the one that comes next.
            int steps = StepsKept(populations[p].DelaySteps, mostSteps);
            _rings[p] = new SpikeRing { First = first, FirstList = list, Steps = steps, Room = populations[p].Size };
            first += (long)steps * populations[p].Size;
            list += steps;
        }

        _ringsThere = runtime.Allocate<SpikeRing>(_rings);
        _lists = runtime.Allocate<int>(first);
        _counts = runtime.Allocate<int>(list);
        _receivedCounts = new int[list];
        _arrived = runtime.Allocate<ArrivedSpike>(MostTogether);
        _stage = new GpuStage<ArrivedSpike>(runtime, MostTogether);
        _pack = runtime.Load<PackArguments>("pack spikes", PackKernel.Pack);
        _unpack = runtime.Load<UnpackArguments>("unpack spikes", UnpackKernel.Unpack);
        _begins = new int[(mostSteps * _rings.Length) + 1];
        Queues = [.. _rings.Select(ring => new GpuSpikeQueue(_lists, _counts, ring))];
        MakeRoom(Math.Max(LeastRoom, _ownCounts.Sum(count => (long)count) / NeuronsPerSpike));
    }

    /// <summary>By population.</summary>
    public IReadOnlyList<GpuSpikeQueue> Queues { get; }

    private int Header => _mostSteps * _rings.Length;

    /// <summary>Steps of which a population's spikes are kept.</summary>
    /// <param name="delaySteps">The largest delay of what takes them.</param>
    /// <param name="mostSteps">The most steps that are computed at once.</param>
    public static int StepsKept(int delaySteps, int mostSteps) => Math.Max(delaySteps, mostSteps) + 1;

    /// <summary>Says which steps were computed last: their spikes may be asked for.</summary>
    public void Made(int from, int until)
    {
        (_from, _until) = (from, until);
        _isPacked = false;
    }

    /// <summary>A population's own spikes of a step, ascending. Waits for the device when the first is asked for.</summary>
    public ReadOnlySpan<int> Of(int population, int step)
    {
        if (step < _from || step >= _until)
        {
            throw new ArgumentOutOfRangeException(nameof(step), step, $"spikes are there of the steps from {_from} to before {_until}");
        }

        if (!_isPacked)
        {
            Pack();
        }

        int pair = ((step - _from) * _rings.Length) + population;
        return _copy.Values[_begins[pair].._begins[pair + 1]];
    }

    /// <summary>Takes spikes of another partition, which are sent to the device with those that come before <see cref="Send"/>.</summary>
    public void Receive(int population, int step, ReadOnlySpan<int> spikes)
    {
        SpikeRing ring = _rings[population];
        PartitionArguments.RequireNeurons(spikes, ring.Room);
        int list = ring.ListOf(step);
        if (spikes.Length > ring.Room - _ownCounts[population] - _receivedCounts[list])
        {
            throw new ArgumentOutOfRangeException(nameof(spikes), spikes.Length, "more spikes of a step than other partitions have neurons");
        }

        _receivedCounts[list] += spikes.Length;
        long first = ring.First + ((long)(step % ring.Steps) * ring.Room);
        foreach (int neuron in spikes)
        {
            _received.Add(new ArrivedSpike { First = first, List = list, Neuron = neuron });
        }
    }

    /// <summary>Sends spikes of other partitions that were gathered to the device.</summary>
    public void Send()
    {
        ReadOnlySpan<ArrivedSpike> all = CollectionsMarshal.AsSpan(_received);
        for (int first = 0; first < all.Length; first += MostTogether)
        {
            ReadOnlySpan<ArrivedSpike> some = all.Slice(first, Math.Min(MostTogether, all.Length - first));
            _stage.Send(some, _arrived);
            _unpack.OverElements(some.Length, new UnpackArguments
            {
                Arrived = _arrived.View,
                Lists = _lists.View,
                Counts = _counts.View,
                Count = some.Length,
            });
        }

        if (all.Length > 0)
        {
            _received.Clear();
            Array.Clear(_receivedCounts);
        }
    }

    public void Dispose()
    {
        _ringsThere.Dispose();
        _lists.Dispose();
        _counts.Dispose();
        _arrived.Dispose();
        _stage.Dispose();
        _packed.Dispose();
        _copy.Dispose();
    }

    private void Pack()
    {
        long spikes = TryPack();
        if (spikes > _packed.Length - Header)
        {
            _packed.Dispose();
            _copy.Dispose();
            MakeRoom(2 * spikes);
            TryPack();
        }

        for (int pair = 0; pair < (_until - _from) * _rings.Length; pair++)
        {
            _copy.Values[_begins[pair].._begins[pair + 1]].Sort();
        }

        _isPacked = true;
    }

    // How many spikes there are.
    private long TryPack()
    {
        int pairs = (_until - _from) * _rings.Length;
        _pack.OverRows(pairs, new PackArguments
        {
            Rings = _ringsThere.View,
            Lists = _lists.View,
            Counts = _counts.View,
            Packed = _packed.View,
            Header = Header,
            Step = _from,
            Steps = _until - _from,
            Populations = _rings.Length,
        });
        _copy.Read(_packed);
        long at = Header;
        for (int pair = 0; pair < pairs; pair++)
        {
            _begins[pair] = (int)Math.Min(int.MaxValue, at);
            at += _copy.Values[pair];
        }

        _begins[pairs] = (int)Math.Min(int.MaxValue, at);
        return at - Header;
    }

    [System.Diagnostics.CodeAnalysis.MemberNotNull(nameof(_packed), nameof(_copy))]
    private void MakeRoom(long spikes)
    {
        _packed = _runtime.Allocate<int>(Header + spikes);
        _copy = new GpuReadBack<int>(_runtime, checked((int)(Header + spikes)));
    }
}
