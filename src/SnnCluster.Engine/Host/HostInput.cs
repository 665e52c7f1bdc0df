using System.Runtime.CompilerServices;
using SnnCluster.Engine.Memory;
using SnnCluster.Engine.Neurons;
using SnnCluster.Engine.Partitions;
using SnnCluster.Model.Inputs;
using SnnCluster.Model.Lanes;
using SnnCluster.Model.Neurons;
using SnnCluster.Model.Synapses;

namespace SnnCluster.Engine.Host;

/// <summary>An input of a partition's neurons.</summary>
internal abstract class HostInput(InputPlan plan) : IDisposable
{
    public InputPlan Plan { get; } = plan;

    public static HostInput Create(InputPlan plan, Slice slice, HostReceptor receptor, Type lane)
    {
        switch (plan.Description)
        {
            case PoissonDrive:
                return new HostPoissonDrive(plan, slice, receptor);
            case ListedSpikes:
                return new HostListedSpikes(plan, slice, receptor);
            default:
                var description = (InputModelDescription)plan.Description;
                ValueType constants = description.CreateConstants(plan.DtMs);
                Type model = Generics.Model(
                    description.Name, description.ModelType, lane, typeof(IInputModel<,>), constants);
                return (HostInput)Generics.Create(
                    typeof(HostInput<,,>), [lane, model, constants.GetType()], [constants, plan, slice, receptor]);
        }
    }

    /// <summary>Adds what neurons get in a step.</summary>
    public abstract void Add(int step);

    public virtual void ReadState(int field, Span<float> values, int first) => throw new NotSupportedException();

    public virtual void WriteState(int field, ReadOnlySpan<float> values) => throw new NotSupportedException();

    public abstract void Dispose();
}

/// <summary>Listed events of a partition's neurons.</summary>
internal sealed unsafe class HostListedSpikes : HostInput
{
    private readonly int[] _steps;
    private readonly int[] _neurons;
    private readonly HostReceptor _receptor;
    private readonly long _weight;
    private int _next;

    public HostListedSpikes(InputPlan plan, Slice slice, HostReceptor receptor)
        : base(plan)
    {
        (_steps, _neurons) = plan.EventsOf(slice);
        _receptor = receptor;
        _weight = FixedPoint.FromWeight((float)((ListedSpikes)plan.Description).Weight, receptor.Scale);
    }

    public override void Add(int step)
    {
        // Steps come one after the other, but for a start from a snapshot.
        if (_next > 0 && _steps[_next - 1] >= step)
        {
            _next = 0;
        }

        while (_next < _steps.Length && _steps[_next] < step)
        {
            _next++;
        }

        InputSlot slot = _receptor.Slot(step);
        for (; _next < _steps.Length && _steps[_next] == step; _next++)
        {
            slot.Reserve(1);
            slot.Touched[slot.TouchedCount++] = _neurons[_next];
            slot.Sums[_neurons[_next]] += _weight;
        }
    }

    public override void Dispose()
    {
    }
}

/// <summary>An input model on one lane.</summary>
internal sealed unsafe class HostInput<T, TModel, TConstants> : HostInput
    where T : unmanaged, ILane<T>
    where TModel : unmanaged, IInputModel<T, TConstants>
    where TConstants : unmanaged
{
    private readonly NativeArray<TModel> _models;
    private readonly NativeArray<InputTableRow> _table;
    private readonly NativeArray<byte>? _mask;
    private readonly TConstants _constants;
    private readonly HostReceptor _receptor;
    private readonly Slice _slice;
    private readonly int _rows;
    private readonly float _bound;

    public HostInput(TConstants constants, InputPlan plan, Slice slice, HostReceptor receptor)
        : base(plan)
    {
        HotMethods.Prepare(GetType());
        _constants = constants;
        _receptor = receptor;
        _slice = slice;
        _bound = (float)plan.InputBound;
        _models = new NativeArray<TModel>((slice.Count + T.Width - 1) / T.Width);
        InputTableRow[] rows = plan.Table();
        _rows = rows.Length;
        _table = new NativeArray<InputTableRow>(rows.AsSpan());
        _mask = plan.MaskOf(slice) is byte[] mask ? new NativeArray<byte>(mask.AsSpan()) : null;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Add(int step)
    {
        InputSlot slot = _receptor.Slot(step);
        slot.Reserve(_slice.Count);
        var table = new Rows(_table.Pointer, _rows);
        byte* mask = _mask is null ? null : _mask.Pointer;
        long* sums = slot.Sums;
        int* touched = slot.Touched;
        int touchedCount = slot.TouchedCount;
        float scale = _receptor.Scale;
        float bound = _bound;
        TConstants constants = _constants;
        for (int first = 0; first < _slice.Count; first += T.Width)
        {
            ref TModel model = ref _models.Pointer[first / T.Width];
            T values = model.Step(in constants, new NeuronStep(Plan.Key, step, _slice.Begin + first), in table);
            int count = Math.Min(T.Width, _slice.Count - first);
            for (int i = 0; i < count; i++)
            {
                int neuron = first + i;
                if (mask is not null && mask[neuron] == 0)
                {
                    continue;
                }

                float value = T.Element(values, i);
                if (!(MathF.Abs(value) <= bound))
                {
                    throw Plan.OutOfBounds(_slice.Begin + neuron, step, value);
                }

                long input = FixedPoint.FromWeight(value, scale);
                touched[touchedCount] = neuron;
                touchedCount += sums[neuron] == 0 && input != 0 ? 1 : 0;
                sums[neuron] += input;
            }
        }

        slot.TouchedCount = touchedCount;
    }

    public override void ReadState(int field, Span<float> values, int first)
    {
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = *Address(field, first + i);
        }
    }

    public override void WriteState(int field, ReadOnlySpan<float> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            *Address(field, i) = values[i];
        }
    }

    public override void Dispose()
    {
        _models.Dispose();
        _table.Dispose();
        _mask?.Dispose();
    }

    private float* Address(int field, int neuron) =>
        (float*)((T*)(_models.Pointer + (neuron / T.Width)) + field) + (neuron % T.Width);

    private readonly struct Rows(InputTableRow* rows, int count) : IInputTables
    {
        public int Count => count;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public int Step(int row) => rows[row].Step;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public float Value(int row) => rows[row].Value;
    }
}
