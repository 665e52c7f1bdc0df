using SnnCluster.Model.Connectivity;
using SnnCluster.Model.Inputs;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;
using SnnCluster.Model.Synapses;

namespace SnnCluster.Benchmarks.Virtual;

/// <summary>How the neurons of a virtual cluster's network are wired.</summary>
internal enum VirtualWiring
{
    /// <summary>A Gaussian neighbourhood of the grid.</summary>
    Local,

    /// <summary>Sources from anywhere.</summary>
    Random,
}

/// <summary>A network of so many neurons for each partition, on a grid that is about square: integrate-and-fire neurons that a drive keeps firing, of one in-degree.</summary>
internal static class VirtualNetwork
{
    private const int InDegree = 32;
    private const double Sigma = 2;
    private const double WeightMv = 0.1;

    // A delay of 1.5 ms makes intervals of 7 steps of 0.1 ms.
    private const double DelayMs = 1.5;

    public static NetworkDescription Describe(VirtualWiring wiring, int neurons)
    {
        int height = (int)Math.Sqrt(neurons);
        while (neurons % height != 0)
        {
            height--;
        }

        if (neurons / height > 32768)
        {
            throw new BenchmarkException($"{neurons} neurons make no grid of at most 32768 columns");
        }

        return new NetworkDescription
        {
            DtMs = 0.1,
            Seed = 1,
            Populations =
            [
                new PopulationDescription
                {
                    Name = "neurons",
                    Size = neurons,
                    Grid = new GridGeometry(neurons / height, height),
                    Model = new LifDescription
                    {
                        CapacitanceNf = 1,
                        MembraneTimeConstantMs = 20,
                        RestingPotentialMv = 0,
                        ResetPotentialMv = 0,
                        ThresholdMv = 20,
                        RefractoryPeriodMs = 2,
                        InitialPotentialMv = new InitialValue.Uniform(0, 20),
                    },
                    Receptors = [new("jump", new DeltaDescription())],
                },
            ],
            Projections =
            [
                new ProjectionDescription
                {
                    Name = "recurrent",
                    Source = "neurons",
                    Target = "neurons",
                    Connectivity = wiring == VirtualWiring.Local
                        ? new FixedInDegreeByDistance(InDegree, new GaussianKernel(Sigma))
                        : new FixedInDegree(InDegree, AllowMultapses: true),
                    Weight = WeightMv,
                    DelayMs = DelayMs,
                },
            ],
            Inputs = [new PoissonDrive { Name = "drive", Population = "neurons", RateHz = 10_500, Weight = WeightMv }],
        };
    }
}
