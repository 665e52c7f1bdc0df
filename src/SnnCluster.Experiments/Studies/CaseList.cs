using SnnCluster.Experiments.Results;
using SnnCluster.Experiments.Running;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Studies;

/// <summary>The cases that a study's options ask for, and what is wrong with them.</summary>
internal sealed class CaseList(Experiment experiment, StudyOptions options, ValidationErrors errors)
{
    /// <summary>The parameter that says how large a network is.</summary>
    public const string ScaleParameter = "scale";

    private readonly Parameter? _scale =
        experiment.Parameters.FirstOrDefault(parameter => parameter.Name == ScaleParameter);

    private readonly List<string> _notes = [];

    /// <summary>What a person should know of the cases.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>The cases, from small to large; where something was wrong, not all.</summary>
    public IReadOnlyList<StudyCase> Create() => options.Kind switch
    {
        StudyKind.SpeedVsSize => SpeedVsSize(),
        StudyKind.StrongScaling => StrongScaling(),
        _ => WeakScaling(),
    };

    private List<StudyCase> SpeedVsSize()
    {
        CheckList("--scales", options.Scales, "scale");
        return RequireScale("--scales")
            ? [.. options.Scales.Distinct().Order()
                .Where(scale => IsValid("--scales", scale))
                .Select(scale => NewCase($"scale {NumberText.Plain(scale)}", scale, 1))]
            : [];
    }

    private List<StudyCase> StrongScaling()
    {
        CheckPartitions();
        double? scale = options.Scale ?? (_scale is null ? null : 7);
        if (scale is double value && !(RequireScale("--scale") && IsValid("--scale", value)))
        {
            return [];
        }

        string prefix = scale is null ? "" : $"scale {NumberText.Plain(scale.Value)}, ";
        return [.. Partitions.Select(partitions =>
            NewCase(prefix + NumberText.Many(partitions, "partition"), scale, partitions))];
    }

    private List<StudyCase> WeakScaling()
    {
        CheckPartitions();
        if (!RequireScale("--scale-per-partition") || !IsValid("--scale-per-partition", options.ScalePerPartition))
        {
            return [];
        }

        var cases = new List<StudyCase>();
        foreach (int partitions in Partitions)
        {
            // Layers grow with the square of the scale, and neurons are to grow with the partitions.
            double wanted = options.ScalePerPartition * Math.Sqrt(partitions);
            double scale = _scale!.Default is long ? Math.Max(1, Math.Round(wanted)) : wanted;
            if (scale != wanted)
            {
                _notes.Add($"{NumberText.Many(partitions, "partition")}: scale {NumberText.Plain(scale)}, the whole number "
                    + $"nearest to {NumberText.Significant(wanted)}; efficiency counts time per neuron");
            }

            if (IsValid($"the scale for {NumberText.Many(partitions, "partition")}", scale))
            {
                cases.Add(NewCase(
                    $"{NumberText.Many(partitions, "partition")}, scale {NumberText.Plain(scale)}", scale, partitions));
            }
        }

        return cases;
    }

    private IEnumerable<int> Partitions => options.Partitions.Distinct().Order().Where(partitions => partitions >= 1);

    private StudyCase NewCase(string name, double? scale, int partitions)
    {
        var set = new Dictionary<string, string>(options.Run.Set);
        if (scale is double value)
        {
            set[ScaleParameter] = ValidationErrors.Text(value);
        }

        RunOptions run = options.Run with { Partitions = partitions, Set = set, OutputDirectory = null, Force = false };
        return new StudyCase(name, scale, partitions, run);
    }

    private bool RequireScale(string option)
    {
        if (_scale is null)
        {
            errors.Add($"{option} cannot be varied: the experiment {experiment.Name} has no parameter '{ScaleParameter}'");
            return false;
        }

        if (options.Run.Set.TryGetValue(ScaleParameter, out string? text))
        {
            errors.Add($"--set {ScaleParameter} is '{text}': {option} sets the same parameter, leave one of them out");
            return false;
        }

        return true;
    }

    private bool IsValid(string option, double scale)
    {
        int before = errors.Messages.Count;
        ParameterBinding.Bind(
            [_scale!],
            new Dictionary<string, string> { [ScaleParameter] = ValidationErrors.Text(scale) },
            errors,
            _ => option);
        return errors.Messages.Count == before;
    }

    private void CheckPartitions()
    {
        CheckList("--partitions", options.Partitions, "number");
        foreach (int partitions in options.Partitions.Distinct().Where(partitions => partitions < 1))
        {
            errors.Add($"--partitions has {partitions}: must be at least 1");
        }
    }

    private void CheckList<T>(string option, IReadOnlyList<T> values, string noun)
    {
        if (values.Count == 0)
        {
            errors.Add($"{option} is empty: a study needs at least one case");
        }

        foreach (IGrouping<T, T> repeated in values.GroupBy(value => value).Where(group => group.Count() > 1))
        {
            errors.Add(string.Create(
                System.Globalization.CultureInfo.InvariantCulture,
                $"{option} has {repeated.Key} {repeated.Count()} times: name each {noun} once, --seeds repeats it"));
        }
    }
}
