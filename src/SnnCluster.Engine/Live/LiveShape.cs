using SnnCluster.Model.Networks;

namespace SnnCluster.Engine.Live;

/// <summary>
/// What is shown of a network to whoever watches a run: its first populations and projections, and of each population every n-th
/// neuron, so that neither its size nor its number of parts makes what is sent large.
/// </summary>
public sealed class LiveShape
{
    /// <summary>The most neurons of a population whose spikes are shown.</summary>
    public const int MostNeurons = 200;

    /// <summary>The most populations that are shown.</summary>
    public const int MostPopulations = 64;

    /// <summary>The most projections that are shown.</summary>
    public const int MostProjections = 64;

    private const int MostNeuronsInAll = 2000;

    private LiveShape(NetworkDescription network, int[] every)
    {
        Network = network;
        Every = every;
    }

    /// <summary>The network.</summary>
    public NetworkDescription Network { get; }

    /// <summary>By population that is shown: of this many neurons one is shown, those whose ids it divides.</summary>
    public IReadOnlyList<int> Every { get; }

    /// <summary>How many projections are shown: the first ones.</summary>
    public int Projections => Math.Min(MostProjections, Network.Projections.Count);

    /// <summary>The shape of a network.</summary>
    public static LiveShape Of(NetworkDescription network)
    {
        int populations = Math.Min(MostPopulations, network.Populations.Count);
        int neurons = Math.Min(MostNeurons, MostNeuronsInAll / populations);
        return new LiveShape(
            network, [.. network.Populations.Take(populations).Select(population => (population.Size + neurons - 1) / neurons)]);
    }
}
