namespace SnnCluster.Engine.Rewiring;

/// <summary>A synapse onto a partition's neurons.</summary>
/// <param name="Target">The target, by its place in the slice.</param>
/// <param name="K">Number among the synapses of the pair.</param>
internal readonly record struct OutgoingSynapse(int Target, int K);

/// <summary>A partition's synapses of one projection, and its neurons' elements, as rewiring by free elements needs them between two steps.</summary>
internal interface IElementSynapses
{
    /// <summary>Number of synapses of a source.</summary>
    /// <param name="source">Global id.</param>
    int OutDegree(int source);

    /// <summary>Synapses of a source, in no order.</summary>
    /// <param name="source">Global id.</param>
    /// <param name="synapses">Takes them, behind what it holds.</param>
    void Read(int source, List<OutgoingSynapse> synapses);

    /// <summary>Adds the number of synapses onto each target to what stands there, by its place in the slice.</summary>
    void AddInDegrees(Span<int> degrees);

    /// <summary>Removes a synapse.</summary>
    /// <param name="source">Global id.</param>
    /// <param name="synapse">The synapse.</param>
    void Eliminate(int source, OutgoingSynapse synapse);

    /// <summary>Forms a synapse of a pair, which may have some already.</summary>
    /// <param name="source">Global id.</param>
    /// <param name="target">The target, by its place in the slice.</param>
    /// <param name="weight">Its weight.</param>
    /// <param name="step">The step that is computed next.</param>
    /// <exception cref="SimulationException">The weight is beyond its bound, or the pair has more synapses than can be counted.</exception>
    void Form(int source, int target, float weight, int step);

    /// <summary>Counts meetings as attempts.</summary>
    void AddAttempts(long count);
}
