using SnnCluster.Model.Lanes;
using SnnCluster.Model.Neurons;
using SnnCluster.Model.Plasticity;
using SnnCluster.Model.Rewiring;

namespace SnnCluster.Engine.Tests.Gpu;

/// <summary>A neuron model as a user might write it: spikes at random, the sooner the higher its potential.</summary>
public struct OwnNeuron<T> : INeuronModel<T, NoConstants>
    where T : unmanaged, ILane<T>
{
    public T V;

    public readonly T MembranePotential => V;

    public Mask<T> Step(SynapticInput<T> input, in NoConstants constants, in NeuronStep step)
    {
        V = (V * T.Of(0.9f)) + T.Sqrt(T.Abs(input.Current)) + input.PotentialJump;
        Mask<T> high = V > T.Of(1f);
        Mask<T> spike = high & (step.Uniform(high) < LaneMath.Exp(V * T.Of(0.1f)) - T.Of(1f));
        V = T.Select(spike, T.Of(0f), V);
        return spike;
    }
}

public sealed record OwnNeuronDescription : NeuronModelDescription<NoConstants>
{
    public override string Name => "own";

    public override Type ModelType => typeof(OwnNeuron<>);

    public override NoConstants Constants(double dtMs) => default;
}

/// <summary>A rule of traces as a user might write it: multiplicative, with a branch.</summary>
public readonly record struct OwnUpdate(float Rate, float Largest) : ITraceRule
{
    public float OnSourceEvent(ref float weight, float targetTrace)
    {
        float delivered = weight;
        weight = targetTrace > 0.5f ? weight * (1f - (Rate * targetTrace)) : weight;
        return delivered;
    }

    public void OnTargetSpike(ref float weight, float sourceTrace) => weight = weight + (Rate * sourceTrace * (Largest - weight));
}

/// <param name="Rate">How fast weights change; above 1 they leave their bound.</param>
public sealed record OwnUpdateDescription(double Rate = 0.05) : SynapseDescription
{
    public override IReadOnlyList<DecayCurve> Curves => [5, 15];

    public override double WeightBound => 0.4;

    public override ISynapseModel CreateModel(double dtMs) =>
        TraceSynapse.Create(new OwnUpdate((float)Rate, 0.4f), SameStep.Mutual);
}

/// <summary>A rewiring rule as a user might write it: nearest sources only, weight by distance.</summary>
public readonly record struct OwnRewiring(float Probability) : IPairRewiringRule
{
    public bool ShouldEliminate(in ExistingSynapse synapse, float uniform) => synapse.Weight < 0.02f || uniform < Probability;

    public bool ShouldForm(in NeuronPair pair, float uniform) => pair.SquaredDistance <= 4 && uniform < 0.7f;

    public float NewWeight(in NeuronPair pair) => 0.3f / (1 + pair.SquaredDistance);
}

public sealed record OwnRewiringDescription : RewiringDescription
{
    public override CandidateSource Candidates => new CandidateSource.RandomPairs(50);

    public override double NewWeightBound => 0.3;

    public override bool NeedsGrid => true;

    public override IRewiringRule CreateRule() => new OwnRewiring(0.1f);
}

/// <summary>Takes weak synapses away and fills every target up to 8.</summary>
public readonly record struct Fill(float Threshold) : ISweepRewiringRule
{
    public bool ShouldEliminate(in RankedSynapse synapse, float uniform) => synapse.Weight < Threshold && uniform < 0.5f;

    public bool ShouldForm(in NeuronPair pair, float uniform) => uniform < 0.8f;

    public float NewWeight(in NeuronPair pair) => 0.12f;
}

public sealed record FillDescription : RewiringDescription
{
    public override CandidateSource Candidates => new CandidateSource.Vacancies(8);

    public override double NewWeightBound => 0.12;

    public override IRewiringRule CreateRule() => new Fill(0.1f);
}

/// <summary>A rule that no GPU can take: its fields have no fixed layout outside .NET.</summary>
public readonly record struct RuleWithFlag(bool Flag, float Unused) : ITraceRule
{
    public float OnSourceEvent(ref float weight, float targetTrace)
    {
        float delivered = weight;
        weight = Flag ? weight : 0f;
        return delivered;
    }

    public void OnTargetSpike(ref float weight, float sourceTrace)
    {
    }
}

/// <summary>A rule that no GPU can take: structs without fields have no size there.</summary>
public readonly record struct RuleWithoutFields : ITraceRule
{
    public float OnSourceEvent(ref float weight, float targetTrace) => weight;

    public void OnTargetSpike(ref float weight, float sourceTrace)
    {
    }
}

/// <summary>A rule that no GPU can take: the code that starts kernels cannot see it.</summary>
internal readonly record struct HiddenRule(float Unused) : ITraceRule
{
    public float OnSourceEvent(ref float weight, float targetTrace) => weight;

    public void OnTargetSpike(ref float weight, float sourceTrace)
    {
    }
}

/// <summary>Chooses a rule with all fields 0.</summary>
public sealed record RuleDescription<TRule> : SynapseDescription
    where TRule : unmanaged, ITraceRule
{
    public override IReadOnlyList<DecayCurve> Curves => [5, 5];

    public override ISynapseModel CreateModel(double dtMs) => TraceSynapse.Create(default(TRule), SameStep.Mutual);
}
