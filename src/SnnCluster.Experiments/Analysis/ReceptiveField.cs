using SnnCluster.Engine.Recording;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Analysis;

/// <summary>Centre and width of one target's inputs.</summary>
/// <param name="CentreXTenths">Column of the centre, in tenths of a position.</param>
/// <param name="CentreYTenths">Row of the centre, in tenths of a position.</param>
/// <param name="Sigma">Root mean squared distance of the inputs from the centre.</param>
/// <param name="SigmaPerAxis">Mean of the root mean squared distances along each axis.</param>
internal readonly record struct ReceptiveFieldFit(int CentreXTenths, int CentreYTenths, double Sigma, double SigmaPerAxis);

/// <summary>Fits receptive fields one after another, in buffers of its own.</summary>
internal sealed class ReceptiveField
{
    private readonly GridGeometry _grid;
    private readonly int[] _positions;
    private readonly double[] _weights;

    /// <summary>For targets of at most so many inputs.</summary>
    public ReceptiveField(GridGeometry grid, int largestInDegree)
    {
        _grid = grid;
        _positions = new int[largestInDegree];
        _weights = new double[largestInDegree];
    }

    /// <summary>Whether any input has a weight other than 0.</summary>
    public bool HasWeight(ReadOnlySpan<Synapse> synapses, ReadOnlySpan<int> inputs)
    {
        foreach (int input in inputs)
        {
            if (synapses[input].Weight != 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Fits the inputs of a target, given by their numbers among the synapses.</summary>
    public ReceptiveFieldFit Fit(ReadOnlySpan<Synapse> synapses, ReadOnlySpan<int> inputs, bool weighted)
    {
        Span<int> positions = _positions.AsSpan(0, inputs.Length);
        Span<double> weights = _weights.AsSpan(0, inputs.Length);
        double total = 0;
        AxisCentre x = Axis(synapses, inputs, weighted, positions, weights, alongX: true);
        AxisCentre y = Axis(synapses, inputs, weighted, positions, weights, alongX: false);
        foreach (double weight in weights)
        {
            total += weight;
        }

        return new ReceptiveFieldFit(
            x.Tenths,
            y.Tenths,
            Math.Sqrt((x.SumOfSquares + y.SumOfSquares) / total),
            (Math.Sqrt(x.SumOfSquares / total) + Math.Sqrt(y.SumOfSquares / total)) / 2);
    }

    private AxisCentre Axis(
        ReadOnlySpan<Synapse> synapses,
        ReadOnlySpan<int> inputs,
        bool weighted,
        Span<int> positions,
        Span<double> weights,
        bool alongX)
    {
        for (int i = 0; i < inputs.Length; i++)
        {
            ref readonly Synapse synapse = ref synapses[inputs[i]];
            positions[i] = alongX ? _grid.X(synapse.Source) : _grid.Y(synapse.Source);
            weights[i] = weighted ? Math.Abs((double)synapse.Weight) : 1;
        }

        positions.Sort(weights);
        return AxisCentre.Find(positions, weights, alongX ? _grid.Width : _grid.Height);
    }
}
