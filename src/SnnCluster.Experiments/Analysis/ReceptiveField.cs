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
    private int[] _positions = [];
    private double[] _weights = [];

    /// <summary>On a grid.</summary>
    public ReceptiveField(GridGeometry grid) => _grid = grid;

    /// <summary>Whether any input has a weight other than 0.</summary>
    public static bool HasWeight(ReadOnlySpan<Synapse> inputs)
    {
        foreach (ref readonly Synapse input in inputs)
        {
            if (input.Weight != 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Fits the inputs of a target.</summary>
    public ReceptiveFieldFit Fit(ReadOnlySpan<Synapse> inputs, bool weighted)
    {
        if (_positions.Length < inputs.Length)
        {
            _positions = new int[inputs.Length];
            _weights = new double[inputs.Length];
        }

        Span<int> positions = _positions.AsSpan(0, inputs.Length);
        Span<double> weights = _weights.AsSpan(0, inputs.Length);
        double total = 0;
        AxisCentre x = Axis(inputs, weighted, positions, weights, alongX: true);
        AxisCentre y = Axis(inputs, weighted, positions, weights, alongX: false);
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
        ReadOnlySpan<Synapse> inputs,
        bool weighted,
        Span<int> positions,
        Span<double> weights,
        bool alongX)
    {
        for (int i = 0; i < inputs.Length; i++)
        {
            ref readonly Synapse synapse = ref inputs[i];
            positions[i] = alongX ? _grid.X(synapse.Source) : _grid.Y(synapse.Source);
            weights[i] = weighted ? Math.Abs((double)synapse.Weight) : 1;
        }

        positions.Sort(weights);
        return AxisCentre.Find(positions, weights, alongX ? _grid.Width : _grid.Height);
    }
}
