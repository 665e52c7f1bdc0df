using CsCheck;
using SnnCluster.Engine.Probes;
using SnnCluster.Engine.Recording;
using SnnCluster.Model.Connectivity;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;
using SnnCluster.Model.Synapses;
using SnnCluster.Tests.Shared;

namespace SnnCluster.Engine.Tests.Probes;

/// <summary>What probes say of synapses, against the same said at length, however partitions share them.</summary>
public class SynapseProbeTests
{
    private const string Projection = "all";

    private static readonly Gen<(GridGeometry Grid, Synapse[] Synapses, int Cut)> Cases =
        Gen.Select(Gen.Int[1, 9], Gen.Int[1, 9]).SelectMany((width, height) => Gen.Select(
            Gen.Const(new GridGeometry(width, height)),
            Gen.Select(Gen.Int[0, (width * height) - 1], Gen.Int[0, (width * height) - 1], Gen.Float[-0.2f, 0.2f])
                .Select(row => new Synapse(row.Item1, row.Item2, 0, row.Item3, 1))
                .Array[0, 80],
            Gen.Int[0, 80]));

    [Fact]
    public void Weights_have_their_mean_and_standard_deviation() => Cases.Sample((grid, synapses, cut) =>
    {
        ObservationLog log = Observe(new WeightProbe { Projection = Projection, Bins = new HistogramBins(-0.1, 0.1, 7) }, grid, synapses, cut);
        double mean = synapses.Length == 0 ? double.NaN : synapses.Average(synapse => (double)synapse.Weight);
        double variance = synapses.Length == 0 ? double.NaN : synapses.Average(synapse => Math.Pow(synapse.Weight - mean, 2));
        Assert.Equal(synapses.Length, Of(log, "synapses"));
        Assert.Equal(mean, Of(log, "mean-weight"), 1e-15);
        Assert.Equal(Math.Sqrt(variance), Of(log, "weight-sd"), 1e-12);
        for (int bin = 0; bin < 9; bin++)
        {
            double lower = bin == 0 ? double.NegativeInfinity : -0.1 + (0.2 * (bin - 1) / 7);
            double upper = bin == 8 ? double.PositiveInfinity : -0.1 + (0.2 * bin / 7);
            Assert.EndsWith(
                $": {synapses.Count(synapse => (synapse.Weight + 0.1) / 0.2 * 7 is var place && Bin(place) == bin)}",
                log.Lines.Where(line => line.StartsWith("weight of all", StringComparison.Ordinal)).ElementAt(bin),
                StringComparison.Ordinal);
            Assert.Contains(FormattableString.Invariant($"from {lower:R} to {upper:R}"), log.Lines[3 + bin], StringComparison.Ordinal);
        }

        static int Bin(double place) => place < 0 ? 0 : place >= 7 ? 8 : 1 + (int)place;
    });

    [Fact]
    public void Degrees_are_those_of_all_neurons() => Cases.Sample((grid, synapses, cut) =>
    {
        ObservationLog log = Observe(new DegreeProbe { Projection = Projection, HasDistributions = true }, grid, synapses, cut);
        AssertDegrees(log, "in-degree", [.. Enumerable.Range(0, grid.Size).Select(id => synapses.Count(synapse => synapse.Target == id))]);
        AssertDegrees(log, "out-degree", [.. Enumerable.Range(0, grid.Size).Select(id => synapses.Count(synapse => synapse.Source == id))]);
    });

    [Fact]
    public void Distances_are_over_every_pair() => Cases.Sample((grid, synapses, cut) =>
    {
        ObservationLog log = Observe(new DistanceProbe { Projection = Projection }, grid, synapses, cut);
        int Bin(int source, int target) => (int)Math.Floor(Math.Sqrt(grid.SquaredDistance(source, target)));
        int[] all = [.. Enumerable.Range(0, grid.Size)];
        foreach (IGrouping<int, Synapse> bin in synapses.GroupBy(synapse => Bin(synapse.Source, synapse.Target)))
        {
            int pairs = all.Sum(source => all.Count(target => Bin(source, target) == bin.Key));
            Assert.Equal((double)bin.Count() / pairs, Of(log, $"connection-probability-{bin.Key}"));
            Assert.Equal(bin.Average(synapse => (double)synapse.Weight), Of(log, $"mean-weight-{bin.Key}"), 1e-15);
        }

        Assert.Equal(2 * synapses.Select(synapse => Bin(synapse.Source, synapse.Target)).Distinct().Count(), log.Values.Count);
    });

    private static double Of(ObservationLog log, string name) => log.Values.Single(one => one.Name == name).Value;

    private static void AssertDegrees(ObservationLog log, string name, int[] degrees)
    {
        double mean = degrees.Average();
        Assert.Equal(mean, Of(log, $"{name}-mean"), 1e-12);
        Assert.Equal(Math.Sqrt(degrees.Average(degree => (degree - mean) * (degree - mean))), Of(log, $"{name}-sd"), 1e-9);
        string[] bins = [.. log.Lines.Where(line => line.StartsWith($"{name} of", StringComparison.Ordinal))];
        Assert.Equal(
            degrees.GroupBy(degree => degree).OrderBy(same => same.Key).Select(same => $"{name} of all at 0 from {same.Key} to {same.Key + 1}: {same.Count()}"),
            bins);
    }

    // Shared by two partitions, and by one: the same bits.
    private static ObservationLog Observe(SynapseProbe probe, GridGeometry grid, Synapse[] synapses, int cut)
    {
        var network = new NetworkDescription
        {
            DtMs = 0.1,
            Populations =
            [
                new() { Name = "cells", Size = grid.Size, Grid = grid, Model = new LifDescription(), Receptors = [new("jumps", new DeltaDescription())] },
            ],
            Projections =
            [
                new() { Name = Projection, Source = "cells", Target = "cells", Connectivity = new OneToOne(), Weight = 0.1, DelayMs = 1, AllowAutapses = true },
            ],
        };
        int middle = cut % grid.Size;
        ObservationLog one = ObservationLog.OfSynapses(probe, network, synapses);
        Assert.Equal(one.Lines, ObservationLog.OfSynapses(
            probe, network, [.. synapses.Where(synapse => synapse.Target >= middle)], [.. synapses.Where(synapse => synapse.Target < middle)]).Lines);
        return one;
    }
}
