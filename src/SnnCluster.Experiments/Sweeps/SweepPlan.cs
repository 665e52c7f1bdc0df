using System.Globalization;
using SnnCluster.Engine.Devices;
using SnnCluster.Engine.Partitions;
using SnnCluster.Experiments.Results;
using SnnCluster.Experiments.Running;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Sweeps;

/// <summary>The runs of a sweep, checked: nothing has been written or started yet.</summary>
public sealed record SweepPlan
{
    /// <summary>The most runs of a sweep.</summary>
    public const int MostRuns = 100_000;

    private const int LongestName = 120;

    /// <summary>The experiment.</summary>
    public required Experiment Experiment { get; init; }

    /// <summary>What the user said.</summary>
    public required SweepOptions Options { get; init; }

    /// <summary>Names of the swept parameters, those with more than one value, in the order of the experiment.</summary>
    public required IReadOnlyList<string> Swept { get; init; }

    /// <summary>All runs, in order: the last parameter changes first, then the seed.</summary>
    public required IReadOnlyList<SweepCase> Cases { get; init; }

    /// <summary>Those of them that are whole already.</summary>
    public required IReadOnlySet<string> Whole { get; init; }

    /// <summary>How many there are at once at most; on a cluster without a number it depends on its devices as well.</summary>
    public required int MostParallel { get; init; }

    /// <summary>How many of them a GPU of this process has at once.</summary>
    public required int RunsPerGpu { get; init; }

    /// <summary>What a person should know.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>The folder of the sweep.</summary>
    public string Folder => Options.Run.OutputDirectory!;

    /// <summary>The folder of a run.</summary>
    public string FolderOf(SweepCase one) => Path.Combine(Folder, SweepFiles.Runs, one.Name);

    /// <summary>Checks a sweep: each of its runs as if it were asked for alone.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="options">What the user said.</param>
    /// <exception cref="InvalidDescriptionException">Something is wrong; it says all that is.</exception>
    public static SweepPlan Create(Experiment experiment, SweepOptions options)
    {
        var errors = new ValidationErrors();
        string folder = CheckFolder(options, errors);
        if (options.Parallel is int parallel)
        {
            errors.AtLeast("--parallel", parallel, 1);
        }

        var names = experiment.Parameters.Select(parameter => parameter.Name).ToList();
        foreach (string name in options.Values.Keys.Except(names))
        {
            errors.Add($"--set {name} is '{options.Values[name]}': the experiment has no parameter '{name}'{NearestName.Hint(name, names)}");
        }

        var values = options.Values.OrderBy(pair => names.IndexOf(pair.Key))
            .Select(pair => (pair.Key, Values: SweepValues.Of($"--set {pair.Key}", pair.Value, errors))).ToList();
        IReadOnlyList<ulong> seeds = SweepValues.Seeds(options.Seeds, errors);
        foreach ((string name, string value) in values.Where(one => names.Contains(one.Key)).SelectMany(one => one.Values.Select(value => (one.Key, value))))
        {
            ParameterBinding.Bind(experiment.Parameters, new Dictionary<string, string> { [name] = value }, errors, dtMs: options.Run.DtMs ?? experiment.DefaultDtMs);
        }

        double runs = values.Aggregate((double)seeds.Count, (product, one) => product * one.Values.Count);
        if (runs > MostRuns)
        {
            errors.Add($"the sweep has {runs.ToString("N0", CultureInfo.InvariantCulture)} runs: at most {MostRuns} can be");
        }

        string[] over = [.. options.Figures.Where(figure => figure.Contains(':')).SelectMany(figure => figure.Split(':', 2)[1].Split(','))];
        string[] candidates = [.. values.Where(one => one.Values.Count > 1).Select(one => one.Key)];
        foreach (string name in over.Except(candidates))
        {
            errors.Add($"--figure has '{name}': there is no such swept parameter{NearestName.Hint(name, candidates)}");
        }

        errors.ThrowIfAny();
        string[] swept = [.. values.Where(one => one.Values.Count > 1).Select(one => one.Key)];
        SweepCase[] cases = [.. Combine(values).SelectMany(combination => seeds.Select(seed => CaseOf(options, combination, swept, seed)))];
        (double most, double largest) = CheckRuns(experiment, cases, errors);
        string[] kinds = [.. cases.Select(one => one.Options.Device).Distinct()];
        var whole = new HashSet<string>();
        foreach (SweepCase one in cases.Where(one => errors.Messages.Count == 0 && !options.Run.Force
            && IsWhole(experiment, one, Path.Combine(folder, SweepFiles.Runs, one.Name), errors)))
        {
            whole.Add(one.Name);
        }

        errors.ThrowIfAny();
        int runsPerGpu = SweepSlots.RunsPerGpu(
            largest, most, [.. kinds.Where(IsGpu).SelectMany(kind => DeviceCatalog.OfName(DeviceCatalog.List(), kind))], options.Parallel);
        int? wanted = options.Parallel
            ?? (options.Run.Cluster is not null ? null
            : options.Run.Partitions > 1 ? 1
            : Math.Max(1, kinds.Sum(kind => SweepSlots.DevicesOf(DeviceCatalog.List(), kind).Count * (IsGpu(kind) ? runsPerGpu : 1))));
        int fitting = (int)Math.Clamp(MemoryEstimate.Available / Math.Max(1, most), 1, wanted ?? int.MaxValue);
        return new SweepPlan
        {
            Experiment = experiment,
            Options = options,
            Swept = swept,
            Cases = cases,
            Whole = whole,
            MostParallel = fitting,
            RunsPerGpu = runsPerGpu,
            Notes = fitting < wanted ? [$"memory is enough for {fitting} runs at once, not for {wanted}"] : [],
        };
    }

    private static bool IsGpu(string device) => DeviceCatalog.IsGpu(device.Split(':')[0]);

    private static string CheckFolder(SweepOptions options, ValidationErrors errors)
    {
        if (options.Run.OutputDirectory is not string folder)
        {
            errors.Add("--out is missing: must be the folder that the sweep is written to");
            return "";
        }

        if (File.Exists(folder))
        {
            errors.Add($"--out {folder} cannot be written: it is a file");
        }
        else if (Directory.Exists(folder) && !File.Exists(Path.Combine(folder, SweepFiles.Sweep))
            && Directory.EnumerateFileSystemEntries(folder).Any(path => !OutputLock.Is(path)))
        {
            errors.Add($"--out {folder} exists and is not a sweep (it has no {SweepFiles.Sweep}): name another folder");
        }
        else
        {
            OutputLock.Check(folder, errors);
        }

        return folder;
    }

    private static IEnumerable<IReadOnlyDictionary<string, string>> Combine(IReadOnlyList<(string Name, IReadOnlyList<string> Values)> values)
    {
        IEnumerable<IReadOnlyDictionary<string, string>> all = [new Dictionary<string, string>()];
        foreach ((string name, IReadOnlyList<string> list) in values)
        {
            all = all.SelectMany(before => list.Select(value => new Dictionary<string, string>(before) { [name] = value }));
        }

        return all;
    }

    private static SweepCase CaseOf(SweepOptions options, IReadOnlyDictionary<string, string> values, string[] swept, ulong seed)
    {
        string name = string.Join('_', swept.Select(parameter => $"{parameter}={values[parameter]}").Append($"seed={seed}"));
        return new SweepCase(
            name,
            swept.ToDictionary(parameter => parameter, parameter => values[parameter]),
            seed,
            options.Run with
            {
                Set = values,
                Seed = seed,
                Partitions = Math.Max(1, options.Run.Partitions),
                OutputDirectory = null,
                DrawsFigures = false,
                Force = true,
            });
    }

    // All that is wrong with any of them, each thing once; says which kind of device "auto" is for each, and returns the memory
    // and the neurons of the largest.
    private static (double Bytes, double Neurons) CheckRuns(Experiment experiment, SweepCase[] cases, ValidationErrors errors)
    {
        double most = 0;
        double largest = 0;
        var told = new HashSet<string>();
        for (int i = 0; i < cases.Length; i++)
        {
            SweepCase one = cases[i];
            if (one.Name.Length > LongestName || one.Name.AsSpan().ContainsAny(Path.GetInvalidFileNameChars()))
            {
                errors.Add($"the run '{one.Name}' cannot have a folder of its name: values must be short, and be characters of file names");
                return (most, largest);
            }

            try
            {
                RunPlan plan = RunPlan.Create(experiment, Checked(one.Options));
                most = Math.Max(most, plan.EstimatedBytes);
                largest = Math.Max(largest, DeviceCatalog.NeuronsOf(plan.Network));
                cases[i] = one with { Options = one.Options with { Device = plan.DeviceKind } };
            }
            catch (InvalidDescriptionException exception)
            {
                foreach (string finding in exception.Findings.Where(told.Add))
                {
                    errors.Add(cases.Length > 1 && one.Values.Count > 0 ? $"{finding} (run {one.Name})" : finding);
                }
            }
        }

        return (most, largest);
    }

    // What is recorded needs a folder, of which this looks at none.
    private static RunOptions Checked(RunOptions run) => run.Record.Count == 0 ? run : run with { IsDetached = true };

    private static bool IsWhole(Experiment experiment, SweepCase one, string folder, ValidationErrors errors)
    {
        if (!RunFiles.IsRun(folder))
        {
            return false;
        }

        RunSummary summary = SummaryFile.Read(folder);
        double dtMs = one.Options.DtMs ?? experiment.DefaultDtMs;
        double durationMs = one.Options.DurationMs ?? experiment.DefaultDurationMs;
        IReadOnlyDictionary<string, object> values = ParameterBinding.Bind(experiment.Parameters, one.Options.Set);
        bool isSame = summary.Experiment == experiment.Name && summary.Seed == one.Seed && summary.DtMs == dtMs
            && values.All(pair => summary.Parameters.TryGetValue(pair.Key, out object? value)
                && Convert.ToString(value, CultureInfo.InvariantCulture) == Convert.ToString(pair.Value, CultureInfo.InvariantCulture));
        if (!isSame || (summary.Complete && Math.Abs(summary.SimulatedMs - durationMs) > dtMs / 2))
        {
            errors.Add($"{folder} holds another run, of {ValidationErrors.Text(summary.SimulatedMs)} ms at dt {ValidationErrors.Text(summary.DtMs)} ms or with other "
                + "parameters: name another folder, or replace the runs with --force");
        }

        // A run of which only the summary was kept was sampled at its ends alone.
        return summary.Complete && (one.Options.Record.Count == 0 || summary.SampleIntervalMs is not null);
    }
}
