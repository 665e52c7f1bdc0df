using System.Runtime.CompilerServices;
using SnnCluster.Engine.Memory;
using SnnCluster.Engine.Partitions;
using SnnCluster.Engine.Snapshots;
using SnnCluster.Model.Synapses;

namespace SnnCluster.Engine.Host;

/// <summary>
/// Where the weights that reach one receptor of a population are summed, in fixed point, in a ring of one slot per step
/// of dendritic delay. A slot lists the neurons that got input, so that a step costs what arrived and the neuron update
/// reads plain numbers. Where all neurons get input in every step, lists are not looked at. Where all that is added has arrived, there is
/// one slot (<see cref="HostArrivals{TId}"/>); what is known of later steps all the same, since it is that of a snapshot, waits beside it.
/// </summary>
internal sealed unsafe class HostReceptor : IDisposable
{
    /// <summary>Sums of this size stay in the second cache, from where they come as soon as they are asked for.</summary>
    public const long CachedBytes = 512 << 10;

    private readonly InputSlot[] _slots;
    private readonly NativeArray<float> _arrived;
    private readonly bool _isDense;
    private readonly int _neurons;
    private readonly Dictionary<int, InputSlot> _ahead = [];

    /// <param name="neurons">Neurons of the partition, rounded up to whole lanes.</param>
    /// <param name="slots">Steps that are added to at a time: largest dendritic delay plus one.</param>
    /// <param name="bound">Largest sum that bounds of weight and in-degree allow.</param>
    /// <param name="isDense">Whether all neurons get input in every step.</param>
    public HostReceptor(int neurons, int slots, double bound, bool isDense)
    {
        _isDense = isDense;
        _neurons = neurons;
        HotMethods.Prepare(typeof(HostReceptor));
        HotMethods.Prepare(typeof(FixedPoint));
        Scale = FixedPoint.Scale(bound);
        _arrived = new NativeArray<float>(neurons);
        _slots = [.. Enumerable.Range(0, slots).Select(_ => new InputSlot(neurons))];
    }

    public float Scale { get; }

    /// <summary>Whether all neurons get input in every step, so that nobody needs to list those that do.</summary>
    public bool IsDense => _isDense;

    /// <summary>Bytes of the sums of all slots.</summary>
    public long SumBytes => (long)_slots.Length * _arrived.Length * sizeof(long);

    /// <summary>What arrived in the step that is computed, by neuron.</summary>
    public float* Arrived => _arrived.Pointer;

    /// <summary>The slot whose input is used in a step.</summary>
    public InputSlot Slot(int step) => _slots.Length == 1 ? _slots[0] : _slots[step % _slots.Length];

    /// <summary>Where input of a later step waits that has no slot yet.</summary>
    public InputSlot SlotAhead(int step)
    {
        if (!_ahead.TryGetValue(step, out InputSlot? slot))
        {
            slot = new InputSlot(_neurons);
            _ahead.Add(step, slot);
        }

        return slot;
    }

    /// <summary>Turns the sums of a step into numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Open(int step)
    {
        InputSlot slot = Slot(step);
        if (_ahead.Count > 0 && _ahead.Remove(step, out InputSlot? waited))
        {
            slot.Add(waited, _neurons);
            waited.Dispose();
        }

        float inverse = 1f / Scale;
        if (_isDense)
        {
            FixedPoint.TakeSums(new Span<long>(slot.Sums, _arrived.Span.Length), _arrived.Span, inverse);
            return;
        }

        for (int i = 0; i < slot.TouchedCount; i++)
        {
            int neuron = slot.Touched[i];
            long sum = slot.Sums[neuron];

            // A neuron may be listed twice where sums passed through zero.
            if (sum != 0)
            {
                Arrived[neuron] = FixedPoint.ToSum(sum, inverse);
                slot.Sums[neuron] = 0;
            }
        }
    }

    /// <summary>Clears what <see cref="Open"/> gave.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Close(int step)
    {
        InputSlot slot = Slot(step);
        int touched = _isDense ? 0 : slot.TouchedCount;
        for (int i = 0; i < touched; i++)
        {
            Arrived[slot.Touched[i]] = 0f;
        }

        slot.TouchedCount = 0;
    }

    /// <summary>Input of the steps from the next one on.</summary>
    /// <param name="step">The next step, all of whose events have been delivered.</param>
    /// <param name="neurons">The partition's neurons.</param>
    public InputSnapshot Capture(int step, Slice neurons)
    {
        var (steps, ids, sums) = (new List<int>(), new List<int>(), new List<long>());
        int last = Math.Max(step + _slots.Length - 1, _ahead.Keys.Append(step).Max());
        for (int s = step; s <= last; s++)
        {
            long* slot = s < step + _slots.Length ? Slot(s).Sums : null;
            long* ahead = _ahead.TryGetValue(s, out InputSlot? waits) ? waits.Sums : null;
            for (int i = 0; i < neurons.Count && (slot != null || ahead != null); i++)
            {
                long sum = (slot == null ? 0 : slot[i]) + (ahead == null ? 0 : ahead[i]);
                if (sum != 0)
                {
                    steps.Add(s);
                    ids.Add(neurons.Begin + i);
                    sums.Add(sum);
                }
            }
        }

        return new InputSnapshot([.. steps], [.. ids], [.. sums]);
    }

    /// <summary>Takes over what <see cref="Capture"/> gave.</summary>
    public void Restore(InputSnapshot from, int step, Slice neurons)
    {
        for (int i = 0; i < from.Sums.Length; i++)
        {
            InputSlot slot = from.Steps[i] < step + _slots.Length ? Slot(from.Steps[i]) : SlotAhead(from.Steps[i]);
            int neuron = from.Neurons[i] - neurons.Begin;
            slot.Reserve(1);
            slot.Touched[slot.TouchedCount++] = neuron;
            slot.Sums[neuron] = from.Sums[i];
        }
    }

    public void Dispose()
    {
        _arrived.Dispose();
        foreach (InputSlot slot in _slots.Concat(_ahead.Values))
        {
            slot.Dispose();
        }
    }
}

/// <summary>Input that is summed for one step.</summary>
internal sealed unsafe class InputSlot(int neurons) : IDisposable
{
    private readonly NativeArray<long> _sums = new(neurons);
    private readonly NativeArray<int> _touched = new(Math.Min(neurons, 1024));

    /// <summary>Sums by neuron, in fixed point.</summary>
    public long* Sums => _sums.Pointer;

    /// <summary>Neurons whose sum is not zero, and perhaps others.</summary>
    public int* Touched => _touched.Pointer;

    /// <summary>How many are listed.</summary>
    public int TouchedCount { get; set; }

    /// <summary>How many can be listed.</summary>
    public long TouchedCapacity => _touched.Length;

    /// <summary>Adds what another one has.</summary>
    public void Add(InputSlot other, int neurons)
    {
        Reserve(neurons);
        for (int neuron = 0; neuron < neurons; neuron++)
        {
            if (other.Sums[neuron] != 0)
            {
                Touched[TouchedCount++] = neuron;
                Sums[neuron] += other.Sums[neuron];
            }
        }
    }

    /// <summary>Makes room for more listed neurons.</summary>
    public void Reserve(int more) => _touched.EnsureCapacity(TouchedCount + more);

    public void Dispose()
    {
        _sums.Dispose();
        _touched.Dispose();
    }
}
