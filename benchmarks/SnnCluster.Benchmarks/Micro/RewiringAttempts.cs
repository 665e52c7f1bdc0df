using BenchmarkDotNet.Attributes;
using SnnCluster.Engine.Partitions;
using SnnCluster.Model.Connectivity;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Plasticity;
using SnnCluster.Model.Rewiring;

namespace SnnCluster.Benchmarks.Micro;

/// <summary>
/// Rewiring by random pairs, in time per attempt, with the topographic map's feed-forward profile and plastic weights.
/// Nothing spikes. An attempt on a synapse always eliminates it, which keeps the network near the density that it
/// starts with; so attempts change a little more than the map's do.
/// </summary>
public class RewiringAttempts
{
    private const int AttemptsPerUpdate = 1000;
    private const int Updates = 100;
    private IPartition? _partition;

    [GlobalSetup(Target = nameof(Neurons256))]
    public void CreateSmall() => Create(16);

    [GlobalSetup(Target = nameof(Neurons12544))]
    public void CreateMedium() => Create(112);

    [GlobalSetup(Target = nameof(Neurons262144))]
    public void CreateLarge() => Create(512);

    [GlobalCleanup]
    public void Free() => _partition!.Dispose();

    [Benchmark(OperationsPerInvoke = AttemptsPerUpdate * Updates)]
    public void Neurons256() => Rewire();

    [Benchmark(OperationsPerInvoke = AttemptsPerUpdate * Updates)]
    public void Neurons12544() => Rewire();

    [Benchmark(OperationsPerInvoke = AttemptsPerUpdate * Updates)]
    public void Neurons262144() => Rewire();

    private void Create(int side)
    {
        var grid = new GridGeometry(side, side);
        _partition = Partitions.Create(new NetworkDescription
        {
            DtMs = 1,
            Populations = [Partitions.Sources(grid), Partitions.Targets(grid)],
            Projections =
            [
                new ProjectionDescription
                {
                    Name = "feed-forward",
                    Source = Partitions.Source,
                    Target = Partitions.Target,
                    Connectivity = new ProbabilityByDistance(0.16, new GaussianKernel(2.5)),
                    Weight = 0.2,
                    DelayMs = 1,
                    Synapse = new PairStdpDescription(),
                    Rewiring = new PairAttemptsDescription
                    {
                        AttemptsPerUpdate = AttemptsPerUpdate,
                        StrongEliminationProbability = 1,
                        FormationProbability = 0.16,
                        FormationSigma = 2.5,
                    },
                },
            ],
        });
    }

    private void Rewire()
    {
        IPartition partition = _partition!;
        for (int i = 0; i < Updates; i++)
        {
            partition.Rewire();
            partition.EndStep();
        }
    }
}
