using System.Globalization;
using SnnCluster.Experiments.Connections;
using SnnCluster.Experiments.Sonata.Files;
using SnnCluster.Learning.DataSets;
using SnnCluster.Learning.DataSets.Formats;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Sonata;

/// <summary>
/// Reads populations of edges, and makes projections of them: one for each pair of populations of ours, receptor and synapse model. Source: the SONATA developer
/// guide, "Representing edges".
/// </summary>
/// <param name="config">The configuration.</param>
/// <param name="nodes">The populations of nodes.</param>
/// <param name="dtMs">Length of a step [ms].</param>
/// <param name="findings">Takes what is wrong.</param>
internal sealed class SonataProjections(SonataConfig config, SonataNodes nodes, double dtMs, SonataFindings findings)
{
    private const string Population = "node_population";

    // More would be a mistake in a file, and a network that nobody can read.
    private const int MostProjections = 10_000;

    // The longest delay [steps]: spikes wait in as many lists.
    private const int MostSteps = 1 << 20;

    // What one synapse stands for at most.
    private const int MostSynapses = 1_000_000;

    private readonly SonataEdgeTypes _types = new(config, findings);
    private readonly SonataNames _names = new();

    /// <summary>The projections.</summary>
    public List<ProjectionDescription> All { get; } = [];

    /// <summary>Files of parameters that were read.</summary>
    public IEnumerable<string> Files => _types.Files;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="types">The file of edge types.</param>
    public void Read(string path, string types) => findings.Try(() =>
    {
        using var file = Hdf5File.Open(path);
        foreach (string name in SonataColumns.PopulationsOf(path, file, "edges"))
        {
            findings.Try(() => ReadPopulation(path, file, name, types));
        }

        return path;
    });

    private string ReadPopulation(string path, Hdf5File file, string name, string types)
    {
        string edges = $"edges/{name}";
        (SonataPopulation? source, int[] sources) = End(path, file, $"{edges}/{SonataEdges.Sources}");
        (SonataPopulation? target, int[] targets) = End(path, file, $"{edges}/{SonataEdges.Targets}");
        if (sources.Length != targets.Length)
        {
            throw new DataFileException(path, $"/{edges}/{SonataEdges.Targets}", $"{sources.Length} ids, as there are sources", $"{targets.Length}");
        }

        double[] typeIds = SonataColumns.Column(path, file, $"{edges}/{SonataEdges.TypeId}", sources.Length);
        SonataTypes rows = SonataTypes.Read(types, SonataEdges.TypeId, name);
        int before = findings.Count;
        var typed = new Dictionary<double, SonataEdgeType?>();
        foreach (double type in typeIds.Distinct().Order())
        {
            typed[type] = findings.Try(() => _types.Of(rows.Of(type)));
        }

        var groups = new SonataGroups(path, file, "edge", edges, sources.Length);
        foreach (string group in groups.Names.Where(group => file.Has($"{edges}/{group}/{SonataParameters.Dynamics}") && file.NamesIn($"{edges}/{group}/{SonataParameters.Dynamics}").Length > 0))
        {
            findings.Add($"{path}: /{edges}/{group}/{SonataParameters.Dynamics} has parameters of each edge, which are not read: syn_weight and delay of the group are");
        }

        if (findings.Count > before || source is not { IsWhole: true } || target is not { IsWhole: true })
        {
            return name;
        }

        double[]? weights = groups.Attribute(SonataEdges.Weight, edge => typed[typeIds[edge]]!.Weight?.Kept(SonataEdges.WhyNoWeight), SonataEdges.WhyNoWeight);
        double[]? delays = groups.Attribute(SonataEdges.Delay, edge => typed[typeIds[edge]]!.Delay?.Kept(WhyNoDelay), WhyNoDelay);
        double[]? counts = groups.Attribute(SonataEdgeTypes.Count, edge => typed[typeIds[edge]]!.Count?.Kept(WhyNoCount) ?? 1, WhyNoCount);
        foreach ((double[]? given, string what) in new[] { (weights, SonataEdges.Weight), (delays, SonataEdges.Delay) })
        {
            if (given is null && sources.Length > 0)
            {
                throw new DataFileException(path, $"/{edges}", $"a {what}, in a group, in the types or in their {SonataParameters.Dynamics}", "none");
            }
        }

        var parts = new Dictionary<(int Source, int Target, int Receptor, string Synapse, int Delay), SonataProjection>();
        int rounded = 0;
        for (int i = 0; i < sources.Length; i++)
        {
            SonataEdgeType type = typed[typeIds[i]]!;
            SonataPart from = source.Parts[source.PartOf[sources[i]]];
            SonataPart to = target.Parts[target.PartOf[targets[i]]];
            if (to.IsVirtual)
            {
                throw DataFileException.AtRow($"{path}, /{edges}/{SonataEdges.Targets}", i, "a node that is simulated", $"the virtual node {targets[i]} of {target.Name}");
            }

            (int receptor, float weight) = to.Model.Take(weights![i] * counts![i], type.Port?.Value, out string? whyNot);
            if (whyNot is not null)
            {
                throw type.Port?.Wrong(whyNot) ?? DataFileException.AtRow($"{path}, /{edges}", i, whyNot, "none in its type");
            }

            // At least one, by the rule of delays.
            double steps = delays![i] / dtMs;
            rounded += Math.Abs(steps - Math.Round(steps)) > 1e-6 ? 1 : 0;
            int delay = (int)Math.Round(steps);
            var key = (source.PartOf[sources[i]], target.PartOf[targets[i]], receptor, type.Key, SonataProjection.PlaceOf(type, delay, to.Model));
            if (!parts.TryGetValue(key, out SonataProjection? part))
            {
                if (All.Count + parts.Count == MostProjections)
                {
                    throw new DataFileException(path, $"/{edges}", $"edges of at most {MostProjections} pairs of populations, receptors, synapse models and ranges of delays", "more");
                }

                parts[key] = part = new SonataProjection(from, to, receptor, type);
            }

            part.Add(source.LocalOf[sources[i]], target.LocalOf[targets[i]], weight, delay);
        }

        if (rounded > 0)
        {
            findings.Note($"{path}, /{edges}: {rounded} of {sources.Length} delays are no whole number of steps of {ValidationErrors.Text(dtMs)} ms: they are rounded");
        }

        All.AddRange(parts.OrderBy(part => (part.Key.Source, part.Key.Target, part.Key.Receptor)).ThenBy(part => part.Key.Synapse, StringComparer.Ordinal)
            .ThenBy(part => part.Key.Delay).Select(part => part.Value.Describe(_names.Take(part.Value.NameOf(name, parts.Values)), dtMs)));
        return name;
    }

    // Where nodes could not be read, a population that is not there may be one of those: that is no other finding.
    private (SonataPopulation? Population, int[] Ids) End(string path, Hdf5File file, string name)
    {
        string? population = file.TextOf(name, Population);
        SonataPopulation? found = nodes.Populations.Find(one => one.Name == population);
        if (found is null && (nodes.AreKnown || population is null))
        {
            throw new DataFileException(
                path,
                $"/{name}",
                $"an attribute {Population} that names a population of nodes",
                population is null ? "none" : $"'{population}'{NearestName.Hint(population, [.. nodes.Populations.Select(one => one.Name)])}");
        }

        return (found, SonataColumns.Ids(path, name, file.Numbers(name, ofWhole: true), found is null ? SonataColumns.LargestId : found.Size - 1));
    }

    private string? WhyNoDelay(double delay) => SonataEdges.WhyNoDelay(delay)
        ?? (Math.Round(delay / dtMs) is >= 1 and <= MostSteps ? null
            : string.Create(CultureInfo.InvariantCulture, $"a delay of at least a step of {dtMs} ms, and at most {MostSteps} steps"));

    private static string? WhyNoCount(double count) => count is >= 1 and <= MostSynapses && count == Math.Floor(count) ? null
        : $"a whole number of synapses ({SonataEdgeTypes.Count}) from 1 to {MostSynapses}";
}
