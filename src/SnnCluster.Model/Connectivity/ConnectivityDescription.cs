using SnnCluster.Model.Networks;
using SnnCluster.Model.Random;

namespace SnnCluster.Model.Connectivity;

/// <summary>What a connectivity rule may know of the projection that it connects.</summary>
/// <param name="SourceSize">Number of source neurons.</param>
/// <param name="TargetSize">Number of target neurons.</param>
/// <param name="Grid">The grid of both populations; null where they have no common one.</param>
/// <param name="ForbidsAutapses">
/// Whether a neuron may not connect to itself: true only where source and target are one population.
/// </param>
public sealed record ConnectivityContext(int SourceSize, int TargetSize, GridGeometry? Grid, bool ForbidsAutapses)
{
    /// <summary>
    /// Key of draws that concern several targets; their second word must not be 0, which is that of the targets' own streams.
    /// </summary>
    public RandomKey Key { get; init; }

    /// <summary>Number of neurons that a target may have as a source: all, or all others.</summary>
    public int Candidates => SourceSize - (ForbidsAutapses ? 1 : 0);
}

/// <summary>What a user writes to choose the synapses that a projection starts with.</summary>
public abstract record ConnectivityDescription
{
    /// <summary>Whether a pair may get several synapses.</summary>
    public virtual bool MakesMultapses => false;

    /// <summary>The largest absolute weight where it gives the weights of all synapses itself; null where it gives none.</summary>
    public virtual double? WeightBound => null;

    /// <summary>The shortest and the longest delay of synapses whose delays it gives itself [ms]; null where it gives none.</summary>
    public virtual (double Least, double Most)? DelayRangeMs => null;

    /// <summary>Prepares what is shared by all targets, such as tables.</summary>
    public abstract Connector CreateConnector(ConnectivityContext context);

    /// <summary>Adds an error for every parameter out of range.</summary>
    public virtual void Validate(string name, ConnectivityContext context, ValidationErrors errors)
    {
    }
}

/// <summary>Gives the sources of one target at a time; safe to call from several threads.</summary>
public abstract class Connector
{
    /// <summary>Mean number of synapses of a target, which memory is planned by.</summary>
    public abstract double ExpectedInDegree { get; }

    /// <summary>The largest number of synapses that a target can get, which input sums are scaled by.</summary>
    public abstract double LargestInDegree { get; }

    /// <summary>
    /// Adds the sources of one target, in any order. What it adds may depend on the target and on the random stream,
    /// which is the target's own, and on nothing else.
    /// </summary>
    public abstract void AddSources(int target, ref RandomStream random, List<int> sources);

    /// <summary>The weight of a synapse; null where the projection's weights are drawn.</summary>
    /// <param name="target">The target.</param>
    /// <param name="index">Place of the synapse among those of its target, by source, those of one pair as they were added.</param>
    public virtual float? WeightOf(int target, int index) => null;

    /// <summary>The whole delay of a synapse [ms], axonal and dendritic; null where it is the projection's.</summary>
    /// <param name="target">The target.</param>
    /// <param name="index">Place of the synapse, as for its weight.</param>
    public virtual double? DelayMsOf(int target, int index) => null;
}
