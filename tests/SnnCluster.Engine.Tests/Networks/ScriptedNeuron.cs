using SnnCluster.Model.Inputs;
using SnnCluster.Model.Lanes;
using SnnCluster.Model.Neurons;

namespace SnnCluster.Engine.Tests.Networks;

/// <summary>
/// A neuron that spikes when a stimulus tells it to, and shows what its synapses delivered in the last step. Written as
/// a user would write a model, with the public interfaces alone.
/// </summary>
public struct ScriptedNeuron<T> : INeuronModel<T, NoConstants>
    where T : unmanaged, ILane<T>
{
    public T Fire;
    public T Jump;

    public readonly T MembranePotential => T.Of(0f);

    public Mask<T> Step(SynapticInput<T> input, in NoConstants constants, in NeuronStep step)
    {
        Jump = input.PotentialJump;
        return Fire > T.Of(0f);
    }
}

public sealed record ScriptedNeuronDescription : NeuronModelDescription<NoConstants>
{
    /// <summary>Number of the state variable that holds the last step's input.</summary>
    public const int Jump = 1;

    public override string Name => "scripted";

    public override Type ModelType => typeof(ScriptedNeuron<>);

    public override NoConstants Constants(double dtMs) => default;
}

/// <summary>Makes scripted neurons spike as a table says.</summary>
public sealed record ScriptedSpikes(SpikeTable Table, double StepMs) : Stimulus
{
    public override double PeriodMs => StepMs;

    public override IReadOnlyList<string> Fields => [nameof(ScriptedNeuron<ScalarLane>.Fire)];

    public override void Present(int presentation, ulong seed, int field, int firstNeuron, Span<float> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = Table.Spikes(presentation, firstNeuron + i) ? 1f : 0f;
        }
    }
}
