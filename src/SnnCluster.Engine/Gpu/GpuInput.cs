// Kernels get these structs from the host, which sets all fields.
#pragma warning disable CS0649
using ILGPU;
using SnnCluster.Engine.Neurons;
using SnnCluster.Engine.Partitions;
using SnnCluster.Model.Inputs;
using SnnCluster.Model.Lanes;
using SnnCluster.Model.Neurons;
using SnnCluster.Model.Random;
using SnnCluster.Model.Synapses;

namespace SnnCluster.Engine.Gpu;

/// <summary>An input of a partition's neurons on a device.</summary>
internal abstract class GpuInput(InputPlan plan) : IDisposable
{
    public InputPlan Plan { get; } = plan;

    public static GpuInput Create(GpuRuntime runtime, InputPlan plan, Slice slice, GpuReceptors receptors, GpuFaults faults)
    {
        switch (plan.Description)
        {
            case PoissonDrive:
                return new GpuPoissonDrive(runtime, plan, slice, receptors);
            case ListedSpikes:
                return new GpuListedSpikes(runtime, plan, slice, receptors);
            default:
                var description = (InputModelDescription)plan.Description;
                ValueType constants = description.CreateConstants(plan.DtMs);
                Type model = Generics.Model(
                    description.Name, description.ModelType, typeof(ScalarLane), typeof(IInputModel<,>), constants);
                DeviceTypes.Check($"input {description.Name}", model, constants.GetType());
                return (GpuInput)Generics.Create(
                    typeof(GpuInput<,>), [model, constants.GetType()], [constants, runtime, plan, slice, receptors, faults]);
        }
    }

    /// <summary>Adds what neurons get in a step.</summary>
    public abstract void Add(int step, GpuClock clock);

    public virtual void ReadState(int field, Span<float> values, int first) => throw new NotSupportedException();

    public virtual void WriteState(int field, ReadOnlySpan<float> values) => throw new NotSupportedException();

    public abstract void Dispose();
}

/// <summary>What the listed events of a step need.</summary>
internal struct ListedSpikesArguments
{
    /// <summary>Step of each event, rising, and its neuron.</summary>
    public ArrayView<int> Steps;
    public ArrayView<int> Neurons;
    public SumsView Sums;
    public StepView Step;
    public long Weight;

    /// <summary>Number of events.</summary>
    public int Count;
}

/// <summary>Adds the listed events of a step: one thread an event.</summary>
internal static class ListedSpikesKernel
{
    public static void Add(ListedSpikesArguments a)
    {
        int threads = Grid.DimX * Group.DimX;
        int step = a.Step.Number;
        long sums = a.Sums.First(step);

        // The first event of the step, by bisection.
        int first = 0;
        int end = a.Count;
        while (first < end)
        {
            int middle = first + ((end - first) / 2);
            if (a.Steps[middle] < step)
            {
                first = middle + 1;
            }
            else
            {
                end = middle;
            }
        }

        for (long i = (long)first + Grid.GlobalIndex.X; i < a.Count && a.Steps[i] == step; i += threads)
        {
            Atomic.Add(ref a.Sums.Sums[sums + a.Neurons[i]], a.Weight);
        }
    }
}

/// <summary>Listed events of a partition's neurons on a device.</summary>
internal sealed class GpuListedSpikes : GpuInput
{
    private readonly GpuReceptors _receptors;
    private readonly GpuArray<int> _steps;
    private readonly GpuArray<int> _neurons;
    private readonly GpuKernel<ListedSpikesArguments> _add;
    private readonly int _count;
    private readonly int _mostInStep;
    private readonly long _weight;

    public GpuListedSpikes(GpuRuntime runtime, InputPlan plan, Slice slice, GpuReceptors receptors)
        : base(plan)
    {
        _receptors = receptors;
        (int[] steps, int[] neurons) = plan.EventsOf(slice);
        _count = steps.Length;
        _mostInStep = MostInStep(steps);
        _steps = runtime.Allocate<int>(steps);
        _neurons = runtime.Allocate<int>(neurons);
        _add = runtime.Load<ListedSpikesArguments>("listed spikes", ListedSpikesKernel.Add);
        _weight = FixedPoint.FromWeight((float)((ListedSpikes)plan.Description).Weight, receptors.Scale(plan.Receptor));
    }

    public override void Add(int step, GpuClock clock) => _add.OverElements(_mostInStep, new ListedSpikesArguments
    {
        Steps = _steps.View,
        Neurons = _neurons.View,
        Sums = _receptors.Sums(Plan.Receptor),
        Step = clock.At(step),
        Weight = _weight,
        Count = _count,
    });

    public override void Dispose()
    {
        _steps.Dispose();
        _neurons.Dispose();
    }

    private static int MostInStep(int[] steps)
    {
        int most = 0;
        int first = 0;
        for (int i = 0; i < steps.Length; i++)
        {
            first = steps[i] == steps[first] ? first : i;
            most = Math.Max(most, i - first + 1);
        }

        return most;
    }
}

/// <summary>What an input model needs.</summary>
internal struct InputArguments<TModel, TConstants>
    where TModel : unmanaged
    where TConstants : unmanaged
{
    public ArrayView<TModel> Models;
    public TConstants Constants;
    public DeviceRows Table;

    /// <summary>1 for each neuron that gets it; one element where all do.</summary>
    public ArrayView<byte> Mask;
    public int IsMasked;
    public SumsView Sums;
    public float Scale;

    /// <summary>The largest absolute value, and where more is noted.</summary>
    public float Bound;
    public FaultView Faults;
    public RandomKey Key;
    public StepView Step;

    /// <summary>Global id of the first neuron.</summary>
    public int Begin;
    public int Count;
}

/// <summary>The table of an input model in a device's memory.</summary>
internal struct DeviceRows : IInputTables
{
    public ArrayView<InputTableRow> Rows;
    public int Length;

    public readonly int Count => Length;

    public readonly int Step(int row) => Rows[row].Step;

    public readonly float Value(int row) => Rows[row].Value;
}

/// <summary>Adds what neurons get in a step: one thread a neuron, before the neurons are updated.</summary>
internal static class InputKernel<TModel, TConstants>
    where TModel : unmanaged, IInputModel<ScalarLane, TConstants>
    where TConstants : unmanaged
{
    public static void Add(InputArguments<TModel, TConstants> a)
    {
        int threads = Grid.DimX * Group.DimX;
        int step = a.Step.Number;
        long sums = a.Sums.First(step);
        for (int i = Grid.GlobalIndex.X; i < a.Count; i += threads)
        {
            TModel model = a.Models[i];
            ScalarLane value = model.Step(in a.Constants, new NeuronStep(a.Key, step, a.Begin + i), in a.Table);
            a.Models[i] = model;
            if (a.IsMasked == 0 || a.Mask[i] != 0)
            {
                if (!(MathF.Abs(value.Value) <= a.Bound))
                {
                    a.Faults.Note(step, i);
                }

                a.Sums.Sums[sums + i] += FixedPoint.FromWeight(value.Value, a.Scale);
            }
        }
    }
}

/// <summary>An input model on a device.</summary>
internal sealed class GpuInput<TModel, TConstants> : GpuInput
    where TModel : unmanaged, IInputModel<ScalarLane, TConstants>
    where TConstants : unmanaged
{
    private readonly GpuArray<TModel> _models;
    private readonly GpuArray<InputTableRow> _table;
    private readonly GpuArray<byte> _mask;
    private readonly GpuKernel<InputArguments<TModel, TConstants>> _add;
    private InputArguments<TModel, TConstants> _arguments;

    public GpuInput(
        TConstants constants, GpuRuntime runtime, InputPlan plan, Slice slice, GpuReceptors receptors, GpuFaults faults)
        : base(plan)
    {
        InputTableRow[] rows = plan.Table();
        byte[]? mask = plan.MaskOf(slice);
        _models = runtime.Allocate<TModel>(slice.Count);
        _table = runtime.Allocate<InputTableRow>(rows);
        _mask = runtime.Allocate<byte>(mask ?? []);
        _add = runtime.Load<InputArguments<TModel, TConstants>>(
            $"input {plan.Description.Name}", InputKernel<TModel, TConstants>.Add);
        _arguments = new InputArguments<TModel, TConstants>
        {
            Models = _models.View,
            Constants = constants,
            Table = new DeviceRows { Rows = _table.View, Length = rows.Length },
            Mask = _mask.View,
            IsMasked = mask is null ? 0 : 1,
            Sums = receptors.Sums(plan.Receptor),
            Scale = receptors.Scale(plan.Receptor),
            Bound = (float)plan.InputBound,
            Faults = faults.Input(plan, slice.Begin),
            Key = plan.Key,
            Begin = slice.Begin,
            Count = slice.Count,
        };
    }

    public override void Add(int step, GpuClock clock)
    {
        _arguments.Step = clock.At(step);
        _add.OverElements(_arguments.Count, _arguments);
    }

    public override void ReadState(int field, Span<float> values, int first) =>
        StateFields.Split(_models.Download(first, values.Length), Plan.Fields.Count)[field].CopyTo(values);

    public override void WriteState(int field, ReadOnlySpan<float> values)
    {
        float[][] all = StateFields.Split(_models.Download(0, values.Length), Plan.Fields.Count);
        all[field] = values.ToArray();
        _models.Upload(StateFields.Join<TModel>(all, values.Length));
    }

    public override void Dispose()
    {
        _models.Dispose();
        _table.Dispose();
        _mask.Dispose();
    }
}
