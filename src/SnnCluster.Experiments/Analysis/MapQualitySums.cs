using SnnCluster.Engine.Probes;
using SnnCluster.Engine.Recording;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Analysis;

/// <summary>What <see cref="MapQuality"/> is made of, as sums that do not depend on the order of targets.</summary>
/// <param name="grid">The grid of sources and targets.</param>
internal sealed class MapQualitySums(GridGeometry grid)
{
    /// <summary>How many numbers there are.</summary>
    public const int Length = Counts + (Totals * ExactSum.Limbs);

    // Counts of targets, then exact sums over targets and over synapses.
    private const int Counts = 4;
    private const int Totals = 10;
    private const int AddsBeforeCarry = 1 << 28;

    private readonly long[] _sums = new long[Length];
    private readonly ReceptiveField _field = new(grid);
    private int _adds;

    private enum Total
    {
        Sigma,
        SigmaPerAxis,
        Displacement,
        WeightedSigma,
        WeightedSigmaPerAxis,
        WeightedDisplacement,
        Weight,
        Size,
        Distance,
        WeightedDistance,
    }

    /// <summary>Adds a target with all its synapses, which may be none.</summary>
    public void Add(int target, ReadOnlySpan<Synapse> inputs)
    {
        _sums[0] += inputs.Length;
        if (inputs.IsEmpty)
        {
            _sums[1]++;
            return;
        }

        foreach (ref readonly Synapse synapse in inputs)
        {
            double distance = Math.Sqrt(grid.SquaredDistance(synapse.Source, synapse.Target));
            double size = Math.Abs((double)synapse.Weight);
            Add(Total.Weight, synapse.Weight);
            Add(Total.Size, size);
            Add(Total.Distance, distance);
            Add(Total.WeightedDistance, size * distance);
        }

        _sums[2]++;
        Add(target, _field.Fit(inputs, weighted: false), Total.Sigma);
        if (ReceptiveField.HasWeight(inputs))
        {
            _sums[3]++;
            Add(target, _field.Fit(inputs, weighted: true), Total.WeightedSigma);
        }

        if (_adds > AddsBeforeCarry)
        {
            Carry();
        }
    }

    /// <summary>The sums, which begin anew.</summary>
    public long[] Take()
    {
        Carry();
        long[] taken = [.. _sums];
        Array.Clear(_sums);
        return taken;
    }

    /// <summary>What merged sums say.</summary>
    public static MapQuality Read(ReadOnlySpan<long> sums)
    {
        (long synapses, long without, long targets, long weighted) = (sums[0], sums[1], sums[2], sums[3]);
        return new MapQuality
        {
            SigmaAff = Of(sums, Total.Sigma) / targets,
            Ad = Of(sums, Total.Displacement) / targets,
            SigmaAffWeighted = Of(sums, Total.WeightedSigma) / weighted,
            AdWeighted = Of(sums, Total.WeightedDisplacement) / weighted,
            SigmaAffPerAxis = Of(sums, Total.SigmaPerAxis) / targets,
            SigmaAffPerAxisWeighted = Of(sums, Total.WeightedSigmaPerAxis) / weighted,
            Targets = (int)targets,
            TargetsWithoutInputs = (int)without,
            TargetsWithoutWeight = (int)(targets - weighted),
            MeanDistance = Of(sums, Total.Distance) / synapses,
            MeanDistanceWeighted = Of(sums, Total.WeightedDistance) / Of(sums, Total.Size),
            MeanWeight = Of(sums, Total.Weight) / synapses,
        };
    }

    private static double Of(ReadOnlySpan<long> sums, Total total) => ExactSum.Value(sums.Slice(PlaceOf((int)total), ExactSum.Limbs));

    private static int PlaceOf(int total) => Counts + (total * ExactSum.Limbs);

    private void Add(int target, ReceptiveFieldFit fit, Total first)
    {
        double dx = AxisCentre.Distance(fit.CentreXTenths, grid.X(target) * AxisCentre.FineSteps, grid.Width);
        double dy = AxisCentre.Distance(fit.CentreYTenths, grid.Y(target) * AxisCentre.FineSteps, grid.Height);
        Add(first, fit.Sigma);
        Add(first + 1, fit.SigmaPerAxis);
        Add(first + 2, Math.Sqrt((dx * dx) + (dy * dy)) / AxisCentre.FineSteps);
    }

    private void Add(Total total, double value)
    {
        ExactSum.Add(_sums.AsSpan(PlaceOf((int)total), ExactSum.Limbs), value);
        _adds++;
    }

    private void Carry()
    {
        for (int total = 0; total < Totals; total++)
        {
            ExactSum.Carry(_sums.AsSpan(PlaceOf(total), ExactSum.Limbs));
        }

        _adds = 0;
    }
}
