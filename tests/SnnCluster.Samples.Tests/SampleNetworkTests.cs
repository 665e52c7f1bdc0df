using OwnRules;
using SnnCluster.Engine;
using SnnCluster.Engine.Devices;
using SnnCluster.Model.Connectivity;
using SnnCluster.Model.Inputs;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;
using SnnCluster.Model.Synapses;

namespace SnnCluster.Samples.Tests;

/// <summary>The samples that the experiment does not use, in networks: against their equations, on every lane and for every cut.</summary>
public class SampleNetworkTests
{
    private const double DtMs = 0.1;

    private static readonly int[] SourceSteps = [.. Enumerable.Range(0, 120).Select(i => 13 + (i * 83 % 997) + (40 * i)).Order()];

    // Some in the step of a source event, some just before or after one.
    private static readonly int[] TargetSteps =
        [.. SourceSteps.Where((_, i) => i % 5 != 4).Select((step, i) => Math.Max(0, step + (((i * 37) % 61) - 30) * (i % 7 == 0 ? 0 : 1))).Distinct().Order()];

    [Fact]
    public void A_sawtooth_rises_in_each_neuron_from_a_place_of_its_own_and_the_membrane_follows()
    {
        // 1/64 nA a step, exactly: 128 steps from 0 to just below 2 nA.
        const int Neurons = 37;
        const int Period = 128;
        const int Steps = 1000;
        NetworkDescription network = Driven(Neurons);
        using var device = new HostDevice();
        using Simulation simulation = Simulation.Create(network, device, partitions: 2);
        IReadOnlyList<string> variables = simulation.Partitions[0].StateVariables(0);
        float[] Of(string variable)
        {
            var values = new float[Neurons];
            simulation.ReadState(0, variables.ToList().IndexOf(variable), values);
            return values;
        }

        float[] expected = [];
        var potentials = new double[Neurons];
        var lows = new int[Neurons];
        for (int step = 0; step < Steps; step++)
        {
            simulation.Run(1);
            float[] found = Of("sawtooth.Value");
            if (step == 0)
            {
                Assert.All(found, value => Assert.InRange(value, 0f, 1.9999999f));
                Assert.Equal(Neurons, found.Distinct().Count());

                // The mean of 37 numbers, uniform from 0 to 2, has a standard deviation of 0.095; five of them.
                Assert.InRange(found.Average(), 0.53f, 1.47f);
                expected = found;
            }
            else
            {
                expected = [.. expected.Select(value => value + (1 / 64f) is var next && next < 2f ? next : 0f)];
            }

            Assert.Equal(expected, found);
            float[] membrane = Of("V");
            for (int i = 0; i < Neurons; i++)
            {
                lows[i] += found[i] == 0f ? 1 : 0;
                double rest = found[i] * 20 / 0.25;
                potentials[i] = rest + ((potentials[i] - rest) * Math.Exp(-DtMs / 20));

                // Roundings of a potential below 160 mV, some 10^-5 mV each, which the membrane keeps for 200 steps.
                Assert.Equal(potentials[i], membrane[i], 2e-3);
            }
        }

        Assert.All(lows, count => Assert.InRange(count, (Steps / Period) - 1, (Steps / Period) + 1));
        AssertOneDigest(network, Steps);
    }

    [Fact]
    public void Fading_plasticity_gives_the_weights_of_its_equations_in_double_precision()
    {
        NetworkDescription network = Pair();
        using var device = new HostDevice();
        using Simulation simulation = Simulation.Create(network, device, recordSpikes: true);
        double weight = 0.5;
        double stable = 0;
        double source = 0;
        double target = 0;
        double least = 1;
        double most = 0;
        for (int step = 0; step < 6000; step++)
        {
            weight = stable + ((weight - stable) * Math.Exp(-DtMs / 500));
            source *= Math.Exp(-DtMs / 20);
            target *= Math.Exp(-DtMs / 20);
            bool isEvent = SourceSteps.Contains(step);
            bool isSpike = TargetSteps.Contains(step);

            // In the same step neither sees the other.
            double before = target;
            if (isSpike)
            {
                weight = Math.Min(1, weight + (0.02 * source));
                stable += 0.1 * (weight - stable);
                target += 1;
            }

            if (isEvent)
            {
                weight = Math.Max(0, weight - (0.01 * before));
                source += 1;
            }

            simulation.Run(1);
            (least, most) = (Math.Min(least, weight), Math.Max(most, weight));
            Assert.Equal(weight, Assert.Single(simulation.ReadSynapses(0)).Weight, 1e-5);
        }

        Assert.Equal(SourceSteps, SpikesOf(simulation, 0));
        Assert.Equal(TargetSteps, SpikesOf(simulation, 1));
        Assert.True(most - least > 0.1 && stable > 0.05, $"weights from {least} to {most}, stable at {stable}");
        AssertOneDigest(network, 6000);
    }

    private static int[] SpikesOf(Simulation simulation, int population) =>
        [.. simulation.Spikes!.Spikes.ToArray().Where(spike => spike.Population == population).Select(spike => spike.Step)];

    private static void AssertOneDigest(NetworkDescription network, int steps)
    {
        var digests = new HashSet<string>();
        foreach (Type lane in HostDevice.Lanes)
        {
            foreach (int partitions in new[] { 1, 3 })
            {
                using var device = new HostDevice(lane);
                using Simulation simulation = Simulation.Create(network, device, Math.Min(partitions, network.Populations[0].Size));
                simulation.Run(steps);
                digests.Add(simulation.Digest());
            }
        }

        Assert.Single(digests);
    }

    // Membranes that never spike.
    private static NetworkDescription Driven(int neurons) => new()
    {
        DtMs = DtMs,
        Populations =
        [
            new PopulationDescription
            {
                Name = "membranes",
                Size = neurons,
                Model = new LifDescription { CapacitanceNf = 0.25, RestingPotentialMv = 0, ResetPotentialMv = 0, ThresholdMv = 1000 },
                Receptors = [new ReceptorDescription("current", new CurrentPulseDescription())],
            },
        ],
        Inputs = [new SawtoothInput { Name = "sawtooth", Population = "membranes", Largest = 2, PeriodMs = 12.8 }],
    };

    // Two relays, each with a list of spikes. What the synapse delivers is a current, which a relay does not take.
    private static NetworkDescription Pair() => new()
    {
        DtMs = DtMs,
        Populations = [Relay("source"), Relay("target")],
        Projections =
        [
            new ProjectionDescription
            {
                Name = "fading",
                Source = "source",
                Target = "target",
                Receptor = "current",
                Connectivity = new AllToAll(),
                Weight = 0.5,
                DelayMs = DtMs,
                Synapse = new FadingStdpDescription(),
            },
        ],
        Inputs = [Spikes("source", SourceSteps), Spikes("target", TargetSteps)],
    };

    private static PopulationDescription Relay(string name) => new()
    {
        Name = name,
        Size = 1,
        Model = new ParrotDescription(),
        Receptors = [new ReceptorDescription("spikes", new DeltaDescription()), new ReceptorDescription("current", new CurrentPulseDescription())],
    };

    private static ListedSpikes Spikes(string population, int[] steps) => new()
    {
        Name = $"list of {population}",
        Population = population,
        Ids = [.. steps.Select(_ => 0)],
        TimesMs = [.. steps.Select(step => StepTime.Ms(step, DtMs))],
    };
}
