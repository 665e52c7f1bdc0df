using System.Globalization;
using SnnCluster.Model.Arithmetic;
using SnnCluster.Model.Connectivity;
using SnnCluster.Model.Inputs;
using SnnCluster.Model.Rewiring;
using SnnCluster.Model.Synapses;

namespace SnnCluster.Model.Networks;

/// <summary>What the projections and drives onto one receptor can deliver to a neuron in one step, and how finely it is summed.</summary>
/// <param name="Population">Name of the population.</param>
/// <param name="Receptor">Name of the receptor.</param>
/// <param name="Bound">Largest absolute value of the sum that bounds of weight and in-degree allow, in units of weight.</param>
public sealed record ReceptorInput(string Population, string Receptor, double Bound)
{
    /// <summary>What every weight is rounded to a multiple of, in units of weight.</summary>
    public double Resolution => 1.0 / FixedPoint.Scale(Bound);

    /// <summary>All receptors of a network that projections or inputs reach, in the order of the network.</summary>
    /// <param name="network">A network that has been checked.</param>
    public static IReadOnlyList<ReceptorInput> Of(NetworkDescription network)
    {
        var bounds = network.Projections
            .Select(projection => (projection.Target, Receptor: ReceptorOf(network, projection), Bound: BoundOf(network, projection)))
            .Concat(network.Inputs.OfType<ReceptorInputDescription>().Select(input => (
                Target: input.Population,
                Receptor: ReceptorOf(network, input.Population, input.Receptor),
                Bound: input.BoundOf(network.DtMs))))
            .ToLookup(input => (input.Target, input.Receptor), input => input.Bound);
        return
        [
            .. from population in network.Populations
               from receptor in population.Receptors
               let onto = bounds[(population.Name, receptor.Name)]
               where onto.Any()
               select new ReceptorInput(population.Name, receptor.Name, onto.Sum()),
        ];
    }

    /// <summary>The largest absolute sum of weights that one projection can deliver to a neuron in one step.</summary>
    /// <param name="network">The network.</param>
    /// <param name="projection">The projection.</param>
    /// <param name="connector">Its connectivity.</param>
    /// <param name="largestDendriticSteps">Its largest dendritic delay [steps].</param>
    public static double BoundOf(
        NetworkDescription network, ProjectionDescription projection, Connector connector, int largestDendriticSteps)
    {
        double inDegree = projection.Rewiring is null ? connector.LargestInDegree
            : ElementPool.MostOnto(network, projection) is int most ? Math.Max(most, connector.LargestInDegree)
            : network.Populations[network.IndexOfPopulation(projection.Source)].Size;
        return (float)projection.DeliveredBound * inDegree * (largestDendriticSteps + 1);
    }

    /// <summary>Adds an error for every projection and input whose weights would lose bits for the sake of the largest sum.</summary>
    /// <param name="network">A network whose parts have been checked.</param>
    /// <param name="errors">Where to add them.</param>
    internal static void Validate(NetworkDescription network, ValidationErrors errors)
    {
        var inputs = Of(network).ToDictionary(input => (input.Population, input.Receptor));
        foreach (ProjectionDescription projection in network.Projections)
        {
            Validate(
                projection.Name, projection.LargestNewWeight, inputs[(projection.Target, ReceptorOf(network, projection))], "in-degree", errors);
        }

        foreach (ReceptorInputDescription input in network.Inputs.OfType<ReceptorInputDescription>())
        {
            Validate(
                $"input {input.Name}",
                input.UnitOf(network.DtMs),
                inputs[(input.Population, ReceptorOf(network, input.Population, input.Receptor))],
                "rate",
                errors);
        }
    }

    private static void Validate(string name, double largest, ReceptorInput input, string count, ValidationErrors errors)
    {
        double units = largest / input.Resolution;
        if (largest > 0 && !(units >= Math.ScaleB(1, FixedPoint.LeastBits - 1)))
        {
            int bits = units >= 1 ? Math.ILogB(units) + 1 : 0;
            errors.Add(
                $"{name} has weights up to {((float)largest).ToString(CultureInfo.InvariantCulture)} at first, of which {bits} bits would be "
                + $"left: sums of {input.Population} {input.Receptor} may reach {ValidationErrors.Text(input.Bound)}, in multiples of "
                + $"{ValidationErrors.Text(input.Resolution)}; at least {FixedPoint.LeastBits} bits must be left, so lower the bound of the "
                + $"weights or the {count}");
        }
    }

    private static double BoundOf(NetworkDescription network, ProjectionDescription projection)
    {
        int dendritic = StepCount.Of(projection.LargestDendriticDelayMs, network.DtMs);
        return BoundOf(network, projection, projection.Connectivity.CreateConnector(network.ContextOf(projection)), dendritic);
    }

    private static string ReceptorOf(NetworkDescription network, ProjectionDescription projection) =>
        ReceptorOf(network, projection.Target, projection.Receptor);

    private static string ReceptorOf(NetworkDescription network, string population, string? receptor) =>
        receptor ?? network.Populations[network.IndexOfPopulation(population)].Receptors[0].Name;
}
