using System.Text.Json;
using SnnCluster.Experiments.Descriptions;
using SnnCluster.Experiments.Sonata.Files;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Sonata;

/// <summary>
/// The configuration of a simulation, and that of the circuit that it names or holds. Source: the SONATA developer guide, "Tying it all together" and
/// "Representing simulations" (Dai et al. 2020, PLoS Comput Biol 16:e1007696).
/// </summary>
internal sealed class SonataConfig
{
    private const string Network = "network";
    private const string Networks = "networks";
    private const string Components = "components";
    private const string Run = "run";
    private const string SetsFile = "node_sets_file";
    private const string Simulator = "target_simulator";

    // What tells a configuration from a description of ours, whose "network" is an object.
    private static readonly string[] OwnKeys = [Networks, Components, "manifest", SetsFile, Simulator];

    private static readonly string[] KnownKeys =
    [
        .. OwnKeys, Network, Run, "node_sets", "conditions", "inputs", "output", "reports", "config_path", "config_dir", "version", "metadata",
    ];

    private SonataConfig(SonataJson simulation, SonataJson circuit) => (Simulation, Circuit) = (simulation, circuit);

    public SonataJson Simulation { get; }

    /// <summary>The circuit's file, which may be the simulation's.</summary>
    public SonataJson Circuit { get; }

    /// <summary>Files of nodes, with those of their types.</summary>
    public IReadOnlyList<(string File, string Types)> Nodes { get; private set; } = [];

    /// <summary>Files of edges, with those of their types.</summary>
    public IReadOnlyList<(string File, string Types)> Edges { get; private set; } = [];

    /// <summary>The folder of parameters of neurons.</summary>
    public string? CellsFolder { get; private set; }

    /// <summary>The folder of parameters of synapses.</summary>
    public string? SynapsesFolder { get; private set; }

    /// <summary>Whether it is known where all files lie that it names.</summary>
    public bool HasFiles => !Simulation.HasRefusedPath && !Circuit.HasRefusedPath;

    /// <summary>Length of a step [ms].</summary>
    public double DtMs { get; private set; } = 0.1;

    /// <summary>Simulated time [ms].</summary>
    public double DurationMs { get; private set; } = 1000;

    /// <summary>The sets of nodes, with the file that they stand in.</summary>
    public (SonataJson File, DescriptionNode Sets)? Sets { get; private set; }

    /// <summary>Whether a JSON file is a configuration of SONATA. What cannot be read is none.</summary>
    public static bool IsOne(string path)
    {
        try
        {
            DescriptionNode? root = DescriptionText.Parse(DescribedExperiment.TextOf(path), new DescriptionFindings(path));
            return root is not null && (OwnKeys.Any(key => root.Find(key) is not null) || root.Find(Network)?.Kind == JsonValueKind.String);
        }
        catch (InvalidDescriptionException)
        {
            return false;
        }
    }

    /// <summary>Reads a configuration, and that of its circuit.</summary>
    /// <returns>The configuration; null where a file cannot be read, which is a finding.</returns>
    public static SonataConfig? Read(string path, SonataFindings findings)
    {
        if (SonataJson.Read(path, findings) is not SonataJson simulation)
        {
            return null;
        }

        SonataJson? circuit = simulation;
        if (simulation.Root.Find(Network) is not null)
        {
            circuit = simulation.PathAt(simulation.Root, Network) is string named ? SonataJson.Read(named, findings, simulation) : null;
        }

        if (circuit is null)
        {
            return null;
        }

        if (circuit != simulation && circuit.Root.Find(Network) is DescriptionNode again)
        {
            circuit.Wrong(again, $"{Network} is there in the circuit of a simulation: only the simulation's configuration has it");
        }

        var config = new SonataConfig(simulation, circuit);
        config.ReadCircuit();
        config.ReadSimulation(findings);
        return config;
    }

    /// <summary>Notes the keys that nothing has looked for, once all has been read: they may be mistaken ones.</summary>
    public void NoteUnread(SonataFindings findings)
    {
        foreach (SonataJson file in new[] { Simulation, Circuit }.Distinct())
        {
            DescriptionNode[] sections =
            [
                .. new[] { Run, Components }.Select(key => file.Root.Find(key)).OfType<DescriptionNode>(),
                .. new[] { "inputs", "reports" }.SelectMany(key => file.Root.Find(key)?.Entries ?? []).Select(entry => entry.Value),
                .. new[] { "nodes", "edges" }.SelectMany(key => file.Root.Find(Networks)?.Find(key)?.Items ?? []),
            ];
            foreach ((DescriptionNode section, DescriptionEntry entry) in sections
                .SelectMany(section => section.Entries.Where(entry => !section.Wanted.Contains(entry.Name)).Select(entry => (section, entry))))
            {
                findings.Note($"{file.Path}:{entry.Place.Line}:{entry.Place.Column}: key '{DescriptionNode.Cut(entry.Name)}' is not looked at{NearestName.Guess(entry.Name, section.Wanted)}");
            }
        }
    }

    private void ReadCircuit()
    {
        if (Circuit.Object(Circuit.Root, Components) is DescriptionNode components)
        {
            CellsFolder = Circuit.PathAt(components, "point_neuron_models_dir");
            SynapsesFolder = Circuit.PathAt(components, "synaptic_models_dir");
        }

        if (Circuit.Object(Circuit.Root, Networks) is not DescriptionNode networks)
        {
            Circuit.Wrong(Circuit.Root, $"has no object '{Networks}' with lists 'nodes' and 'edges', and no '{Network}' that names a circuit with one");
            return;
        }

        Nodes = FilesOf(networks, "nodes", "nodes_file", "node_types_file");
        Edges = FilesOf(networks, "edges", "edges_file", "edge_types_file");
        if (Nodes.Count == 0 && !Circuit.HasRefusedPath && networks.Find("nodes")?.IsRefused != true)
        {
            Circuit.Wrong(networks, $"{Networks} has no 'nodes' that are enabled: needs at least one file of nodes");
        }
    }

    private List<(string File, string Types)> FilesOf(DescriptionNode networks, string list, string file, string types)
    {
        var files = new List<(string File, string Types)>();
        foreach (DescriptionNode item in Circuit.List(networks, list))
        {
            if (item.Kind != JsonValueKind.Object || item.Find(file) is null)
            {
                Circuit.WrongFile(item, $"an item of {list} is {item.Shown}: must be an object with the key {file}");
            }
            else if (Circuit.IsEnabled(item) && item.Find(types) is null or { Kind: JsonValueKind.Null })
            {
                Circuit.WrongFile(item, $"an item of {list} has no {types}: must be there beside the {file}");
            }
            else if (Circuit.IsEnabled(item) && Circuit.PathAt(item, file) is string path && Circuit.PathAt(item, types) is string typesPath)
            {
                files.Add((path, typesPath));
            }
        }

        return files;
    }

    private void ReadSimulation(SonataFindings findings)
    {
        foreach (DescriptionEntry entry in Simulation.Root.Entries.Where(entry => !KnownKeys.Contains(entry.Name)))
        {
            findings.Note($"{Simulation.Path} has a key '{DescriptionNode.Cut(entry.Name)}', which is not looked at{NearestName.Guess(entry.Name, KnownKeys)}");
        }

        foreach (SonataJson file in new[] { Simulation, Circuit }.Distinct())
        {
            if (file.Text(file.Root, Simulator) is string simulator && !simulator.Equals("NEST", StringComparison.OrdinalIgnoreCase))
            {
                file.Wrong(file.Root.Find(Simulator)!, $"{Simulator} is '{DescriptionNode.Cut(simulator)}': must be NEST, whose names of models and units are read");
            }
        }

        ReadRun(findings);
        if (Simulation.PathAt(Simulation.Root, SetsFile) is string path)
        {
            Sets = SonataJson.Read(path, findings, Simulation) is SonataJson sets ? (sets, sets.Root) : null;
        }
        else if (Simulation.Object(Simulation.Root, "node_sets") is DescriptionNode own)
        {
            Sets = (Simulation, own);
        }

        if (Simulation.Object(Simulation.Root, "conditions") is DescriptionNode conditions && conditions.Entries.Count > 0)
        {
            findings.Note($"{Simulation.Path}: conditions are not looked at ({string.Join(", ", conditions.Entries.Select(entry => entry.Name))}): NEST's neurons do not depend on them");
        }
    }

    private void ReadRun(SonataFindings findings)
    {
        if (Simulation.Object(Simulation.Root, Run) is not DescriptionNode run)
        {
            findings.Note($"{Simulation.Path} has no '{Run}': a step is {DtMs} ms and the run {DurationMs} ms long where the command line does not say otherwise");
            return;
        }

        if (Simulation.Number(run, "tstart") is double start && start != 0)
        {
            Simulation.Wrong(run.Find("tstart")!, $"tstart is {ValidationErrors.Text(start)}: must be 0");
        }

        DtMs = Above0(run, "dt") ?? DtMs;
        DurationMs = Above0(run, "tstop") ?? Above0(run, "duration") ?? DurationMs;
    }

    private double? Above0(DescriptionNode of, string key)
    {
        double? number = Simulation.Number(of, key);
        if (number is <= 0)
        {
            Simulation.Wrong(of.Find(key)!, $"{key} is {ValidationErrors.Text(number.Value)} ms: must be above 0");
            return null;
        }

        return number;
    }
}
