using System.Text.Json.Nodes;
using SnnCluster.Engine.Probes;
using SnnCluster.Engine.Recording;
using SnnCluster.Experiments.Results;
using SnnCluster.Model.Connectivity;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;
using SnnCluster.Model.Random;
using SnnCluster.Model.Synapses;
using SnnCluster.Tests.Shared;

namespace SnnCluster.Experiments.Tests;

/// <summary>Writes the files of a run that never took place: a map on a grid that sharpens over a minute.</summary>
internal static class SyntheticRun
{
    public static readonly string[] Projections = ["feed-forward", "lateral"];

    private const double SimulatedMs = 60_000;

    public static RunSummary Summary(int side) => new()
    {
        Experiment = "topographic-map",
        Parameters = new Dictionary<string, object>
        {
            ["scale"] = 1L,
            ["delay-ms"] = 0.1,
            ["rate"] = 20.0,
            ["reference-quirks"] = false,
            ["note"] = "a \"quoted\" text",
        },
        Seed = ulong.MaxValue,
        Complete = true,
        DtMs = 0.1,
        SampleIntervalMs = 1000,
        Provenance = Provenance.Of(
            new DateTimeOffset(2026, 11, 22, 10, 30, 0, TimeSpan.Zero), "snncluster run 'my map'", MachineInfo.OfThis(["host"])),
        Partitions = [new PartitionSummary(0, "host", "local", 2L * side * side)],
        Populations =
        [
            new PopulationSummary("source", side * side, side, side),
            new PopulationSummary("target", side * side, side, side),
        ],
        Projections =
        [
            new ProjectionSummary("feed-forward", "source", "target", 1),
            new ProjectionSummary("lateral", "target", "target", 1),
        ],
        Neurons = 2L * side * side,
        Synapses = new Dictionary<string, SynapseCounts> { ["feed-forward"] = new(1600, 1400), ["lateral"] = new(1500, 2400) },
        Rewiring = new Dictionary<string, RewiringTotals> { ["feed-forward"] = new(600_000, 1000, 1200) },
        SimulatedMs = SimulatedMs,
        BuildSeconds = 0.1,
        LoopSeconds = 1,
        RecordingSeconds = 0.25,
        RealTimeFactor = 1.0 / 60,
        PhaseSeconds = new Dictionary<string, double>
        {
            ["deliver"] = 0.1,
            ["update"] = 0.2,
            ["rewire"] = 0.3,
            ["exchange"] = 0,
            ["record"] = 0.01,
        },
        SynapticEvents = 1_000_000,
        MeanRateHz = new Dictionary<string, double> { ["source"] = 20, ["target"] = 25.9 },
        PeakMemoryBytes = 100_000_000,
        Digest = "sha256:" + new string('0', 64),
        Additional = new Dictionary<string, JsonNode>
        {
            ["mapQuality"] = new JsonObject { ["initial"] = new JsonObject { ["sigmaAff"] = 2.3, ["ad"] = 0.8 } },
        },
    };

    public static Synapse[] Synapses(GridGeometry grid, double probability, double sigma, ulong seed)
    {
        var random = new RandomStream(RandomKey.For(seed, RandomPurpose.User, 0), 0, 0);
        var synapses = new List<Synapse>();
        for (int target = 0; target < grid.Size; target++)
        {
            for (int source = 0; source < grid.Size; source++)
            {
                double square = grid.SquaredDistance(source, target);
                if (random.NextUniform() < probability * Math.Exp(-square / (2 * sigma * sigma)))
                {
                    synapses.Add(new Synapse(source, target, 0, (float)(0.2 * random.NextUniform()), 1));
                }
            }
        }

        return [.. synapses];
    }

    public static void Write(string directory, int side)
    {
        var grid = new GridGeometry(side, side);
        SummaryFile.Write(directory, Summary(side));
        ConnectivityFile.Write(directory, RunFiles.ConnectivityStart, Connectivity(grid, 0));
        ConnectivityFile.Write(directory, RunFiles.ConnectivityEnd, Connectivity(grid, 1));
        TimeSeriesFile.Write(directory, TimeSeries(grid));
        RewiringFile.Write(directory, Rewiring());
        using TableWriter<SpikeRow> spikes = SpikeFile.Create(directory, 0.1);
        var random = new RandomStream(RandomKey.For(7, RandomPurpose.User, 0), 0, 0);
        for (int step = 590_000; step < 600_000; step++)
        {
            spikes.Append(new SpikeRow("source", random.NextBelow(grid.Size), step));
            spikes.Append(new SpikeRow("target", random.NextBelow(grid.Size), step));
        }

        spikes.Complete();
    }

    private static Dictionary<string, Synapse[]> Connectivity(GridGeometry grid, double progress) => new()
    {
        ["feed-forward"] = Synapses(grid, 0.16 + (0.2 * progress), 2.5 - (0.8 * progress), 1),
        ["lateral"] = Synapses(grid, 1, 1 + (0.3 * progress), 2),
    };

    private static NetworkDescription Network(GridGeometry grid) => new()
    {
        DtMs = 0.1,
        Populations =
        [
            new() { Name = "source", Size = grid.Size, Grid = grid, Model = new PoissonDescription() },
            new() { Name = "target", Size = grid.Size, Grid = grid, Model = new LifDescription(), Receptors = [new("jumps", new DeltaDescription())] },
        ],
        Projections = [Projection("feed-forward", "source"), Projection("lateral", "target")],
    };

    private static ProjectionDescription Projection(string name, string source) => new()
    {
        Name = name,
        Source = source,
        Target = "target",
        Connectivity = new OneToOne(),
        Weight = 0.1,
        DelayMs = 1,
    };

    private static IEnumerable<TimeSeriesPoint> TimeSeries(GridGeometry grid)
    {
        for (int second = 0; second <= 60; second += 3)
        {
            double timeMs = second * 1000;
            foreach ((string projection, Synapse[] synapses) in Connectivity(grid, 1 - Math.Exp(-second / 15.0)))
            {
                SynapseProbe[] probes =
                [
                    new WeightProbe { Projection = projection }, new DegreeProbe { Projection = projection }, new DistanceProbe { Projection = projection },
                ];
                foreach ((string name, double value) in probes.SelectMany(probe => ObservationLog.OfSynapses(probe, Network(grid), synapses).Values))
                {
                    yield return new(name, projection, timeMs, value);
                }
            }

            yield return new("rate-hz", "source", timeMs, 20);
            yield return new("rate-hz", "target", timeMs, 26 - (10 * Math.Exp(-second / 10.0)));
        }
    }

    private static IEnumerable<RewiringCount> Rewiring()
    {
        var random = new RandomStream(RandomKey.For(8, RandomPurpose.User, 0), 0, 0);
        foreach (string projection in Projections)
        {
            for (int timeMs = 100; timeMs <= SimulatedMs; timeMs += 100)
            {
                for (int bin = 0; bin < 9; bin++)
                {
                    double rate = 8 * Math.Exp(-bin * bin / 12.5);
                    double excess = 1 + Math.Exp(-timeMs / 10_000.0);
                    yield return new(
                        projection,
                        timeMs,
                        (long)(rate * 2 * random.NextUniform()),
                        (long)(rate * excess * 2 * random.NextUniform()),
                        bin);
                }
            }
        }
    }
}
