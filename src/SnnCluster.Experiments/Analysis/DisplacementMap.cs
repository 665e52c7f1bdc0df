using SnnCluster.Engine.Recording;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Analysis;

/// <summary>
/// Connection probability and mean weight by displacement: the column and row of the source minus those of the target,
/// the shorter way round, averaged over all targets. Every displacement has one possible pair per target.
/// </summary>
public sealed class DisplacementMap
{
    private readonly GridGeometry _grid;
    private readonly long[] _counts;
    private readonly double[] _weights;

    /// <summary>A map of no synapses yet.</summary>
    public DisplacementMap(GridGeometry grid)
    {
        _grid = grid;
        _counts = new long[grid.Size];
        _weights = new double[grid.Size];
    }

    /// <summary>Smallest displacement along x: -width/2, rounded towards 0.</summary>
    public int FirstX => -(_grid.Width / 2);

    /// <summary>Smallest displacement along y: -height/2, rounded towards 0.</summary>
    public int FirstY => -(_grid.Height / 2);

    /// <summary>Largest displacement along x.</summary>
    public int LastX => FirstX + _grid.Width - 1;

    /// <summary>Largest displacement along y.</summary>
    public int LastY => FirstY + _grid.Height - 1;

    /// <summary>Counts the synapses of a projection between two populations on the same grid.</summary>
    public static DisplacementMap Measure(ReadOnlySpan<Synapse> synapses, GridGeometry grid)
    {
        var map = new DisplacementMap(grid);
        foreach (ref readonly Synapse synapse in synapses)
        {
            map.Add(synapse);
        }

        return map;
    }

    /// <summary>Number of neurons of the grid.</summary>
    internal int Size => _grid.Size;

    /// <summary>Whether both neurons of a synapse are of the grid.</summary>
    internal bool Holds(in Synapse synapse) => (uint)synapse.Source < (uint)Size && (uint)synapse.Target < (uint)Size;

    /// <summary>Counts one more synapse.</summary>
    public void Add(in Synapse synapse)
    {
        int index = Index(
            _grid.X(synapse.Source) - _grid.X(synapse.Target),
            _grid.Y(synapse.Source) - _grid.Y(synapse.Target));
        _counts[index]++;
        _weights[index] += synapse.Weight;
    }

    /// <summary>Whether there is any synapse.</summary>
    public bool HasSynapses => Array.Exists(_counts, count => count > 0);

    /// <summary>Number of synapses at a displacement.</summary>
    public long Synapses(int dx, int dy) => _counts[Index(dx, dy)];

    /// <summary>Synapses per target at a displacement (multapses count each).</summary>
    public double ConnectionProbability(int dx, int dy) => (double)_counts[Index(dx, dy)] / _grid.Size;

    /// <summary>Mean weight of the synapses at a displacement; NaN where there is none.</summary>
    public double MeanWeight(int dx, int dy)
    {
        int index = Index(dx, dy);
        return _weights[index] / _counts[index];
    }

    private int Index(int dx, int dy)
    {
        int x = ((dx % _grid.Width) + _grid.Width) % _grid.Width;
        int y = ((dy % _grid.Height) + _grid.Height) % _grid.Height;
        return (y * _grid.Width) + x;
    }
}
