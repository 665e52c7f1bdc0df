using BenchmarkDotNet.Attributes;
using SnnCluster.Engine.Partitions;
using SnnCluster.Model.Connectivity;
using SnnCluster.Model.Inputs;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;
using SnnCluster.Model.Plasticity;
using SnnCluster.Model.Synapses;

namespace SnnCluster.Benchmarks.Micro;

/// <summary>
/// What a few fast neurons cost where weights are plastic: 10,000 sources and 10,000 targets at 5 Hz, a million synapses with
/// pair STDP, steps of 0.1 ms, with no target or one at 1 kHz. In time per second of model time.
/// </summary>
public class FastNeuron
{
    private const int Steps = 10_000;
    private IPartition? _partition;

    /// <summary>Targets at 1 kHz.</summary>
    [Params(0, 1)]
    public int FastTargets { get; set; }

    [GlobalSetup]
    public void Create()
    {
        var slow = new PoissonDescription { RateHz = 5 };
        _partition = Partitions.Create(new NetworkDescription
        {
            DtMs = 0.1,
            Populations =
            [
                new PopulationDescription { Name = Partitions.Source, Size = 10_000, Model = slow },
                new PopulationDescription
                {
                    Name = Partitions.Target,
                    Size = 10_000,
                    Model = slow,
                    Receptors = [new ReceptorDescription("input", new DeltaDescription())],
                },
            ],
            Inputs = [new Rates(FastTargets) { Name = "rates", Population = Partitions.Target }],
            Projections =
            [
                new ProjectionDescription
                {
                    Name = "plastic",
                    Source = Partitions.Source,
                    Target = Partitions.Target,
                    Connectivity = new FixedProbability(0.01),
                    Weight = new InitialValue.Uniform(0, 1),
                    DelayMs = 1,
                    Synapse = new PairStdpDescription { MaximumWeight = 1 },
                },
            ],
        });
        RunOneSecond();
    }

    [GlobalCleanup]
    public void Free() => _partition!.Dispose();

    [Benchmark]
    public void RunOneSecond()
    {
        IPartition partition = _partition!;
        for (int step = 0; step < Steps; step++)
        {
            partition.Deliver();
            partition.Update();
            partition.Rewire();
            partition.EndStep();
        }
    }

    // Once, at the start.
    private sealed record Rates(int FastTargets) : Stimulus
    {
        public override double PeriodMs => 1e8;

        public override IReadOnlyList<string> Fields => [nameof(Poisson<>.RatePerStep)];

        public override void Present(int presentation, ulong seed, int field, int firstNeuron, Span<float> values)
        {
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = (float)PoissonDescription.RatePerStep(firstNeuron + i < FastTargets ? 1000 : 5, 0.1);
            }
        }
    }
}
