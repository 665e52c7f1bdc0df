using System.Globalization;
using SnnCluster.Model.Inputs;
using SnnCluster.Model.Networks;

namespace SnnCluster.Engine.Probes;

/// <summary>
/// Probes as a line of text, for command lines and messages: what is observed, then options, as in
/// <c>excitatory.V:neurons=first-16:every-ms=0.5:from-ms=100</c>.
/// </summary>
public sealed class ProbeText
{
    /// <summary>The word for all spikes.</summary>
    public const string Spikes = "spikes";

    /// <summary>The word for the mean rates of all populations.</summary>
    public const string Rates = "rates";

    /// <summary>The word for weights, degrees and, on a grid, distances of all projections.</summary>
    public const string Synapses = "synapses";

    /// <summary>The word for what rewiring does in all projections whose wiring changes.</summary>
    public const string Rewiring = "rewiring";

    /// <summary>The word for all synapses.</summary>
    public const string Connectivity = "connectivity";

    private const int MostCharacters = 4096;
    private static readonly string[] OfNetwork = [Spikes, Rates, Synapses, Rewiring, Connectivity];
    private static readonly string[] OfPopulation = ["spikes", "rate", "mean-rate", "rate-histogram", "cv-isi", "correlation"];
    private static readonly string[] OfProjection = ["weights", "degrees", "distance", "rewiring"];
    private static readonly string[] TimeOptions = ["every-ms", "every-steps", "at-ms", "at", "from-ms", "until-ms"];
    private static readonly string[] BinOptions = ["lower", "upper", "bins"];

    private readonly NetworkDescription _network;
    private readonly ValidationErrors _errors;
    private readonly string _text;
    private readonly Dictionary<string, string> _options = [];

    private ProbeText(string text, NetworkDescription network, ValidationErrors errors)
    {
        _text = text;
        _network = network;
        _errors = errors;
    }

    /// <summary>The probes that a text asks for.</summary>
    /// <param name="text">The text.</param>
    /// <param name="network">The network, which is valid.</param>
    /// <param name="errors">Takes what is wrong with it.</param>
    public static IReadOnlyList<Probe> Parse(string text, NetworkDescription network, ValidationErrors errors)
    {
        if (text.Length > MostCharacters)
        {
            errors.Add($"--record has {text.Length} characters in one item: must be at most {MostCharacters}");
            return [];
        }

        string[] parts = text.Split(':');
        var one = new ProbeText(text, network, errors);
        int before = errors.Messages.Count;
        foreach (string option in parts.Skip(1))
        {
            int equals = option.IndexOf('=', StringComparison.Ordinal);
            if (equals < 1 || equals == option.Length - 1)
            {
                one.Add($"has '{option}': options are NAME=VALUE");
            }
            else if (!one._options.TryAdd(option[..equals], option[(equals + 1)..]))
            {
                one.Add($"has {option[..equals]} twice");
            }
        }

        IReadOnlyList<Probe> probes = errors.Messages.Count > before ? [] : one.Probes(parts[0]);
        return errors.Messages.Count > before ? [] : probes;
    }

    /// <summary>Whether a text asks for something by its word alone or with options.</summary>
    public static bool Asks(string text, string word) => text == word || text.StartsWith(word + ':', StringComparison.Ordinal);

    /// <summary>Whether a text names a state variable of a network's population.</summary>
    public static bool IsState(string text, NetworkDescription network) => StatesOf(network).Contains(text.Split(':')[0]);

    /// <summary>Everything that can be asked for of a network.</summary>
    public static IReadOnlyList<string> NamesOf(NetworkDescription network) =>
    [
        .. OfNetwork,
        .. network.Populations.SelectMany(population => OfPopulation.Select(word => $"{population.Name}.{word}")),
        .. network.Projections.SelectMany(projection => OfProjection.Select(word => $"{projection.Name}.{word}")),
        .. StatesOf(network),
    ];

    /// <summary>As many steps as fit into a time, at least one.</summary>
    /// <param name="timeMs">The time [ms].</param>
    /// <param name="dtMs">Length of a step [ms].</param>
    public static int StepsOf(double timeMs, double dtMs) => (int)Math.Clamp(Math.Floor((timeMs / dtMs) + 1e-6), 1, int.MaxValue);

    private static IEnumerable<string> StatesOf(NetworkDescription network) => network.Populations.SelectMany(
        (population, p) => StateVariables.Of(network, p).Select(variable => $"{population.Name}.{variable}"));

    private IReadOnlyList<Probe> Probes(string name)
    {
        if (Array.IndexOf(OfNetwork, name) >= 0)
        {
            return WholeNetwork(name);
        }

        // Names may have dots: the longest population or projection that fits is meant.
        foreach (PopulationDescription population in _network.Populations.OrderByDescending(one => one.Name.Length))
        {
            if (name.StartsWith(population.Name + '.', StringComparison.Ordinal)
                && OfOnePopulation(population.Name, name[(population.Name.Length + 1)..]) is Probe probe)
            {
                return [probe];
            }
        }

        foreach (ProjectionDescription projection in _network.Projections.OrderByDescending(one => one.Name.Length))
        {
            if (name.StartsWith(projection.Name + '.', StringComparison.Ordinal)
                && OfOneProjection(projection.Name, name[(projection.Name.Length + 1)..]) is Probe probe)
            {
                return [probe];
            }
        }

        IReadOnlyList<string> known = NamesOf(_network);
        string there = known.Count <= 40 ? string.Join(", ", known) : $"{string.Join(", ", OfNetwork)}, POPULATION.VARIABLE, "
            + $"{string.Join(", ", OfPopulation.Select(word => "POPULATION." + word))}, {string.Join(", ", OfProjection.Select(word => "PROJECTION." + word))}";
        string hint = name.Length <= 200 ? NearestName.Guess(name, known) : "";
        _errors.Add($"--record is '{name}': must be one of {there}{hint}");
        return [];
    }

    private IReadOnlyList<Probe> WholeNetwork(string name)
    {
        ProbeSchedule when = When(new ProbeSchedule.AtSamples(), []);
        return name switch
        {
            Spikes => [new SpikeProbe { When = when }],
            Rates => [.. _network.Populations.Select(population => new RateProbe { Population = population.Name, When = when })],
            Rewiring =>
            [
                .. _network.Projections.Where(projection => projection.Rewiring is not null)
                    .Select(projection => new RewiringProbe { Projection = projection.Name, When = when }),
            ],
            Connectivity => [new ConnectivityProbe { When = when }],
            _ =>
            [
                .. _network.Projections.SelectMany(projection => new Probe?[]
                {
                    new WeightProbe { Projection = projection.Name, When = when },
                    new DegreeProbe { Projection = projection.Name, When = when },
                    _network.ContextOf(projection).Grid is null ? null : new DistanceProbe { Projection = projection.Name, When = when },
                }).OfType<Probe>(),
            ],
        };
    }

    private Probe? OfOnePopulation(string population, string what)
    {
        if (StateVariables.Of(_network, _network.IndexOfPopulation(population)).Contains(what))
        {
            ProbeSchedule when = When(new ProbeSchedule.Every(StepTime.Ms(StepsOf(1, _network.DtMs), _network.DtMs)), ["neurons", "reduce", .. BinOptions]);
            return Option("reduce") switch
            {
                null when BinOptions.Any(_options.ContainsKey) => Refuse("has bins of a histogram: they need reduce=histogram"),
                null => new StateProbe { Population = population, Variables = [what], Neurons = Neurons(), When = when },
                "statistics" => new StateStatisticsProbe { Population = population, Variable = what, Neurons = Neurons(), When = when },
                "histogram" => new StateStatisticsProbe
                {
                    Population = population,
                    Variable = what,
                    Neurons = Neurons(),
                    When = when,
                    Bins = Bins() ?? Missing("lower, upper and bins"),
                },
                string other => Refuse($"has reduce={other}: must be statistics or histogram"),
            };
        }

        return what switch
        {
            "spikes" => new SpikeProbe { Population = population, When = When(new ProbeSchedule.AtSamples(), ["neurons"]), Neurons = Neurons() },
            "rate" => new RateProbe { Population = population, When = When(new ProbeSchedule.AtSamples(), ["neurons"]), Neurons = Neurons() },
            "rate-histogram" => new RateHistogramProbe
            {
                Population = population,
                When = When(new ProbeSchedule.AtSamples(), ["neurons", "bin-ms"]),
                Neurons = Neurons(),
                BinSteps = BinSteps(1),
            },
            "mean-rate" => new MeanRateProbe
            {
                Population = population,
                When = When(new ProbeSchedule.AtSamples(), ["neurons", .. BinOptions]),
                Neurons = Neurons(),
                Bins = Bins(),
            },
            "cv-isi" => new IsiProbe
            {
                Population = population,
                When = When(new ProbeSchedule.AtSamples(), ["neurons", .. BinOptions]),
                Neurons = Neurons(),
                Bins = Bins(),
            },
            "correlation" => new CorrelationProbe
            {
                Population = population,
                When = When(new ProbeSchedule.AtEnds(), ["neurons", "bin-ms", .. BinOptions]),
                Neurons = _options.ContainsKey("neurons") ? Neurons() : null,
                BinSteps = BinSteps(2),
                Histogram = Bins(),
            },
            _ => null,
        };
    }

    private Probe? OfOneProjection(string projection, string what) => what switch
    {
        "weights" => new WeightProbe { Projection = projection, When = When(new ProbeSchedule.AtSamples(), BinOptions), Bins = Bins() },
        "degrees" => new DegreeProbe { Projection = projection, When = When(new ProbeSchedule.AtSamples(), []), HasDistributions = true },
        "distance" => new DistanceProbe { Projection = projection, When = When(new ProbeSchedule.AtSamples(), []) },
        "rewiring" => new RewiringProbe { Projection = projection, When = When(new ProbeSchedule.AtSamples(), []) },
        _ => null,
    };

    // The schedule that the options name; the others must be among those of the probe.
    private ProbeSchedule When(ProbeSchedule usual, string[] others)
    {
        string[] known = [.. TimeOptions, .. others];
        foreach (string option in _options.Keys.Except(known))
        {
            Add($"has the option {option}{NearestName.Hint(option, known)}");
        }

        if (_options.Keys.Intersect(["every-ms", "every-steps", "at-ms", "at"]).Count() > 1)
        {
            Add("has more than one of every-ms, every-steps, at-ms and at: give one of them");
        }

        ProbeSchedule when = usual;
        if (Number("every-ms") is double everyMs)
        {
            when = new ProbeSchedule.Every(everyMs);
        }
        else if (Whole("every-steps", 1) is int steps)
        {
            when = new ProbeSchedule.Every(StepTime.Ms(steps, _network.DtMs));
        }
        else if (Option("at-ms") is string times)
        {
            when = new ProbeSchedule.At([.. times.Split('+').Select(time => Parse(time, "at-ms"))]);
        }
        else if (Option("at") is string at)
        {
            when = at switch
            {
                "samples" => new ProbeSchedule.AtSamples(),
                "ends" => new ProbeSchedule.AtEnds(),
                _ => Refused(usual, $"has at={at}: must be samples or ends"),
            };
        }

        return when with { FromMs = Number("from-ms") ?? 0, UntilMs = Number("until-ms") };
    }

    private NeuronSelection Neurons()
    {
        var all = new NeuronSelection.All();
        if (Option("neurons") is not string text || text == "all")
        {
            return all;
        }

        string[] parts = text.Split('-');
        return parts switch
        {
            ["first", string n] when TryWhole(n, out int count) => new NeuronSelection.Range(0, count),
            ["random", string n] when TryWhole(n, out int count) => new NeuronSelection.Random(count),
            ["every", string n] when TryWhole(n, out int every) => new NeuronSelection.Every(every),
            [string a, string b] when TryWhole(a, out int first) && TryWhole(b, out int last) => last >= first
                ? new NeuronSelection.Range(first, last - first + 1)
                : Refused(all, $"has neurons={text}: the last must not be before the first"),
            [string list] when list.Split('+').All(id => TryWhole(id, out _)) =>
                new NeuronSelection.List([.. list.Split('+').Select(id => int.Parse(id, CultureInfo.InvariantCulture))]),
            _ => Refused(all, $"has neurons={text}: must be all, first-N, random-N, every-N, FIRST-LAST or ID+ID+..."),
        };
    }

    private HistogramBins? Bins()
    {
        if (!BinOptions.Any(_options.ContainsKey))
        {
            return null;
        }

        if (Number("lower") is double lower && Number("upper") is double upper && Whole("bins", 1) is int bins)
        {
            return new HistogramBins(lower, upper, bins);
        }

        return Missing("lower, upper and bins");
    }

    private int BinSteps(double usualMs) => Number("bin-ms") is double binMs
        ? Math.Max(1, _errors.Steps($"--record {_text} bin-ms", binMs, _network.DtMs, atLeast: 1))
        : StepsOf(usualMs, _network.DtMs);

    private string? Option(string name) => _options.GetValueOrDefault(name);

    private double? Number(string name) => Option(name) is string text ? Parse(text, name) : null;

    private int? Whole(string name, int atLeast)
    {
        if (Option(name) is not string text)
        {
            return null;
        }

        if (TryWhole(text, out int value) && value >= atLeast)
        {
            return value;
        }

        Add($"has {name}={text}: must be a whole number from {atLeast} on");
        return atLeast;
    }

    private double Parse(string text, string name)
    {
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value))
        {
            return value;
        }

        Add($"has {name}={text}: must be a finite number");
        return 0;
    }

    private static bool TryWhole(string text, out int value) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);

    private HistogramBins? Missing(string what)
    {
        Add($"asks for a histogram: needs {what}");
        return null;
    }

    private Probe? Refuse(string why)
    {
        Add(why);
        return new SpikeProbe();
    }

    private T Refused<T>(T instead, string why)
    {
        Add(why);
        return instead;
    }

    private void Add(string why)
    {
        string message = $"--record {_text} {why}";
        if (!_errors.Messages.Contains(message))
        {
            _errors.Add(message);
        }
    }
}
