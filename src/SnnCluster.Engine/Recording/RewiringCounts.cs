using SnnCluster.Model.Networks;

namespace SnnCluster.Engine.Recording;

/// <summary>What rewiring did in one projection of one partition since the start.</summary>
public sealed class RewiringCounts
{
    private readonly GridGeometry? _grid;

    /// <summary>Counts of zero.</summary>
    /// <param name="grid">The common grid of source and target; null where there is none.</param>
    public RewiringCounts(GridGeometry? grid)
    {
        _grid = grid;
        int bins = grid is GridGeometry g ? new DistanceBins(g).Count : 1;
        FormedByDistance = new long[bins];
        EliminatedByDistance = new long[bins];
    }

    /// <summary>Attempts: pairs tried, or synapses swept over.</summary>
    public long Attempts { get; set; }

    /// <summary>Synapses formed, by distance rounded down; one bin for all where there is no grid.</summary>
    public long[] FormedByDistance { get; }

    /// <summary>Synapses eliminated, by distance rounded down; one bin for all where there is no grid.</summary>
    public long[] EliminatedByDistance { get; }

    /// <summary>Whether bins are distances.</summary>
    public bool HasDistances => _grid is not null;

    /// <summary>Synapses formed.</summary>
    public long Formed => FormedByDistance.Sum();

    /// <summary>Synapses eliminated.</summary>
    public long Eliminated => EliminatedByDistance.Sum();

    /// <summary>Counts a synapse that was formed.</summary>
    public void AddFormed(int source, int target) => FormedByDistance[Bin(source, target)]++;

    /// <summary>Counts a synapse that was eliminated.</summary>
    public void AddEliminated(int source, int target) => EliminatedByDistance[Bin(source, target)]++;

    /// <summary>Takes counts of an earlier run over.</summary>
    internal void Restore(RewiringSample counts)
    {
        Attempts = counts.Attempts;
        counts.FormedByDistance.ToArray().CopyTo(FormedByDistance, 0);
        counts.EliminatedByDistance.ToArray().CopyTo(EliminatedByDistance, 0);
    }

    private int Bin(int source, int target) =>
        _grid is GridGeometry grid ? DistanceBins.Of(grid.SquaredDistance(source, target)) : 0;
}
