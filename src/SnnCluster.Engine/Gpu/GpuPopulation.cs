using System.Runtime.CompilerServices;
using SnnCluster.Engine.Neurons;
using SnnCluster.Engine.Partitions;
using SnnCluster.Engine.Snapshots;
using SnnCluster.Model.Lanes;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;
using SnnCluster.Model.Random;

namespace SnnCluster.Engine.Gpu;

/// <summary>What a population needs besides its model: where it lies, what it gets and what it gives.</summary>
/// <param name="Runtime">The accelerator.</param>
/// <param name="Clock">The step that it is in.</param>
/// <param name="Index">Number of the population.</param>
/// <param name="Description">What the user wrote.</param>
/// <param name="Slice">The partition's neurons.</param>
/// <param name="Seed">The run's seed.</param>
/// <param name="DtMs">Length of a step [ms].</param>
/// <param name="Receptors">Input of its neurons.</param>
/// <param name="Histories">Histories of its spikes that projections onto it need.</param>
/// <param name="Queue">Where spikes of the whole population wait for their delay to pass.</param>
/// <param name="Faults">Where its kernels note that a neuron cannot go on.</param>
/// <param name="StateVariables">Names of its state variables, those of its inputs last.</param>
/// <param name="Inputs">Input of its neurons that comes from no synapse.</param>
/// <param name="Stimuli">What sets state of its neurons from outside.</param>
internal sealed record GpuPopulationParts(
    GpuRuntime Runtime,
    GpuClock Clock,
    int Index,
    PopulationDescription Description,
    Slice Slice,
    ulong Seed,
    double DtMs,
    GpuReceptors Receptors,
    GpuHistory[] Histories,
    GpuSpikeQueue Queue,
    GpuFaults Faults,
    IReadOnlyList<string> StateVariables,
    GpuInput[] Inputs,
    StimulusPresenter[] Stimuli);

/// <summary>A partition's neurons of one population on a device.</summary>
internal abstract class GpuPopulation : IStateWriter, IDisposable
{
    protected GpuPopulation(GpuPopulationParts parts)
    {
        Parts = parts;
        SpikeCounts = parts.Runtime.Allocate<long>(parts.Slice.Count);
        OwnVariables = Model.Networks.StateVariables.Of(parts.Description).Count;
    }

    public GpuPopulationParts Parts { get; }

    public IReadOnlyList<string> StateVariables => Parts.StateVariables;

    /// <summary>State variables that are not those of inputs.</summary>
    protected int OwnVariables { get; }

    public GpuArray<long> SpikeCounts { get; }

    /// <summary>Presents the stimuli that are due in a step.</summary>
    public void Present(int step)
    {
        foreach (StimulusPresenter stimulus in Parts.Stimuli)
        {
            stimulus.Present(step, this);
        }
    }

    /// <summary>Steps from a step to the next one that a stimulus is presented in.</summary>
    public int StepsToStimulus(int step) => Parts.Stimuli.Length == 0 ? int.MaxValue : Parts.Stimuli.Min(stimulus => stimulus.StepsToNext(step));

    /// <summary>Starts the kernels of a step.</summary>
    public void Step(int step)
    {
        foreach (GpuInput input in Parts.Inputs)
        {
            input.Add(step, Parts.Clock);
        }

        Update(step);
        foreach (GpuHistory history in Parts.Histories)
        {
            history.Push(Parts.Queue.View, Parts.Clock.At(step));
        }
    }

    /// <summary>Its state before a step.</summary>
    public PopulationSnapshot Capture(int step, int longestDelaySteps) => new()
    {
        Size = Parts.Description.Size,
        States = [.. StateVariables.Select((_, variable) => ReadState(variable))],
        SpikeCounts = SpikeCounts.Download(0, Parts.Slice.Count),
        Histories = [.. Parts.Histories.Select(history => history.Capture())],
        Inputs = Parts.Receptors.Capture(step, Parts.Slice.Begin),
        Spikes = SnapshotSpikes.Capture(Parts.Slice, step, longestDelaySteps, Parts.Queue.Download),
    };

    /// <summary>Takes over a state before a step.</summary>
    public void Restore(PopulationSnapshot from, int step)
    {
        for (int variable = 0; variable < from.States.Count; variable++)
        {
            WriteState(variable, from.States[variable]);
        }

        SpikeCounts.Upload(from.SpikeCounts);
        for (int i = 0; i < from.Histories.Count; i++)
        {
            Parts.Histories[i].Restore(from.Histories[i], step);
        }

        Parts.Receptors.Restore(from.Inputs, Parts.Slice.Begin);
        SnapshotSpikes.ForEachStep(from.Spikes, Parts.Queue.Append);
    }

    public void ReadState(int variable, Span<float> values, int first = 0)
    {
        if (variable < OwnVariables)
        {
            ReadOwnState(variable, values, first);
        }
        else
        {
            (GpuInput input, int field) = InputOf(variable);
            input.ReadState(field, values, first);
        }
    }

    public void WriteState(int variable, ReadOnlySpan<float> values)
    {
        if (variable < OwnVariables)
        {
            WriteOwnState(variable, values);
        }
        else
        {
            (GpuInput input, int field) = InputOf(variable);
            input.WriteState(field, values);
        }
    }

    /// <summary>Has the device look at all state after so many steps; <see cref="GpuFaults"/> tells what it finds.</summary>
    public abstract void LookAtState(int steps);

    public virtual void Dispose()
    {
        SpikeCounts.Dispose();
        Parts.Receptors.Dispose();
        Array.ForEach(Parts.Histories, history => history.Dispose());
        Array.ForEach(Parts.Inputs, input => input.Dispose());
    }

    protected abstract void Update(int step);

    protected abstract void ReadOwnState(int variable, Span<float> values, int first);

    protected abstract void WriteOwnState(int variable, ReadOnlySpan<float> values);

    private (GpuInput Input, int Field) InputOf(int variable)
    {
        int field = variable - OwnVariables;
        foreach (GpuInput input in Parts.Inputs)
        {
            if (field < input.Plan.Fields.Count)
            {
                return (input, field);
            }

            field -= input.Plan.Fields.Count;
        }

        throw new ArgumentOutOfRangeException(nameof(variable));
    }

    private float[] ReadState(int variable)
    {
        var values = new float[Parts.Slice.Count];
        ReadState(variable, values);
        return values;
    }
}

/// <summary>The neurons of one model with one chain of receptors: arrays of the model's struct on the scalar lane.</summary>
internal sealed class GpuPopulation<T, TNeuron, TConstants, TChain, TChainConstants> : GpuPopulation
    where T : unmanaged, ILane<T>
    where TNeuron : unmanaged, INeuronModel<ScalarLane, TConstants>
    where TConstants : unmanaged
    where TChain : unmanaged, IReceptorChain<ScalarLane, TChainConstants>
    where TChainConstants : unmanaged
{
    private readonly GpuArray<TNeuron> _neurons;
    private readonly GpuArray<TChain> _chains;
    private readonly GpuArray<float> _values;
    private readonly GpuStage<float> _stage;
    private readonly int _stateFields;
    private readonly GpuKernel<NeuronArguments<TNeuron, TConstants, TChain, TChainConstants>> _update;
    private readonly GpuKernel<SetStateArguments> _setState;
    private readonly GpuKernel<CheckStateArguments> _checkState;
    private NeuronArguments<TNeuron, TConstants, TChain, TChainConstants> _arguments;

    public GpuPopulation(TConstants constants, TChainConstants chainConstants, GpuPopulationParts parts)
        : base(parts)
    {
        GpuRuntime runtime = parts.Runtime;
        int count = parts.Slice.Count;
        _neurons = runtime.Allocate<TNeuron>(count);
        _chains = runtime.Allocate<TChain>(TChain.HasReceptors ? count : 0);
        _values = runtime.Allocate<float>(count);
        _stage = new GpuStage<float>(runtime, count);
        _update = runtime.Load<NeuronArguments<TNeuron, TConstants, TChain, TChainConstants>>(
            $"update {parts.Description.Name}", NeuronKernel<TNeuron, TConstants, TChain, TChainConstants>.Update);
        _setState = runtime.Load<SetStateArguments>("set state", SetStateKernel.Set);
        _checkState = runtime.Load<CheckStateArguments>("check state", CheckStateKernel.Check);
        _arguments = new NeuronArguments<TNeuron, TConstants, TChain, TChainConstants>
        {
            Neurons = _neurons.View,
            Chains = _chains.View,
            Constants = constants,
            ChainConstants = chainConstants,
            Sums = parts.Receptors.Sums(0),
            InverseScales = parts.Receptors.InverseScales,
            Queue = parts.Queue.View,
            SpikeCounts = SpikeCounts.View,
            LargestConductance = (float)parts.Description.Model.LargestConductance(parts.DtMs),
            Faults = parts.Faults.Conductance(parts.Index),
            Key = RandomKey.For(parts.Seed, RandomPurpose.NeuronUpdate, parts.Index),
            Begin = parts.Slice.Begin,
            Count = count,
        };
        int parameters = StateLayout.ParameterNames(parts.Description.Model.ModelType).Count;
        _stateFields = NeuronFields - parameters;
        var values = new float[count];
        for (int variable = 0; variable < OwnVariables; variable++)
        {
            InitialState.Fill(parts.Description, parts.DtMs, variable, parts.Seed, parts.Index, parts.Slice.Begin, values);
            WriteState(variable, values);
        }

        for (int parameter = 0; parameter < parameters; parameter++)
        {
            InitialState.FillParameter(
                parts.Description, parts.DtMs, parameter, parts.Seed, parts.Index, parts.Slice.Begin, values);
            WriteField(ofNeuron: true, _stateFields + parameter, values);
        }
    }

    private static int NeuronFields => Unsafe.SizeOf<TNeuron>() / sizeof(float);

    private static int ChainFields => Unsafe.SizeOf<TChain>() / sizeof(float);

    protected override void ReadOwnState(int variable, Span<float> values, int first)
    {
        bool ofNeuron = variable < _stateFields;
        int fields = ofNeuron ? NeuronFields : ChainFields;
        int field = ofNeuron ? variable : variable - _stateFields;
        ReadOnlySpan<float> all = ofNeuron
            ? System.Runtime.InteropServices.MemoryMarshal.Cast<TNeuron, float>(_neurons.Download(first, values.Length))
            : System.Runtime.InteropServices.MemoryMarshal.Cast<TChain, float>(_chains.Download(first, values.Length));
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = all[(i * fields) + field];
        }
    }

    protected override void WriteOwnState(int variable, ReadOnlySpan<float> values)
    {
        bool ofNeuron = variable < _stateFields;
        WriteField(ofNeuron, ofNeuron ? variable : variable - _stateFields, values);
    }

    private void WriteField(bool ofNeuron, int field, ReadOnlySpan<float> values)
    {
        _stage.Send(values, _values);
        _setState.OverElements(values.Length, new SetStateArguments
        {
            State = ofNeuron ? _neurons.View.Cast<float>() : _chains.View.Cast<float>(),
            Values = _values.View,
            Fields = ofNeuron ? NeuronFields : ChainFields,
            Field = field,
            Count = values.Length,
        });
    }

    public override void LookAtState(int steps)
    {
        var arguments = new CheckStateArguments
        {
            State = _neurons.View.Cast<float>(),
            Fields = NeuronFields,
            Looked = _stateFields,
            Variables = OwnVariables,
            Count = Parts.Slice.Count,
            Steps = steps,
            Faults = Parts.Faults.NoNumber(Parts.Index),
        };
        _checkState.OverElements(Parts.Slice.Count, arguments);
        if (TChain.HasReceptors)
        {
            arguments.State = _chains.View.Cast<float>();
            arguments.Fields = ChainFields;
            arguments.Looked = ChainFields;
            arguments.FirstVariable = _stateFields;
            _checkState.OverElements(Parts.Slice.Count, arguments);
        }
    }

    public override void Dispose()
    {
        base.Dispose();
        _neurons.Dispose();
        _chains.Dispose();
        _values.Dispose();
        _stage.Dispose();
    }

    // At least one thread runs, even over no neurons: it opens the next step's list of spikes.
    protected override void Update(int step)
    {
        _arguments.Step = Parts.Clock.At(step);
        _update.OverElements(Math.Max(1, Parts.Slice.Count), _arguments);
    }
}
