using SnnCluster.Engine.Devices;
using SnnCluster.Engine.Partitions;
using SnnCluster.Engine.Recording;
using SnnCluster.Engine.Rewiring;
using SnnCluster.Engine.Tests.Networks;
using SnnCluster.Engine.Tests.Snapshots;
using SnnCluster.Model.Connectivity;
using SnnCluster.Model.Inputs;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;
using SnnCluster.Model.Rewiring;
using SnnCluster.Model.Synapses;

namespace SnnCluster.Engine.Tests.Rewiring;

/// <summary>Rewiring by free elements: what grows, what connects, what goes, and that no cut shows.</summary>
public sealed class ElementRewiringTests
{
    private const int Interval = 10;

    private static readonly LinearGrowth Still = new(0, 1);

    [Fact]
    public void Free_elements_connect_as_far_as_there_are_and_a_share_of_the_rest_goes()
    {
        using Simulation simulation = TinyNetwork.Simulate(Sheets(sources: 10, targets: 5, axons: 2.9, dendrites: 3.2));
        simulation.Run(Interval - 1);
        Assert.Empty(simulation.ReadSynapses(0));
        simulation.Run(1);
        Synapse[] synapses = simulation.ReadSynapses(0);
        Assert.Equal(15, synapses.Length);
        Assert.All(synapses.CountBy(one => one.Target), pair => Assert.Equal(3, pair.Value));
        Assert.All(synapses.CountBy(one => one.Source), pair => Assert.InRange(pair.Value, 1, 2));
        Assert.All(synapses, synapse => Assert.Equal(0.5f, synapse.Weight));

        // A tenth of the five axonal elements that found none.
        int[] outDegrees = [.. Enumerable.Range(0, 10).Select(source => synapses.Count(one => one.Source == source))];
        Assert.Equal(outDegrees.Select(degree => 2.9f - (0.1f * (2 - degree))), Elements(simulation, 0, "elements.axon"), Close);
        Assert.Equal(Enumerable.Repeat(3.2f, 5), Elements(simulation, 1, "elements.dendrite"), Close);

        // Nothing is free on the targets' side any more.
        simulation.Run(Interval);
        Assert.Equal(synapses, simulation.ReadSynapses(0));
        Assert.Equal((15, 0, 15), CountsOf(simulation));
    }

    [Theory]
    [InlineData(1.5, 3.2, 10)] // Axons of ten sources.
    [InlineData(2.9, 0.7, 0)] // Dendrites of five targets.
    [InlineData(0.5, 3.2, 0)]
    [InlineData(1.2, 1.2, 5)]
    public void Where_elements_have_gone_synapses_go(double axons, double dendrites, int left)
    {
        NetworkDescription network = Sheets(sources: 10, targets: 5, axons: 2.9, dendrites: 3.2);
        using Simulation before = TinyNetwork.Simulate(network);
        before.Run(Interval);
        Synapse[] first = before.ReadSynapses(0);

        // The same neurons with other elements, and the synapses that were.
        using Simulation simulation = TinyNetwork.Simulate(Sheets(10, 5, axons, dendrites) with
        {
            Projections =
            [
                network.Projections[0] with
                {
                    Connectivity = new ConnectionList(
                        [.. first.Select(one => one.Source)], [.. first.Select(one => one.Target)], AllowMultapses: true),
                },
            ],
        });
        Assert.Equal(15, simulation.SynapseCount(0));
        simulation.Run(Interval);
        Synapse[] synapses = simulation.ReadSynapses(0);
        Assert.All(synapses.CountBy(one => one.Source), pair => Assert.InRange(pair.Value, 1, (int)axons));
        Assert.All(synapses.CountBy(one => one.Target), pair => Assert.InRange(pair.Value, 1, (int)dendrites));
        Assert.Equal(Math.Min(10 * (int)axons, 5 * (int)dendrites), synapses.Length);
        Assert.True(synapses.Length >= left);
    }

    [Fact]
    public void Which_synapses_go_and_which_elements_meet_is_uniformly_random()
    {
        // Each of 40 sources gets one of 40 targets; so often, each pair comes about 10 times.
        const int Neurons = 40;
        const int Runs = 400;
        var met = new int[Neurons, Neurons];
        var gone = new int[Neurons];
        for (int seed = 1; seed <= Runs; seed++)
        {
            NetworkDescription network = Sheets(Neurons, Neurons, axons: 1, dendrites: 1, (ulong)seed);
            using Simulation one = TinyNetwork.Simulate(network);
            one.Run(Interval);
            foreach (Synapse synapse in one.ReadSynapses(0))
            {
                met[synapse.Source, synapse.Target]++;
            }

            // A target with synapses from all sources and elements for half of them.
            using Simulation other = TinyNetwork.Simulate(Sheets(Neurons, 1, axons: 1, dendrites: Neurons / 2, (ulong)seed) with
            {
                Projections = [network.Projections[0] with { Connectivity = new AllToAll() }],
            });
            other.Run(Interval);
            foreach (int source in Enumerable.Range(0, Neurons).Except(other.ReadSynapses(0).Select(synapse => synapse.Source)))
            {
                gone[source]++;
            }
        }

        // Chi-square of a permutation matrix has (n - 1)² degrees of freedom, that of drawing half of n without replacement n - 1, scaled by 1 - 1/2 and n/(n - 1). Five
        // standard deviations of what is then nearly normal: sqrt(2·df).
        const double Expected = (double)Runs / Neurons;
        double freedom = Math.Pow(Neurons - 1, 2);
        double chi = met.Cast<int>().Sum(count => Math.Pow(count - Expected, 2) / Expected) * (Neurons - 1) / Neurons;
        Assert.InRange((chi - freedom) / Math.Sqrt(2 * freedom), -5, 5);
        double drawn = gone.Sum(count => Math.Pow(count - (Runs / 2.0), 2) / (Runs / 4.0)) * (Neurons - 1) / Neurons;
        Assert.InRange((drawn - (Neurons - 1)) / Math.Sqrt(2.0 * (Neurons - 1)), -5, 7);
    }

    [Fact]
    public void Partners_are_as_close_as_the_kernel_says()
    {
        // On sheets of 40 x 40 and 20 x 20, with one meeting: pairs are accepted with exp(-d²/(2·sigma²)) out of all distances alike.
        NetworkDescription network = Sheets(1600, 400, axons: 1, dendrites: 4, sigma: 0.1) with { Seed = 5 };
        using Simulation simulation = TinyNetwork.Simulate(network);
        simulation.Run(Interval);
        Synapse[] synapses = simulation.ReadSynapses(0);
        double Squared(Synapse synapse)
        {
            double Apart(double a, double b) => Math.Min(Math.Abs(a - b), 1 - Math.Abs(a - b));
            double x = Apart((synapse.Source % 40 + 0.5) / 40, (synapse.Target % 20 + 0.5) / 20);
            double y = Apart((synapse.Source / 40 + 0.5) / 40, (synapse.Target / 20 + 0.5) / 20);
            return (x * x) + (y * y);
        }

        // A share of 2·pi·sigma² of 1600 meets; a squared distance is then exponentially distributed with mean 2·sigma².
        double share = 2 * Math.PI * 0.01;
        Assert.InRange(synapses.Length, (1600 * share) - (5 * Math.Sqrt(1600 * share * (1 - share))), (1600 * share) + (5 * Math.Sqrt(1600 * share * (1 - share))));
        Assert.InRange(synapses.Average(Squared), 0.02 * (1 - (5 / Math.Sqrt(synapses.Length))), 0.02 * (1 + (5 / Math.Sqrt(synapses.Length))));
        Assert.Equal((synapses.Length, 0, 1600), CountsOf(simulation));
    }

    [Fact]
    public void Elements_meet_again_in_an_update_until_the_meetings_are_over()
    {
        int Connected(int meetings)
        {
            NetworkDescription network = Sheets(1600, 400, axons: 1, dendrites: 4, sigma: 0.1);
            var rule = (HomeostasisDescription)network.Projections[0].Rewiring!;
            using Simulation simulation = TinyNetwork.Simulate(network with { Projections = [network.Projections[0] with { Rewiring = rule with { Meetings = meetings } }] });
            simulation.Run(Interval);
            return (int)simulation.SynapseCount(0);
        }

        Assert.InRange(Connected(20), 5 * Connected(1), 1600);
    }

    [Fact]
    public void Only_pairs_with_a_projection_connect_and_no_neuron_to_itself_where_it_may_not()
    {
        // One neuron of one population, and two of another that only it may connect to.
        PopulationDescription of(string name, int size) => Neurons(name, size, 30, 3);
        NetworkDescription network = new()
        {
            DtMs = 1,
            Seed = 3,
            Populations = [of("one", 1), of("two", 2)],
            Projections = [Rewired("one", "one") with { AllowAutapses = false }, Rewired("one", "two")],
        };
        using Simulation simulation = TinyNetwork.Simulate(network);
        simulation.Run(40 * Interval);
        Assert.Equal(0, simulation.SynapseCount(0));
        Assert.Equal(6, simulation.SynapseCount(1));
    }

    [Fact]
    public void Calcium_and_elements_follow_their_equations()
    {
        // A neuron spikes every 20 steps of 1 ms; integration every 5 ms.
        var spikes = new SpikeTable(2);
        for (int step = 0; step < 2000; step += 20)
        {
            spikes.Add(step, 1);
        }

        var elements = new SynapticElements
        {
            CalciumTimeConstantMs = 500,
            CalciumPerSpike = 0.01,
            IntervalMs = 5,
            Kinds =
            [
                new("linear", IsAxonal: true, new LinearGrowth(1e-3, 0.3)),
                new("gaussian", IsAxonal: false, new GaussianGrowth(1e-3, 0.1, 0.5)),
                new("sigmoid", IsAxonal: false, new SigmoidGrowth(1e-3, 0.2, 0.05)) { Most = 1 },
            ],
        };
        NetworkDescription network = TinyNetwork.Of(SpikeTable.Silent(1), spikes);
        network = network with { Populations = [network.Populations[0], network.Populations[1] with { Elements = elements }] };
        using Simulation simulation = TinyNetwork.Simulate(network);
        simulation.Run(2000);
        double calcium = 0;
        double linear = 0;
        double gaussian = 0;
        double sigmoid = 0;
        for (int step = 0; step < 2000; step++)
        {
            calcium += step % 20 == 0 ? 0.01 : 0;
            linear = Math.Max(0, linear + (1e-3 * (1 - (calcium / 0.3))));
            gaussian = Math.Max(0, gaussian + (1e-3 * ((2 * Math.Exp(-Math.Pow((calcium - 0.3) / (0.4 / (2 * Math.Sqrt(Math.Log(2)))), 2))) - 1)));
            sigmoid = Math.Clamp(sigmoid + (1e-3 * ((2 / (1 + Math.Exp((calcium - 0.2) / 0.05))) - 1)), 0, 1);
            calcium *= Math.Exp(-1 / 500.0);
        }

        Assert.Equal(calcium, Elements(simulation, 1, "elements.Calcium")[1], 0.004 * calcium);
        Assert.Equal(linear, Elements(simulation, 1, "elements.linear")[1], 0.01 * linear);
        Assert.Equal(gaussian, Elements(simulation, 1, "elements.gaussian")[1], 0.01 * gaussian);

        // It has gone from its most to nearly nothing, over steps of up to 0.005.
        Assert.Equal(sigmoid, Elements(simulation, 1, "elements.sigmoid")[1], 0.02);

        // A neuron that never spikes has growth without calcium.
        Assert.Equal([0f, 2f, 0f, 1f], new[] { "Calcium", "linear", "gaussian", "sigmoid" }.Select(name => Elements(simulation, 1, $"elements.{name}")[0]), Close);
    }

    [Fact]
    public void The_result_is_the_same_for_any_number_of_partitions_and_after_snapshots()
    {
        NetworkDescription network = Driven(sigma: null);
        foreach (NetworkDescription one in new[] { network, Driven(sigma: 0.2) })
        {
            Continuation whole = Continuation.Undisturbed(one, new HostDevice(), 500, 1000);
            Assert.NotEqual(whole.Digest, Continuation.Undisturbed(one with { Seed = 2 }, new HostDevice(), 500, 1000).Digest);
            foreach (int partitions in new[] { 2, 3, 5 })
            {
                Assert.Equal(whole, Continuation.Undisturbed(one, new HostDevice(), 500, 1000, partitions));

                // 500 is a step after which the wiring changes.
                foreach (int step in new[] { 500, 533 })
                {
                    Assert.Equal(
                        Continuation.Undisturbed(one, new HostDevice(), step, 1000),
                        Continuation.Resumed(one, new HostDevice(), Continuation.Capture(one, new HostDevice(), step, partitions), 1000, 6 - partitions));
                }
            }
        }

        // Otherwise the digests would say little.
        using Simulation simulation = TinyNetwork.Simulate(network);
        simulation.Run(1000);
        Assert.All(Enumerable.Range(0, 4), p => Assert.InRange(simulation.Partitions[0].Rewiring(p)!.Formed, 20, 100_000));
        Assert.InRange(Enumerable.Range(0, 4).Sum(p => simulation.Partitions[0].Rewiring(p)!.Eliminated), 100, 100_000);
        Assert.Contains(simulation.ReadSynapses(0), synapse => synapse.K > 0);
    }

    [Fact]
    public void A_gpu_refuses_elements_by_name()
    {
        using var device = GpuDevice.OpenCpuAccelerator();
        var error = Assert.Throws<InvalidDescriptionException>(() => Simulation.Create(Driven(sigma: null), device));
        Assert.Contains("population e has synaptic elements", error.Message);
    }

    [Theory]
    [InlineData(0, new int[0], "ends too early")]
    [InlineData(0, new[] { 2, 0, 1 }, "has 2 where 0 to 1 should be")]
    [InlineData(0, new[] { 1, 10, 1 }, "has 10 where 0 to 9 should be")]
    [InlineData(0, new[] { 2, 3, 1, 3, 1 }, "has 3 where 4 to 9 should be")]
    [InlineData(0, new[] { 1, 3, 0 }, "has 0 where 1 to 2147483647 should be")]
    [InlineData(0, new[] { 0, 7 }, "has 1 numbers too many")]
    [InlineData(1, new[] { 1, 3, int.MinValue }, "should be")]
    [InlineData(1, new[] { 1, 3, 10_001 }, "has 10001 where -2147483647 to 10000 should be")]
    [InlineData(1, new[] { 1, 3, -1 }, "a partition offers elements of neuron 3 for rewiring that is not its own")]
    [InlineData(3, new[] { 1, 3, 5, 0 }, "partitions count -5 synapses of neuron 3 for rewiring")]
    [InlineData(3, new[] { 0, 1, 4, 9 }, "a partition offers elements of neuron 4 for rewiring that is not its own")]
    public void Offers_of_others_are_checked(int round, int[] offer, string reason)
    {
        using Simulation simulation = TinyNetwork.Simulate(Sheets(sources: 10, targets: 5, axons: 2.9, dendrites: 3.2));
        simulation.Run(Interval - 1);
        IPartition partition = simulation.Partitions[0];
        partition.Deliver();
        partition.Update();
        partition.EndStep();
        var error = Assert.Throws<SimulationException>(() =>
        {
            for (int r = 0; r < WiringSchedule.Rounds; r++)
            {
                var own = new List<int>();
                partition.Offer(r, own);
                partition.Take(r, [r == round ? offer : own.ToArray()]);
            }
        });
        Assert.Contains(reason, error.Message);
    }

    private static bool Close(float a, float b) => Math.Abs(a - b) < 1e-4f;

    private static float[] Elements(Simulation simulation, int population, string variable)
    {
        var values = new float[simulation.Network.Populations[population].Size];
        simulation.ReadState(population, StateVariables.Of(simulation.Network, population).ToList().IndexOf(variable), values);
        return values;
    }

    private static (long Formed, long Eliminated, long Attempts) CountsOf(Simulation simulation) =>
        simulation.Partitions[0].Rewiring(0) is RewiringCounts counts ? (counts.Formed, counts.Eliminated, counts.Attempts) : default;

    // Silent neurons with as many elements as are given, which neither come nor go.
    private static NetworkDescription Sheets(int sources, int targets, double axons, double dendrites, ulong seed = 1, double? sigma = null)
    {
        GridGeometry? Grid(int size) => sigma is null ? null : new GridGeometry((int)Math.Sqrt(size), (int)Math.Sqrt(size));
        return new NetworkDescription
        {
            DtMs = 1,
            Seed = seed,
            Populations =
            [
                Neurons("source", sources, axons, 0) with { Grid = Grid(sources) }, Neurons("target", targets, 0, dendrites) with { Grid = Grid(targets) },
            ],
            Projections =
            [
                Rewired("source", "target") with
                {
                    Rewiring = new HomeostasisDescription
                    {
                        Axonal = "axon", Dendritic = "dendrite", NewWeight = 0.5, IntervalMs = Interval, Sigma = sigma, Meetings = 1,
                    },
                },
            ],
        };
    }

    private static PopulationDescription Neurons(string name, int size, double axons, double dendrites) => new()
    {
        Name = name,
        Size = size,
        Model = new LifDescription { InitialPotentialMv = -70 },
        Receptors = [new ReceptorDescription("jumps", new DeltaDescription())],
        Elements = new SynapticElements { Kinds = [new("axon", IsAxonal: true, Still), new("dendrite", IsAxonal: false, Still)] },
        InitialState = new Dictionary<string, InitialValue> { ["elements.axon"] = axons, ["elements.dendrite"] = dendrites },
    };

    private static ProjectionDescription Rewired(string source, string target) => new()
    {
        Name = $"{source}-{target}",
        Source = source,
        Target = target,
        Connectivity = new FixedProbability(0),
        Weight = 0.5,
        DelayMs = 1,
        Rewiring = new HomeostasisDescription { Axonal = "axon", Dendritic = "dendrite", NewWeight = 0.5, IntervalMs = Interval },
    };

    // Two populations that drives make spike, with fast growth and decay of all elements.
    private static NetworkDescription Driven(double? sigma)
    {
        PopulationDescription of(string name, int width, int height) => new()
        {
            Name = name,
            Size = width * height,
            Grid = new GridGeometry(width, height),
            Model = new LifDescription { RestingPotentialMv = 0, ResetPotentialMv = 0, ThresholdMv = 15, InitialPotentialMv = new InitialValue.Uniform(0, 14) },
            Receptors = [new ReceptorDescription("jumps", new DeltaDescription())],
            Elements = new SynapticElements
            {
                CalciumTimeConstantMs = 50,
                CalciumPerSpike = 0.1,
                IntervalMs = 1,
                Kinds =
                [
                    new("axon", IsAxonal: true, new GaussianGrowth(0.1, 0, 0.35)), new("e", IsAxonal: false, new GaussianGrowth(0.1, 0, 0.3)),
                    new("i", IsAxonal: false, new LinearGrowth(0.1, 0.3)),
                ],
            },
        };
        return new NetworkDescription
        {
            DtMs = 0.5,
            Populations = [of("e", 8, 7), of("i", 5, 3)],
            Projections =
            [
                .. from source in new[] { "e", "i" }
                   from target in new[] { "e", "i" }
                   let weight = source == "e" ? 1.0 : -1.0
                   select new ProjectionDescription
                   {
                       Name = $"{source}-{target}",
                       Source = source,
                       Target = target,
                       Connectivity = new FixedProbability(0.05),
                       Weight = weight,
                       DelayMs = source == "e" ? 1.5 : 0.5,
                       DendriticDelayMs = source == "e" ? new InitialValue.Uniform(0, 3) : null,
                       Rewiring = new HomeostasisDescription
                       {
                           Axonal = "axon", Dendritic = source, NewWeight = weight, Sigma = sigma, IntervalMs = source == "e" ? 5 : 10, Meetings = 3,
                       },
                   },
            ],
            Inputs =
            [
                .. new[] { "e", "i" }.Select(population => new PoissonDrive { Name = $"{population} drive", Population = population, RateHz = 3000, Weight = 0.3 }),
            ],
        };
    }
}
