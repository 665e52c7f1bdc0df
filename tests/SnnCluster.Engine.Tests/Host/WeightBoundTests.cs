using SnnCluster.Engine.Tests.Networks;
using SnnCluster.Model.Connectivity;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;
using SnnCluster.Model.Plasticity;
using SnnCluster.Model.Random;
using SnnCluster.Model.Rewiring;

namespace SnnCluster.Engine.Tests.Host;

/// <summary>Sums cannot overflow, because a weight beyond what its rule declares ends the run with an error.</summary>
public sealed class WeightBoundTests
{
    public static TheoryData<float, float, double?> Jumps => new()
    {
        // After a source spike; after a target spike; a dendritic delay.
        { 1.01f, 0f, null },
        { -1.01f, 0f, null },
        { float.NaN, 0f, null },
        { float.PositiveInfinity, 0f, null },
        { 0f, 1.01f, null },
        { 0f, float.NaN, null },
        { 1.01f, 0f, 3 },
        { 0f, 1.01f, 3 },
    };

    [Theory]
    [MemberData(nameof(Jumps))]
    public void A_weight_beyond_the_declared_bound_is_an_error_that_names_the_projection(
        float afterSource, float afterTarget, double? dendriticMs)
    {
        // The last synapse of the row stays within bounds: the error must not be forgotten over it.
        SpikeTable source = new SpikeTable(1).Add(1, 0).Add(6, 0);
        SpikeTable target = new SpikeTable(3).Add(3, 0, 1);
        NetworkDescription network = TinyNetwork.Of(source, target, TinyNetwork.Projection(new AllToAll(), weight: 0.5) with
        {
            Name = "wayward",
            Synapse = new JumpDescription(afterSource, afterTarget),
            DendriticDelayMs = dendriticMs,
        });
        using Simulation simulation = TinyNetwork.Simulate(network);
        var error = Assert.Throws<SimulationException>(() => simulation.Run(10));
        Assert.Contains("projection wayward", error.Message);
        Assert.Contains("bound 1", error.Message);
        Assert.Matches("from source 0 to target [01] at step [56]", error.Message);
    }

    [Fact]
    public void A_weight_beyond_the_bound_is_an_error_when_it_is_read_before_its_next_spike()
    {
        NetworkDescription network = TinyNetwork.Of(
            SpikeTable.Silent(1),
            new SpikeTable(1).Add(3, 0),
            TinyNetwork.Projection(new AllToAll(), weight: 0.5) with { Synapse = new JumpDescription(0, 2) });
        using Simulation simulation = TinyNetwork.Simulate(network);
        simulation.Run(5);
        Assert.Throws<SimulationException>(() => simulation.Digest());
    }

    [Fact]
    public void Weights_at_the_bound_are_no_error()
    {
        SpikeTable source = new SpikeTable(1).Add(1, 0).Add(6, 0);
        SpikeTable target = new SpikeTable(1).Add(3, 0);
        NetworkDescription network = TinyNetwork.Of(source, target, TinyNetwork.Projection(new AllToAll(), weight: 0.5) with
        {
            Synapse = new JumpDescription(-1, 1),
        });
        using Simulation simulation = TinyNetwork.Simulate(network);
        simulation.Run(5);
        Assert.Equal(1f, Assert.Single(simulation.ReadSynapses(0)).Weight);
        simulation.Run(5);
        Assert.Equal(-1f, Assert.Single(simulation.ReadSynapses(0)).Weight);
    }

    [Theory]
    [InlineData(2f)]
    [InlineData(float.NaN)]
    public void A_new_synapse_beyond_the_bound_of_its_rewiring_rule_is_an_error(float weight)
    {
        NetworkDescription network = TinyNetwork.Silent(3, 3, TinyNetwork.Projection(new FixedProbability(0), weight: 0.5) with
        {
            Name = "wayward",
            Rewiring = new GrowDescription(weight),
        });
        using Simulation simulation = TinyNetwork.Simulate(network);
        Assert.Contains("projection wayward", Assert.Throws<SimulationException>(() => simulation.Run(1)).Message);
    }

    [Fact]
    public void Initial_weights_beyond_what_their_distribution_declares_are_refused()
    {
        NetworkDescription network = TinyNetwork.Silent(2, 2, TinyNetwork.Projection(new AllToAll()) with
        {
            Name = "wayward",
            Weight = new Understated(),
        });
        var error = Assert.Throws<InvalidDescriptionException>(() => TinyNetwork.Simulate(network));
        Assert.Contains("wayward", Assert.Single(error.Findings));
    }

    [Theory]
    [InlineData(0, 20)]
    [InlineData(20, 0)]
    public void A_curve_without_a_time_constant_is_refused(double sourceMs, double targetMs)
    {
        NetworkDescription network = TinyNetwork.Silent(2, 2, TinyNetwork.Projection(new AllToAll()) with
        {
            Name = "wayward",
            Synapse = new JumpDescription(0, 0, sourceMs, targetMs),
        });
        var error = Assert.Throws<InvalidDescriptionException>(() => TinyNetwork.Simulate(network));
        Assert.Equal("wayward time constant [ms] is 0: must be above 0", Assert.Single(error.Findings));
    }

    /// <summary>A rule that sets the weight, whatever it was: to numbers by their bits, since it may hold no others.</summary>
    private readonly record struct Jump(int AfterSource, int AfterTarget) : ITraceRule
    {
        public float OnSourceEvent(ref float weight, float targetTrace)
        {
            float delivered = weight;
            weight = targetTrace > 0 ? BitConverter.Int32BitsToSingle(AfterSource) : weight;
            return delivered;
        }

        public void OnTargetSpike(ref float weight, float sourceTrace) => weight = BitConverter.Int32BitsToSingle(AfterTarget);
    }

    private sealed record JumpDescription(float AfterSource, float AfterTarget, double SourceMs = 10, double TargetMs = 10)
        : SynapseDescription
    {
        public override IReadOnlyList<DecayCurve> Curves => [SourceMs, TargetMs];

        public override double WeightBound => 1;

        public override ISynapseModel CreateModel(double dtMs) => TraceSynapse.Create(new Jump(
            BitConverter.SingleToInt32Bits(AfterSource), BitConverter.SingleToInt32Bits(AfterTarget)),
            SameStep.Mutual);
    }

    private readonly record struct Grow(int Weight) : IPairRewiringRule
    {
        public bool ShouldEliminate(in ExistingSynapse synapse, float uniform) => false;

        public bool ShouldForm(in NeuronPair pair, float uniform) => true;

        public float NewWeight(in NeuronPair pair) => BitConverter.Int32BitsToSingle(Weight);
    }

    private sealed record GrowDescription(float Weight) : RewiringDescription
    {
        public override CandidateSource Candidates => new CandidateSource.RandomPairs(10);

        public override double NewWeightBound => 1;

        public override IRewiringRule CreateRule() => new Grow(BitConverter.SingleToInt32Bits(Weight));
    }

    private sealed record Understated : InitialValue
    {
        public override double Bound => 1;

        public override double Mean => 0;

        public override float Draw(ref RandomStream random) => 1.5f;

        public override void Validate(string name, ValidationErrors errors)
        {
        }
    }
}
