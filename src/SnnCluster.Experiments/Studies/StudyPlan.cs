using SnnCluster.Engine.Partitions;
using SnnCluster.Experiments.Results;
using SnnCluster.Experiments.Running;
using SnnCluster.Experiments.Studies.Output;
using SnnCluster.Model.Arithmetic;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Studies;

/// <summary>A study that can be run: everything in it was checked, and nothing was written or started.</summary>
public sealed record StudyPlan
{
    private StudyPlan()
    {
    }

    /// <summary>The experiment.</summary>
    public required Experiment Experiment { get; init; }

    /// <summary>What the user said.</summary>
    public required StudyOptions Options { get; init; }

    /// <summary>The cases, from small to large.</summary>
    public required IReadOnlyList<StudyCase> Cases { get; init; }

    /// <summary>Simulated time of each run [ms].</summary>
    public required double DurationMs { get; init; }

    /// <summary>Length of a step [ms].</summary>
    public required double DtMs { get; init; }

    /// <summary>Simulated time of the run that is discarded [ms]; 0 for none.</summary>
    public required double WarmUpMs { get; init; }

    /// <summary>Numbers of nodes to predict the real-time factor for.</summary>
    public required IReadOnlyList<int> PredictNodes { get; init; }

    /// <summary>What a person should know before the study begins.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>What is varied.</summary>
    public StudyKind Kind => Options.Kind;

    /// <summary>Runs of each case.</summary>
    public int Repetitions => Options.Repetitions;

    /// <summary>Checks a study and every case of it.</summary>
    /// <exception cref="InvalidDescriptionException">Something that the user gave is wrong; it says all that is.</exception>
    public static StudyPlan Create(Experiment experiment, StudyOptions options)
    {
        var errors = new ValidationErrors();
        double dtMs = options.Run.DtMs ?? experiment.DefaultDtMs;
        double durationMs = options.Run.DurationMs ?? experiment.DefaultDurationMs;
        double warmUpMs = WarmUp(options, durationMs, dtMs, errors);
        IReadOnlyList<int> nodes = CheckNodes(options, errors);
        errors.AtLeast("--seeds", options.Repetitions, 1);
        CheckFolder(options.Run, errors);
        var list = new CaseList(experiment, options, errors);
        List<StudyCase> cases = CheckCases(experiment, list.Create(), errors);
        errors.ThrowIfAny();
        return new StudyPlan
        {
            Experiment = experiment,
            Options = options,
            Cases = cases,
            DurationMs = durationMs,
            DtMs = dtMs,
            WarmUpMs = warmUpMs,
            PredictNodes = nodes,
            Notes = [.. list.Notes, .. NotesOnCores(options, cases)],
        };
    }

    private static double WarmUp(StudyOptions options, double durationMs, double dtMs, ValidationErrors errors)
    {
        if (options.WarmUpMs is double given)
        {
            if (errors.AtLeast("--warm-up-ms", given, 0))
            {
                errors.Steps("--warm-up-ms", given, dtMs, atLeast: 0);
            }

            return given;
        }

        return dtMs > 0 ? StepTime.Ms(Math.Max(1, StepCount.Of(Math.Min(500, durationMs / 10), dtMs)), dtMs) : 0;
    }

    private static int[] CheckNodes(StudyOptions options, ValidationErrors errors)
    {
        int[] nodes = [.. options.PredictNodes ?? (options.Kind.ComparesPartitions() ? [1, 8, 64, 512] : [])];
        foreach (int number in nodes.Where(number => number < 1).Distinct())
        {
            errors.Add($"--predict-nodes has {number}: must be at least 1");
        }

        return [.. nodes.Distinct().Order()];
    }

    private static void CheckFolder(RunOptions run, ValidationErrors errors)
    {
        if (run.OutputDirectory is string directory)
        {
            OutputDirectory.Check(directory, run.Force, StudyFiles.Content, errors);
        }

        if (run.Record.Count > 0)
        {
            errors.Add($"--record is '{string.Join(',', run.Record)}': runs of a study write nothing that could be recorded");
        }
    }

    // What is wrong with all cases is no matter of the case, and is told once.
    private static List<StudyCase> CheckCases(
        Experiment experiment, IReadOnlyList<StudyCase> cases, ValidationErrors errors)
    {
        var valid = new List<StudyCase>();
        var findings = new List<(string Case, string Message)>();
        foreach (StudyCase planned in cases)
        {
            try
            {
                RunPlan plan = RunPlan.Create(experiment, planned.Options with { Record = [] });
                valid.Add(planned with
                {
                    Neurons = plan.Network.Populations.Sum(population => (long)population.Size),
                    Synapses = MemoryEstimate.PartitionSynapses(plan.Network, PartitionPlan.Even(plan.Network, 1)[0]),
                });
            }
            catch (InvalidDescriptionException exception)
            {
                findings.AddRange(exception.Findings.Select(finding => (planned.Name, finding)));
            }
        }

        foreach (IGrouping<string, string> finding in findings.GroupBy(f => f.Message, f => f.Case))
        {
            errors.Add(finding.Count() == cases.Count ? finding.Key : $"{string.Join(" and ", finding)}: {finding.Key}");
        }

        return valid;
    }

    private static IEnumerable<string> NotesOnCores(StudyOptions options, List<StudyCase> cases)
    {
        string[] crowded = [.. cases.Where(planned => planned.Partitions > options.Cores).Select(planned => planned.Name)];
        if (crowded.Length > 0)
        {
            yield return $"there {(options.Cores == 1 ? "is" : "are")} {NumberText.Many(options.Cores, "core")} for "
                + $"{string.Join(" and ", crowded)}: partitions on the host share cores, and the cost model leaves "
                + (crowded.Length == 1 ? "that case out" : "those cases out");
        }
    }
}
