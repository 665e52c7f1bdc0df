using SnnCluster.Engine.Devices;
using SnnCluster.Engine.Snapshots;
using SnnCluster.Model.Inputs;
using SnnCluster.Model.Lanes;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;
using SnnCluster.Model.Synapses;

namespace SnnCluster.Engine.Tests.Neurons;

/// <summary>Neurons with parameters of their own.</summary>
public class NeuronParameterTests
{
    private const int Steps = 800;

    [Fact]
    public void With_one_value_for_all_they_are_the_neurons_of_the_other_model()
    {
        float[] potentials = Potentials(Network(Common), 1);
        Assert.Equal(Potentials(Network(new LifDescription { InitialPotentialMv = -60, RefractoryPeriodMs = 3 }), 1), potentials);
        Assert.True(potentials.Distinct().Count() > 1);
    }

    [Fact]
    public void Izhikevich_neurons_with_one_value_for_all_are_those_of_the_other_model()
    {
        static NetworkDescription Fast(NeuronModelDescription model) => Network(model) with { DtMs = 1 };
        float[] potentials = Potentials(Fast(new HeterogeneousIzhikevichDescription()), 2);
        Assert.Equal(Potentials(Fast(new IzhikevichDescription()), 1), potentials);
        Assert.True(potentials.Distinct().Count() > 1);
        NeuronParameter one = new InitialValue.Uniform(0, 1);
        Assert.NotEqual(potentials, Potentials(Fast(new HeterogeneousIzhikevichDescription { C = one.As(r => -65 + (15 * r)), D = one.As(r => 8 - (6 * r)) }), 1));
    }

    [Fact]
    public void Any_state_variable_may_have_a_value_of_its_own_at_the_start()
    {
        NetworkDescription network = Network(Common);
        PopulationDescription neurons = network.Populations[0] with
        {
            Receptors = [.. network.Populations[0].Receptors, new ReceptorDescription("slow", new ExponentialConductanceDescription())],
            InitialState = new Dictionary<string, InitialValue> { ["slow.Conductance"] = new InitialValue.Uniform(1, 2), ["V"] = -57 },
        };
        using var device = new HostDevice();
        using Simulation simulation = Simulation.Create(network with { Populations = [neurons] }, device, 2);
        float[] Of(string variable)
        {
            var values = new float[37];
            simulation.ReadState(0, simulation.Partitions[0].StateVariables(0).ToList().IndexOf(variable), values);
            return values;
        }

        Assert.All(Of("V"), value => Assert.Equal(-57f, value));
        Assert.All(Of("slow.Conductance"), value => Assert.InRange(value, 1, 2));
        Assert.Equal(37, Of("slow.Conductance").Distinct().Count());
        Assert.Equal(
            ["neurons slow.Conductanse at the start: there is no such state variable; did you mean 'slow.Conductance'?"],
            Assert.Throws<InvalidDescriptionException>(() => (network with
            {
                Populations = [neurons with { InitialState = new Dictionary<string, InitialValue> { ["slow.Conductanse"] = 1 } }],
            }).Validate()).Findings);
    }

    [Fact]
    public void Each_neuron_of_a_list_is_as_one_alone_with_its_parameters()
    {
        double[] taus = [.. Enumerable.Range(0, 37).Select(i => 18.0 + i)];
        double[] thresholds = [.. Enumerable.Range(0, 37).Select(i => -58 + (0.1 * i))];
        float[] potentials = Potentials(Network(Common with { MembraneTimeConstantMs = taus, ThresholdMv = thresholds }), 3);
        foreach (int neuron in new[] { 0, 17, 36 })
        {
            float[] alone = Potentials(
                Network(Common with { MembraneTimeConstantMs = taus[neuron], ThresholdMv = thresholds[neuron] }), 1);
            Assert.Equal(alone[neuron], potentials[neuron]);
        }
    }

    [Fact]
    public void Draws_depend_neither_on_the_cut_nor_on_a_snapshot_and_are_no_state()
    {
        NetworkDescription network = Network(Common with
        {
            MembraneTimeConstantMs = new InitialValue.Uniform(5, 40),
            ThresholdMv = new InitialValue.Normal(-54, 1),
            RefractoryPeriodMs = new InitialValue.Uniform(0, 6),
        });
        string[] digests = [.. new[] { 1, 2, 5 }.Select(partitions =>
        {
            using var device = new HostDevice();
            using Simulation first = Simulation.Create(network, device, partitions);
            first.Run(333);
            IReadOnlyList<PartitionSnapshot> parts = first.Capture();
            using Simulation rest = Simulation.Create(network, device, 1 + (partitions % 3), from: parts);
            rest.Run(Steps - 333);
            Assert.Equal(["V", "RefractoryTime", "current.Current", "noise.Process"], rest.Partitions[0].StateVariables(0));
            return rest.Digest();
        })];
        Assert.Single(digests.Distinct());
        using var scalar = new HostDevice(typeof(ScalarLane));
        using Simulation whole = Simulation.Create(network, scalar);
        whole.Run(Steps);
        Assert.Equal(digests[0], whole.Digest());
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        Assert.Equal(
            ["neurons Threshold has 3 values: must have 37, one for each neuron"],
            Findings(Common with { ThresholdMv = new double[] { 1, 2, 3 } }));
        Assert.Equal(
            ["neurons smallest membrane time constant [ms] is -1: must be above 0"],
            Findings(Common with { MembraneTimeConstantMs = new InitialValue.Uniform(-1, 5) }));
        Assert.Contains(
            "neurons Threshold of neuron 0 is NaN: must be a finite number",
            Findings(Common with { ThresholdMv = Enumerable.Repeat(double.NaN, 37).ToArray() }));
        Assert.Equal(["neurons gives no values of the parameter 'Forgotten': model forgetful has Forgotten"], Findings(new ForgetfulDescription()));
    }

    private static HeterogeneousLifDescription Common => new() { InitialPotentialMv = -60, RefractoryPeriodMs = 3 };

    private static NetworkDescription Network(NeuronModelDescription model) => new()
    {
        DtMs = 0.1,
        Populations =
        [
            new PopulationDescription
            {
                Name = "neurons",
                Size = 37,
                Model = model,
                Receptors = [new ReceptorDescription("current", new CurrentPulseDescription())],
            },
        ],
        Inputs =
        [
            new OrnsteinUhlenbeckNoise
            {
                Name = "noise",
                Population = "neurons",
                Mean = 20,
                StandardDeviation = 5,
                TimeConstantMs = 3,
            },
        ],
    };

    private static IReadOnlyList<string> Findings(NeuronModelDescription model) =>
        Assert.Throws<InvalidDescriptionException>(() => Network(model).Validate()).Findings;

    private static float[] Potentials(NetworkDescription network, int partitions)
    {
        using var device = new HostDevice();
        using Simulation simulation = Simulation.Create(network, device, partitions);
        simulation.Run(Steps);
        Assert.InRange(simulation.SpikeCount(0), 10, 100_000);
        var values = new float[37];
        simulation.ReadState(0, 0, values);
        return values;
    }

    public struct Forgetful<T> : INeuronModel<T, NoConstants>
        where T : unmanaged, ILane<T>
    {
        public T V;

        [PerNeuron]
        public T Forgotten;

        public readonly T MembranePotential => V;

        public readonly Mask<T> Step(SynapticInput<T> input, in NoConstants constants, in NeuronStep step) => V > Forgotten;
    }

    private sealed record ForgetfulDescription : NeuronModelDescription<NoConstants>
    {
        public override string Name => "forgetful";

        public override Type ModelType => typeof(Forgetful<>);

        public override NoConstants Constants(double dtMs) => default;
    }
}
