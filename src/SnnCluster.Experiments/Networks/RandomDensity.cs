using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Networks;

/// <summary>Networks in which each pair of neurons has a synapse with one probability, given as such or by the mean number of synapses onto a neuron.</summary>
internal static class RandomDensity
{
    public const string InDegree = "in-degree";
    public const string Density = "density";

    /// <summary>The parameters.</summary>
    /// <param name="published">The probability of the publication.</param>
    public static IEnumerable<Parameter> Parameters(double published) =>
    [
        new(InDegree, "", 0.0, "mean number of synapses onto a neuron; 0: as density says", Minimum: 0),
        new(Density, "", published, "probability that one neuron has a synapse onto another", Minimum: 0, Maximum: 1),
    ];

    /// <summary>The probability.</summary>
    /// <param name="settings">The parameters of the network.</param>
    /// <param name="neurons">Neurons of the network.</param>
    /// <exception cref="InvalidDescriptionException">There are fewer neurons than each is to get synapses.</exception>
    public static double Of(ExperimentSettings settings, int neurons)
    {
        double inDegree = settings.Number(InDegree);
        return inDegree <= 0 ? settings.Number(Density)
            : inDegree <= neurons ? inDegree / neurons
            : throw new InvalidDescriptionException(
                $"{InDegree} is {ValidationErrors.Text(inDegree)}: must be at most {neurons}, the number of neurons, as no pair has two synapses");
    }

    /// <summary>Whether the network is as dense as published.</summary>
    public static bool IsPublished(ExperimentSettings settings, double published) => settings.Number(InDegree) == 0 && settings.Number(Density) == published;
}
