using SnnCluster.Engine.Neurons;
using SnnCluster.Engine.Partitions;
using SnnCluster.Model.Arithmetic;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Rewiring;

namespace SnnCluster.Engine.Rewiring;

/// <summary>
/// Rewiring by free elements as one partition does it: <see cref="CandidateSource.FreeElements"/> says what happens, <see cref="ElementPoolRewiring"/> how.
/// </summary>
internal sealed class ElementRewiring
{
    private readonly (ElementPoolRewiring Pool, int IntervalSteps)[] _pools;

    /// <param name="network">The network.</param>
    /// <param name="slices">The partition's slices.</param>
    /// <param name="plans">The network's projections.</param>
    /// <param name="synapses">The partition's synapses of a projection.</param>
    /// <param name="neurons">Its neurons of a population.</param>
    public ElementRewiring(
        NetworkDescription network,
        IReadOnlyList<Slice> slices,
        IReadOnlyList<ProjectionPlan> plans,
        Func<int, IElementSynapses> synapses,
        Func<int, IStateWriter> neurons) =>
        _pools =
        [
            .. ElementPool.Of(network).Select(pool => (
                new ElementPoolRewiring(network, pool, slices, plans, synapses, neurons), StepCount.Of(pool.IntervalMs, network.DtMs))),
        ];

    /// <summary>What this partition offers to all in a round.</summary>
    /// <param name="step">Steps done.</param>
    /// <param name="round">The round.</param>
    /// <param name="offer">Takes it.</param>
    public void Offer(int step, int round, List<int> offer)
    {
        foreach ((ElementPoolRewiring pool, int interval) in _pools)
        {
            if (WiringSchedule.IsDue(step, interval))
            {
                pool.Offer(step / interval, round, offer);
            }
        }
    }

    /// <summary>Takes what all partitions have offered in a round.</summary>
    /// <param name="step">Steps done.</param>
    /// <param name="round">The round.</param>
    /// <param name="offers">By partition, in the order of their neurons; its own among them.</param>
    /// <exception cref="SimulationException">An offer is not as it must be, or a rule gives a weight beyond its bound.</exception>
    public void Take(int step, int round, IReadOnlyList<ReadOnlyMemory<int>> offers)
    {
        var offsets = new int[offers.Count];
        foreach ((ElementPoolRewiring pool, int interval) in _pools)
        {
            if (WiringSchedule.IsDue(step, interval))
            {
                pool.Take(step, step / interval, round, offers, offsets);
            }
        }

        for (int p = 0; p < offers.Count; p++)
        {
            new OfferReader(offers[p].Span[offsets[p]..], p).End();
        }
    }
}
