using SnnCluster.Experiments.Sonata.Files;
using SnnCluster.Learning.DataSets;
using SnnCluster.Learning.DataSets.Formats;
using SnnCluster.Model.Connectivity;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Connections;

/// <summary>
/// Reads one population of edges of a SONATA circuit: /edges/NAME in an HDF5 file, and the CSV file of its edge types where weights or
/// delays stand there. Source: the SONATA developer guide, "Representing edges" (Dai et al. 2020, PLoS Comput Biol 16:e1007696).
/// </summary>
/// <remarks>
/// Of the attributes of edges, syn_weight [the receptor's unit] and delay [ms] are taken, from the edge's group, or else from its
/// type. Node ids are those of the populations at both ends, from 0.
/// </remarks>
public static class SonataEdges
{
    internal const string Weight = "syn_weight";
    internal const string Delay = "delay";
    internal const string TypeId = "edge_type_id";
    internal const string Sources = "source_node_id";
    internal const string Targets = "target_node_id";

    /// <summary>Reads a population.</summary>
    /// <param name="path">The HDF5 file of edges.</param>
    /// <param name="population">Its name; null where the file has one alone.</param>
    /// <param name="types">The CSV file of edge types; null: none.</param>
    /// <param name="allowMultapses">Whether a pair may be listed more than once, as SONATA allows.</param>
    /// <exception cref="InvalidDescriptionException">A file is no such one, is damaged, or lacks the population, an attribute or a type.</exception>
    public static ConnectionList Read(string path, string? population = null, string? types = null, bool allowMultapses = true) =>
        Described(() => ReadEdges(path, population, types, allowMultapses));

    /// <summary>Reads, and tells what is wrong with a file as it is told of every other part of a description.</summary>
    internal static T Described<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (DataFileException exception)
        {
            throw new InvalidDescriptionException(exception.Message);
        }
    }

    /// <summary>The rule that a weight breaks; null: none.</summary>
    internal static string? WhyNoWeight(double weight) => float.IsFinite((float)weight) ? null : $"a finite {Weight} of single precision";

    /// <summary>The rule that a delay breaks; null: none.</summary>
    internal static string? WhyNoDelay(double delay) => delay >= 0 && double.IsFinite(delay) ? null : $"a finite {Delay} of at least 0";

    private static ConnectionList ReadEdges(string path, string? population, string? types, bool allowMultapses)
    {
        using var file = Hdf5File.Open(path);
        string name = SonataColumns.PopulationOf(path, file, "edges", population);
        string edges = $"edges/{name}";
        double[] sources = file.Numbers($"{edges}/{Sources}", ofWhole: true);
        double[] targets = SonataColumns.Column(path, file, $"{edges}/{Targets}", sources.Length);
        var groups = new SonataGroups(path, file, "edge", edges, sources.Length);
        SonataTypes? typed = types is null ? null : SonataTypes.Read(types, TypeId, name);
        double[]? typeIds = typed is null ? null : SonataColumns.Column(path, file, $"{edges}/{TypeId}", sources.Length);
        return new ConnectionList(
            SonataColumns.Ids(path, $"{edges}/{Sources}", sources), SonataColumns.Ids(path, $"{edges}/{Targets}", targets), allowMultapses)
        {
            Weights = Attribute(Weight, WhyNoWeight)?.Select(weight => (float)weight).ToArray(),
            DelaysMs = Attribute(Delay, WhyNoDelay),
        };

        double[]? Attribute(string attribute, Func<double, string?> whyNot) =>
            groups.Attribute(attribute, edge => typed?.Number(typeIds![edge], attribute, whyNot), whyNot);
    }
}
