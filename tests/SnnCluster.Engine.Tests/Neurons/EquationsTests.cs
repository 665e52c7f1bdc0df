using SnnCluster.Engine.Devices;
using SnnCluster.Model.Connectivity;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;
using SnnCluster.Model.Synapses;
using Xunit.Abstractions;

namespace SnnCluster.Engine.Tests.Neurons;

/// <summary>Equations against the classes that do the same, in networks.</summary>
public class EquationsTests(ITestOutputHelper output)
{
    private const int Steps = 400;

    /// <summary>The same constants, operations and order: the same bits, on one partition and on three.</summary>
    [Fact]
    public void A_leaky_neuron_as_text_gives_the_digest_of_the_class()
    {
        var byClass = new LifDescription
        {
            CapacitanceNf = 0.25, MembraneTimeConstantMs = 10, RefractoryPeriodMs = 2, RestingPotentialMv = -70, ThresholdMv = -55, ResetPotentialMv = -70,
        };
        (string expected, long spikes) = Run(byClass, 1);
        Assert.True(spikes > 100, $"only {spikes} spikes");
        Assert.Equal(expected, Run(TextModels.Lif, 1).Digest);
        Assert.Equal(expected, Run(TextModels.Lif, 3).Digest);
        output.WriteLine($"{spikes} spikes");
    }

    private static (string Digest, long Spikes) Run(NeuronModelDescription model, int partitions)
    {
        using var device = new HostDevice();
        using var simulation = Simulation.Create(Network(model), device, partitions, recordSpikes: true);
        simulation.Run(Steps);
        return (simulation.Digest(), simulation.Spikes!.Spikes.Length);
    }

    private static NetworkDescription Network(NeuronModelDescription model) => new()
    {
        DtMs = 0.1,
        Populations =
        [
            new PopulationDescription { Name = "source", Size = 40, Model = new PoissonDescription { RateHz = 400 } },
            new PopulationDescription
            {
                Name = "cells",
                Size = 37,
                Model = model,
                Receptors = [new ReceptorDescription("current", new ExponentialCurrentDescription { WithinStep = ActsWithinStep.ByMembrane }), new ReceptorDescription("jumps", new DeltaDescription())],
            },
        ],
        Projections =
        [
            new ProjectionDescription { Name = "a", Source = "source", Target = "cells", Connectivity = new FixedProbability(0.5), Weight = 0.15, DelayMs = 0.1 },
            new ProjectionDescription { Name = "b", Source = "source", Target = "cells", Receptor = "jumps", Connectivity = new FixedProbability(0.2), Weight = 0.5, DelayMs = 0.5 },
        ],
    };
}
