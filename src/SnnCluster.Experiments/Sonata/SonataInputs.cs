using SnnCluster.Experiments.Descriptions;
using SnnCluster.Experiments.Inputs;
using SnnCluster.Experiments.Sonata.Cells;
using SnnCluster.Experiments.Sonata.Files;
using SnnCluster.Learning.DataSets;
using SnnCluster.Learning.DataSets.Formats;
using SnnCluster.Model.Arithmetic;
using SnnCluster.Model.Inputs;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Sonata;

/// <summary>
/// What a simulation gives to nodes: spikes of virtual nodes, and currents onto neurons. Source: the SONATA developer guide, "Simulation input".
/// </summary>
/// <param name="config">The configuration.</param>
/// <param name="sets">Sets of nodes.</param>
/// <param name="dtMs">Length of a step [ms].</param>
/// <param name="findings">Takes what is wrong.</param>
internal sealed class SonataInputs(SonataConfig config, SonataNodeSets sets, double dtMs, SonataFindings findings)
{
    private const string Spikes = "spikes";
    private const string CurrentClamp = "current_clamp";
    private const string Type = "input_type";
    private const string Module = "module";
    private const string NodeSet = "node_set";
    private const string InputFile = "input_file";

    private static readonly string[] SpikeModules = ["h5", "sonata", "csv"];

    private readonly SonataNames _names = new();

    /// <summary>The inputs.</summary>
    public List<InputDescription> All { get; } = [];

    /// <summary>Files that were read.</summary>
    public HashSet<string> Files { get; } = [];

    /// <summary>Reads all inputs of the configuration.</summary>
    public void Read()
    {
        SonataJson file = config.Simulation;
        foreach (DescriptionEntry entry in file.Object(file.Root, "inputs")?.Entries ?? [])
        {
            DescriptionNode input = entry.Value;
            if (input.Kind != System.Text.Json.JsonValueKind.Object)
            {
                file.Wrong(input, $"input {DescriptionNode.Cut(entry.Name)} is {input.Shown}: must be an object");
            }
            else if (file.IsEnabled(input))
            {
                Read(file, entry.Name, input);
            }
        }
    }

    /// <summary>Adds constant currents of models that have none of their own.</summary>
    public void AddConstantCurrents(IEnumerable<SonataPart> parts)
    {
        foreach (SonataPart part in parts.Where(part => part.Model.ConstantCurrentPa != 0))
        {
            AddSteps("I_e", part, new NeuronSelection.All(), [0], [part.Model.ConstantCurrentPa]);
        }
    }

    private void Read(SonataJson file, string name, DescriptionNode input)
    {
        switch (file.Text(input, Type))
        {
            case Spikes:
                if (file.Text(input, Module) is string module && !SpikeModules.Contains(module))
                {
                    file.Wrong(input.Find(Module)!, $"{Module} is '{DescriptionNode.Cut(module)}': must be {string.Join(" or ", SpikeModules)}");
                }
                else if (file.PathAt(input, InputFile) is string path && sets.Of(file, input, NodeSet) is { } selected)
                {
                    Files.Add(path);
                    selected.ToList().ForEach(some => findings.Try(() => AddSpikes(file, name, input, path, some)));
                }
                else if (input.Find(InputFile) is null)
                {
                    file.Wrong(input, $"input {name} has no {InputFile}: must be the file of its spikes");
                }

                break;
            case CurrentClamp:
                AddClamp(file, name, input);
                break;
            case string type:
                file.Wrong(input.Find(Type)!, $"{Type} is '{DescriptionNode.Cut(type)}': must be {Spikes} or {CurrentClamp}; \"enabled\": false leaves an input out");
                break;
            case null when input.Find(Type) is null:
                file.Wrong(input, $"input {DescriptionNode.Cut(name)} has no {Type}: must be {Spikes} or {CurrentClamp}");
                break;
        }
    }

    private string? AddSpikes(SonataJson file, string name, DescriptionNode input, string path, SonataNodeSets.Some some)
    {
        SonataPopulation population = some.Population;
        if (some.ByPart.Any(part => !part.Part.IsVirtual))
        {
            file.Wrong(input.Find(NodeSet)!, $"input {DescriptionNode.Cut(name)} gives spikes to nodes of {population.Name} that are simulated: all must be virtual, edges lead on from them");
            return null;
        }

        ListedSpikes spikes = System.IO.Path.GetExtension(path) is ".csv" ? SonataSpikeTable.Read(path, population.Name) : ReadHdf5(path, population.Name);
        int wrong = spikes.Ids.ToList().FindIndex(id => id >= population.Size);
        if (wrong >= 0)
        {
            throw new DataFileException(path, null, $"node ids from 0 to {population.Size - 1}, as population {population.Name} has nodes", $"{spikes.Ids[wrong]}");
        }

        // Nodes that are not selected have no spikes of this input.
        var selected = new bool[population.Size];
        foreach (int id in some.Ids)
        {
            selected[id] = true;
        }

        for (int part = 0; part < population.Parts.Count; part++)
        {
            int[] rows = [.. Enumerable.Range(0, spikes.Ids.Count).Where(row => selected[spikes.Ids[row]] && population.PartOf[spikes.Ids[row]] == part)];
            if (rows.Length > 0)
            {
                All.Add(spikes with
                {
                    Name = _names.Take(population.Parts.Count == 1 ? [name] : [name, population.Parts[part].Suffix]),
                    Population = population.Parts[part].Name,
                    Receptor = ParrotCell.Spikes,
                    Ids = [.. rows.Select(row => population.LocalOf[spikes.Ids[row]])],
                    TimesMs = [.. rows.Select(row => spikes.TimesMs[row])],
                    RoundsTimes = true,
                });
            }
        }

        return path;
    }

    private ListedSpikes ReadHdf5(string path, string population)
    {
        string[] there;
        using (var file = Hdf5File.Open(path))
        {
            there = SonataColumns.PopulationsOf(path, file, Spikes);
        }

        // Where there is one alone, it is meant, whatever its name.
        string named = !there.Contains(population) && there.Length == 1 ? there[0] : population;
        if (named != population)
        {
            findings.Note($"{path} has spikes of '{named}', and none of '{population}': they are taken for those of {population}");
        }

        return SpikeTrainFile.ReadSonata(path, "", "", named);
    }

    private void AddClamp(SonataJson file, string name, DescriptionNode input)
    {
        if (input.Find(InputFile) is DescriptionNode other)
        {
            file.Wrong(other, $"{InputFile} of a {CurrentClamp} is not read: give amp, delay and duration");
            return;
        }

        int before = findings.Count;
        double[]? amplitudes = file.Numbers(input, "amp");
        double[]? delays = file.Numbers(input, "delay");
        double[]? durations = file.Numbers(input, "duration");
        IReadOnlyList<SonataNodeSets.Some>? selected = sets.Of(file, input, NodeSet);
        if (findings.Count > before)
        {
            return;
        }

        if (amplitudes is null || delays is null || durations is null || amplitudes.Length != delays.Length || delays.Length != durations.Length)
        {
            file.Wrong(input, $"input {DescriptionNode.Cut(name)} has {amplitudes?.Length ?? 0} amp, {delays?.Length ?? 0} delay and {durations?.Length ?? 0} duration: "
                + "must be a number each, or lists of as many numbers [pA, ms, ms]");
            return;
        }

        if (delays.Any(delay => delay < 0) || durations.Any(duration => !(duration > 0)) || delays.Zip(delays.Skip(1)).Any(pair => pair.First >= pair.Second))
        {
            file.Wrong(input, $"input {DescriptionNode.Cut(name)}: delays must be at least 0 and ascending, durations above 0 [ms]");
            return;
        }

        foreach (SonataNodeSets.Some some in selected!)
        {
            foreach ((SonataPart part, int[] local) in some.ByPart)
            {
                if (part.Model.Weights == WeightRule.Repeats)
                {
                    file.Wrong(input.Find(NodeSet)!, $"input {DescriptionNode.Cut(name)} gives a current to nodes of {some.Population.Name}, which only {(part.IsVirtual ? "spike at given times" : "repeat spikes")}");
                    return;
                }

                (double[] times, double[] values) = Steps(amplitudes, delays, durations);
                AddSteps(name, part, part.Select(local), times, values);
            }
        }
    }

    // A current ends after its duration, or where the next one begins.
    private static (double[] TimesMs, double[] Values) Steps(double[] amplitudes, double[] delays, double[] durations)
    {
        var times = new List<double>();
        var values = new List<double>();
        for (int i = 0; i < amplitudes.Length; i++)
        {
            times.Add(delays[i]);
            values.Add(amplitudes[i]);
            double end = delays[i] + durations[i];
            if (i + 1 == amplitudes.Length || end < delays[i + 1])
            {
                times.Add(end);
                values.Add(0);
            }
        }

        return ([.. times], [.. values]);
    }

    private void AddSteps(string name, SonataPart part, NeuronSelection neurons, double[] timesMs, double[] amplitudesPa)
    {
        double[] whole = [.. timesMs.Select(time => time / dtMs < int.MaxValue ? StepTime.Ms(StepCount.Of(time, dtMs), dtMs) : time)];
        if (!whole.Zip(timesMs).All(pair => StepCount.IsWhole(pair.Second, dtMs)))
        {
            findings.Note($"input {DescriptionNode.Cut(name)}: times are rounded to steps of {ValidationErrors.Text(dtMs)} ms");
        }

        All.Add(new StepInput
        {
            Name = _names.Take(name, part.Name),
            Population = part.Name,
            Receptor = part.TakeCurrents(),
            Neurons = neurons,
            TimesMs = whole,
            Values = [.. amplitudesPa.Select(amplitude => part.Model.CurrentUnit == 1 ? amplitude : amplitude / 1000)],
        });
    }
}
