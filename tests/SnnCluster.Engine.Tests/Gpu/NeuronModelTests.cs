using SnnCluster.Engine.Devices;
using SnnCluster.Engine.Tests.Neurons;
using SnnCluster.Model.Connectivity;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;
using SnnCluster.Model.Synapses;
using SnnCluster.Tests.Shared;

namespace SnnCluster.Engine.Tests.Gpu;

/// <summary>Every neuron model and every receptor, in one network, on the host and as kernels.</summary>
[Collection(GpuCollection.Name)]
public sealed class NeuronModelTests(OpenDevices devices)
{
    // Launches take most of the time, so all models run side by side; every one must spike within these steps.
    private const int Steps = 150;

    private static readonly (string Name, NeuronModelDescription Model, (PostsynapticDescription, double)[] Receptors)[] Models =
    [
        (
            "currents",
            new LifDescription { CapacitanceNf = 0.25, MembraneTimeConstantMs = 10, BiasCurrentNa = 0.2, RefractoryPeriodMs = 1 },
            [
                (new DeltaDescription(), 0.5),
                (new CurrentPulseDescription(), 1),
                (new ExponentialCurrentDescription { WithinStep = ActsWithinStep.ByMembrane }, 0.1),
                (new AlphaCurrentDescription(), 0.1),
            ]),
        (
            "conductances",
            new ConductanceLifDescription { InitialPotentialMv = -60, BiasCurrentNa = 0.2 },
            [
                (new ExponentialConductanceDescription { WithinStep = ActsWithinStep.ByMembrane }, 0.002),
                (new AlphaConductanceDescription(), 0.002),
                (new BetaConductanceDescription { ReversalPotentialMv = -80 }, 0.001),
                (new NmdaConductanceDescription(), 0.002),
            ]),
        ("adex", new AdExDescription { BiasCurrentNa = 3, Substeps = 2 }, [Excitation]),
        ("izhikevich by Euler", new IzhikevichDescription { Scheme = IzhikevichScheme.Euler }, [(new DeltaDescription(), 4)]),
        ("izhikevich with units", new Izhikevich2007Description { BiasCurrentNa = 2, InitialPotentialMv = -45 }, [Excitation]),
        ("hodgkin-huxley", new HodgkinHuxleyDescription { BiasCurrentNa = 2 }, [Excitation]),
        ("traub-miles", new TraubMilesDescription { BiasCurrentNa = 2 }, [Excitation]),
        ("mat", new Mat2Description { BiasCurrentNa = 2 }, [Excitation]),
        ("glif", new GlifDescription { Level = 5, BiasCurrentNa = 1 }, [Excitation]),
        ("gif", new GifDescription { InitialPotentialMv = -40, BiasCurrentNa = 0.3, SpikeThresholdJumpMv = 1 }, [Excitation]),
        ("leaky text", TextModels.Lif with { RefractoryPeriodMs = 1 }, [(new DeltaDescription(), 4), (new CurrentPulseDescription(), 1)]),
        ("conductances text", TextModels.ConductanceLif, [(new AlphaConductanceDescription(), 0.05)]),
        ("adex text", TextModels.AdEx with { Substeps = 2 }, [(new AlphaConductanceDescription(), 0.05)]),
        ("channels text", TextModels.HodgkinHuxley, [(new CurrentPulseDescription(), 20)]),
        ("text", TextModels.OfEverything, [(new CurrentPulseDescription(), 2)]),
        ("relay", new ParrotDescription(), [(new DeltaDescription(), 1)]),
    ];

    private static (PostsynapticDescription, double) Excitation => (new AlphaConductanceDescription(), 0.002);

    public static TheoryData<string> Kinds => OpenDevices.Kinds;

    /// <summary>On ILGPU's CPU accelerator all bits are the host's: the same operations in the same order, none fused.</summary>
    [SkippableTheory]
    [MemberData(nameof(Kinds))]
    public void Kernels_do_what_the_host_does(string kind)
    {
        using var host = new HostDevice();
        NetworkDescription network = Network;
        Outcome expected = Outcome.Of(network, host, Steps);
        string[] spiking = [.. expected.Spikes.Split(' ').Select(spike => spike.Split(':')[0]).Distinct()];
        Assert.Empty(network.Populations.Index().Where(p => !spiking.Contains($"{p.Index}")).Select(p => p.Item.Name));

        Outcome actual = Outcome.Of(network, devices.Get(kind), Steps, partitions: 2);
        Assert.Equal(expected.Spikes, actual.Spikes);
        if (kind == DeviceCatalog.CpuAccelerator)
        {
            Assert.Equal(expected.Digest, actual.Digest);
        }
    }

    /// <summary>A source, and a population of each.</summary>
    internal static NetworkDescription Network => new()
    {
        DtMs = 0.1,
        Seed = 3,
        Populations =
        [
            new PopulationDescription { Name = "source", Size = 20, Model = new PoissonDescription { RateHz = 500 } },
            .. Models.Select(one => new PopulationDescription
            {
                Name = one.Name,
                Size = 5,
                Model = one.Model,
                Receptors =
                [
                    .. one.Receptors.Select((receptor, index) => new ReceptorDescription($"{index}", receptor.Item1)),
                ],
            }),
        ],
        Projections =
        [
            .. Models.SelectMany(one => one.Receptors.Select((receptor, index) => new ProjectionDescription
            {
                Name = $"{one.Name} {index}",
                Source = "source",
                Target = one.Name,
                Receptor = $"{index}",
                Connectivity = new FixedProbability(0.5),
                Weight = receptor.Item2,
                DelayMs = 0.1,
            })),
        ],
    };
}
