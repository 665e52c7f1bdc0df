using SnnCluster.Engine.Devices;
using SnnCluster.Engine.Tests.Snapshots;
using SnnCluster.Model.Connectivity;
using SnnCluster.Model.Inputs;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;
using SnnCluster.Model.Synapses;

namespace SnnCluster.Engine.Tests.Host;

/// <summary>Where all synapses of a projection have one weight, it is kept once; nothing else tells it from a weight kept for each.</summary>
public sealed class ConstantWeightTests
{
    private const double Weight = 0.02;
    private const int Steps = 600;

    private static readonly InitialValue Each = new InitialValue.Uniform(Weight, Weight);

    // A drive of all neurons gives each of them input in every step: nobody lists those that get some.
    public static TheoryData<bool, bool> Cases => new() { { false, false }, { false, true }, { true, false }, { true, true } };

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_result_is_that_of_weights_kept_for_each_synapse(bool isDense, bool hasDelays)
    {
        using Simulation each = Simulation.Create(Network(isDense, hasDelays, Each), new HostDevice(), recordSpikes: true);
        each.Run(Steps);
        Continuation expected = Continuation.Of(each);
        Assert.InRange(expected.Events, 10_000, long.MaxValue);
        foreach (int partitions in new[] { 1, 3 })
        {
            using Simulation constant = Simulation.Create(
                Network(isDense, hasDelays, Weight), new HostDevice(), partitions, recordSpikes: true);
            constant.Run(Steps);
            Assert.Equal(expected, Continuation.Of(constant));
            Assert.All(constant.ReadSynapses(0), synapse => Assert.Equal((float)Weight, synapse.Weight));
        }
    }

    [Fact]
    public void A_snapshot_of_one_goes_on_as_the_other()
    {
        NetworkDescription constant = Network(true, true, Weight);
        NetworkDescription each = Network(true, true, Each);
        Continuation undisturbed = Continuation.Undisturbed(constant, new HostDevice(), Steps / 2, Steps);
        foreach ((NetworkDescription from, NetworkDescription to) in new[] { (constant, constant), (constant, each), (each, constant) })
        {
            Assert.Equal(
                undisturbed,
                Continuation.Resumed(to, new HostDevice(), Continuation.Capture(from, new HostDevice(), Steps / 2), Steps, partitions: 2));
        }
    }

    private static NetworkDescription Network(bool isDense, bool hasDelays, InitialValue weight) => new()
    {
        DtMs = 0.1,
        Populations =
        [
            new()
            {
                Name = "neurons",
                Size = 300,
                Model = new LifDescription { RestingPotentialMv = 0, ResetPotentialMv = 0, ThresholdMv = 20 },
                Receptors = [new ReceptorDescription("input", new DeltaDescription())],
            },
        ],
        Inputs =
        [
            new PoissonDrive
            {
                Name = "drive",
                Population = "neurons",
                RateHz = 20_000,
                Weight = 0.1,
                Neurons = isDense ? new NeuronSelection.All() : new NeuronSelection.Range(0, 299),
            },
        ],
        Projections =
        [
            new()
            {
                Name = "recurrent",
                Source = "neurons",
                Target = "neurons",
                Connectivity = new FixedProbability(0.3),
                Weight = weight,
                DelayMs = 0.3,
                DendriticDelayMs = hasDelays ? 1.1 : (InitialValue?)null,
            },
        ],
    };
}
