using SnnCluster.Experiments.Results;
using SnnCluster.Experiments.Running;
using SnnCluster.Experiments.Studies.Peers;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Studies;

/// <summary>The cases that a study's options ask for, and what is wrong with them.</summary>
internal sealed class CaseList(Experiment experiment, StudyOptions options, ValidationErrors errors)
{
    private readonly Parameter? _size =
        experiment.Parameters.FirstOrDefault(parameter => parameter.Name == experiment.Size?.Parameter);

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
        IReadOnlyList<double> sizes = options.Sizes ?? experiment.Size?.Usual ?? [];
        if (!RequireSize("--sizes"))
        {
            return [];
        }

        CheckList("--sizes", sizes, "size");
        if (options.Beside.Count > 0 && options.Run.DtMs is double dtMs && dtMs != experiment.DefaultDtMs)
        {
            errors.Add($"--dt-ms is {ValidationErrors.Text(dtMs)}: other simulators run the network at {ValidationErrors.Text(experiment.DefaultDtMs)} ms, so leave it out with --beside");
        }

        IReadOnlyList<Peer> peers = Peer.Find(options.Beside, options.PeerScripts, experiment.Name, errors);
        return
        [
            .. sizes.Distinct().Order().Where(size => IsValid("--sizes", size)).Select(size => NewCase(NameOf(size), size, 1))
                .SelectMany(ours => peers.Select(peer => ours with { Name = $"{ours.Name}, {peer.Name}", Peer = peer }).Prepend(ours)),
        ];
    }

    private List<StudyCase> StrongScaling()
    {
        CheckPartitions();
        double? size = options.Size ?? experiment.Size?.Usual[^1];
        if (size is double value && !(RequireSize("--size") && IsValid("--size", value)))
        {
            return [];
        }

        string prefix = size is null ? "" : $"{NameOf(size.Value)}, ";
        return [.. Partitions.Select(partitions =>
            NewCase(prefix + NumberText.Many(partitions, "partition"), size, partitions))];
    }

    private List<StudyCase> WeakScaling()
    {
        CheckPartitions();
        double perPartition = options.SizePerPartition ?? (experiment.Size?.Usual is { } usual ? usual[usual.Count / 2] : 1);
        if (!RequireSize("--size-per-partition") || !IsValid("--size-per-partition", perPartition))
        {
            return [];
        }

        var cases = new List<StudyCase>();
        foreach (int partitions in Partitions)
        {
            // Neurons are to grow with the partitions.
            double wanted = perPartition * Math.Pow(partitions, 1 / experiment.Size!.Power);
            double size = _size!.Default is long ? Math.Max(1, Math.Round(wanted)) : wanted;
            if (size != wanted)
            {
                _notes.Add($"{NumberText.Many(partitions, "partition")}: {NameOf(size)}, the whole number "
                    + $"nearest to {NumberText.Significant(wanted)}; efficiency counts time per neuron");
            }

            if (IsValid($"the {_size.Name} for {NumberText.Many(partitions, "partition")}", size))
            {
                cases.Add(NewCase($"{NumberText.Many(partitions, "partition")}, {NameOf(size)}", size, partitions));
            }
        }

        return cases;
    }

    private string NameOf(double size) => $"{_size!.Name} {NumberText.Plain(size)}";

    private IEnumerable<int> Partitions => options.Partitions.Distinct().Order().Where(partitions => partitions >= 1);

    private StudyCase NewCase(string name, double? size, int partitions)
    {
        var set = new Dictionary<string, string>(options.Run.Set);
        if (size is double value)
        {
            set[_size!.Name] = ValidationErrors.Text(value);
        }

        RunOptions run = options.Run with { Partitions = partitions, Set = set, OutputDirectory = null, Force = false };
        return new StudyCase(name, size, partitions, run);
    }

    private bool RequireSize(string option)
    {
        if (_size is null)
        {
            errors.Add($"{option} cannot be varied: the experiment {experiment.Name} declares no parameter as its size");
            return false;
        }

        if (options.Run.Set.TryGetValue(_size.Name, out string? text))
        {
            errors.Add($"{_size.Name} is set to '{text}': {option} sets the same parameter, leave one of them out");
            return false;
        }

        return true;
    }

    private bool IsValid(string option, double size)
    {
        int before = errors.Messages.Count;
        ParameterBinding.Bind(
            [_size!],
            new Dictionary<string, string> { [_size!.Name] = ValidationErrors.Text(size) },
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
