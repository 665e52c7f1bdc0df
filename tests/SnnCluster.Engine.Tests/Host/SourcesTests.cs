using CsCheck;
using SnnCluster.Engine.Devices;
using SnnCluster.Engine.Neurons;
using SnnCluster.Engine.Recording;
using SnnCluster.Model.Inputs;
using SnnCluster.Model.Lanes;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;
using SnnCluster.Model.Random;

namespace SnnCluster.Engine.Tests.Host;

/// <summary>
/// Neurons that get no input are computed for many steps at once. That is the same, bit for bit, as one neuron and one step after the
/// other, whatever the lane, the cut, the steps in which a stimulus changes their state, and the steps in which somebody looks.
/// </summary>
public sealed class SourcesTests
{
    private static readonly Type[] Lanes = [typeof(ScalarLane), typeof(Lane4), typeof(Lane8), typeof(Lane16)];

    [Fact]
    public void Steps_at_once_are_steps_one_by_one() => Gen.Select(
        Gen.OneOf(Gen.Int[1, 70], Gen.Int[120, 200]), Gen.Int[0, 3], Gen.Int[1, 3], Gen.Int[1, 70], Gen.Int[1, 45].Array[1, 12], Gen.ULong).Sample(
            (size, lane, partitions, period, looks, seed) =>
            {
                NetworkDescription network = Network(size, period, seed);
                using Simulation simulation = Simulation.Create(network, new HostDevice(Lanes[lane]), Math.Min(partitions, size), recordSpikes: true);
                var neurons = new CountedDown(network);
                foreach (int steps in looks)
                {
                    simulation.Run(steps);
                    neurons.Run(steps);
                    for (int variable = 0; variable < 3; variable++)
                    {
                        var values = new float[size];
                        simulation.ReadState(0, variable, values);
                        Assert.Equal(neurons.State(variable), values);
                    }
                }

                Assert.Equal(neurons.Spikes, simulation.Spikes!.Spikes.ToArray().OrderBy(spike => (spike.Step, spike.Neuron)));
            },
            iter: 200);

    private static NetworkDescription Network(int size, int period, ulong seed) => new()
    {
        DtMs = 1,
        Seed = seed,
        Populations = [new PopulationDescription { Name = "sources", Size = size, Model = new PoissonDescription { RateHz = 100 } }],
        Inputs = [new Rates(period) { Name = "rates", Population = "sources" }],
    };

    /// <summary>Each neuron by itself, in a loop over steps.</summary>
    private sealed class CountedDown
    {
        private readonly NetworkDescription _network;
        private readonly Poisson<ScalarLane>[] _neurons;
        private int _step;

        public CountedDown(NetworkDescription network)
        {
            _network = network;
            _neurons = new Poisson<ScalarLane>[network.Populations[0].Size];
            var values = new float[_neurons.Length];
            InitialState.Fill(network.Populations[0], network.DtMs, 0, network.Seed, 0, 0, values);
            for (int i = 0; i < _neurons.Length; i++)
            {
                _neurons[i].Remaining = ScalarLane.Of(values[i]);
            }
        }

        public List<RecordedSpike> Spikes { get; } = [];

        public float[] State(int variable) => [.. _neurons.Select(neuron => ScalarLane.Element(
            variable == 0 ? neuron.Remaining : variable == 1 ? neuron.Rounding : neuron.RatePerStep, 0))];

        public void Run(int steps)
        {
            var key = RandomKey.For(_network.Seed, RandomPurpose.NeuronUpdate, 0);
            var stimulus = (Rates)_network.Inputs[0];
            for (int end = _step + steps; _step < end; _step++)
            {
                for (int i = 0; i < _neurons.Length; i++)
                {
                    if (_step % stimulus.Period == 0)
                    {
                        _neurons[i].RatePerStep = ScalarLane.Of(Rates.Of(_step / stimulus.Period, i));
                    }

                    SynapticInput<ScalarLane> nothing = new(ScalarLane.Of(0), ScalarLane.Of(0));
                    if (_neurons[i].Step(nothing, default, new NeuronStep(key, _step, i)).Any)
                    {
                        Spikes.Add(new RecordedSpike(0, i, _step));
                    }
                }
            }
        }
    }

    // From none to a spike in every step.
    private sealed record Rates(int Period) : Stimulus
    {
        public override double PeriodMs => Period;

        public override IReadOnlyList<string> Fields => [nameof(Poisson<ScalarLane>.RatePerStep)];

        public static float Of(int presentation, int neuron) => ((neuron * 7) + (presentation * 3)) % 11 / 10f;

        public override void Present(int presentation, ulong seed, int field, int firstNeuron, Span<float> values)
        {
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = Of(presentation, firstNeuron + i);
            }
        }
    }
}
