using SnnCluster.Engine.Probes;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Running;

/// <summary>
/// What a run observes and when, as its options say. What a user gives is a whole number of steps or refused; what nobody gave is
/// chosen in steps, so that it fits any step and any duration.
/// </summary>
internal static class RunRecording
{
    private const double UsualStateIntervalMs = 1;
    private const double RasterMs = 1000;
    private const int RasterNeurons = 200;

    /// <summary>When a run is sampled; findings go to <paramref name="errors"/>.</summary>
    /// <param name="options">What the user said.</param>
    /// <param name="steps">Steps of the run; 0 where its duration was refused.</param>
    /// <param name="dtMs">Length of a step [ms].</param>
    /// <param name="errors">Takes what is wrong.</param>
    public static SampleTimes Samples(RunOptions options, int steps, double dtMs, ValidationErrors errors)
    {
        CheckInterval("--record-interval-ms", options.StateIntervalMs, "recorded", steps, dtMs, errors);
        int? given = CheckInterval("--sample-interval-ms", options.SampleIntervalMs, "sampled between", steps, dtMs, errors);

        // Nothing but the start and the end is sampled where nothing is written.
        return !Writes(options) ? SampleTimes.None
            : given is int interval ? new SampleTimes(interval)
            : SampleTimes.Evenly(Math.Max(1, steps));
    }

    /// <summary>What the user asked to be recorded, with the neurons and the interval of state variables where they do not say them.</summary>
    /// <param name="options">What the user said.</param>
    /// <param name="network">The network.</param>
    /// <param name="steps">Steps of the run.</param>
    public static IReadOnlyList<string> Record(RunOptions options, NetworkDescription network, int steps) =>
        [.. options.Record.Select(text => ProbeText.IsState(text, network) ? OfState(text, options, network, steps) : text)];

    /// <summary>What every run that writes results records; where its activity is summarised, also spikes for a raster of its end.</summary>
    /// <param name="options">What the user said.</param>
    /// <param name="network">The network.</param>
    /// <param name="activity">What summaries say of its spikes; null: nothing.</param>
    /// <param name="steps">Steps of the run.</param>
    public static IReadOnlyList<string> Usual(RunOptions options, NetworkDescription network, ActivityDescription? activity, int steps)
    {
        if (!Writes(options))
        {
            return [];
        }

        string[] synapses = options.KeepsConnectivity ? [ProbeText.Synapses, $"{ProbeText.Connectivity}:at=ends"] : [];
        bool hasSpikes = options.Record.Any(text => text.Split(':')[0] is ProbeText.Spikes
            || network.Populations.Any(population => ProbeText.Asks(text, $"{population.Name}.{ProbeText.Spikes}")));
        return
        [
            ProbeText.Rates,
            ProbeText.Rewiring,
            .. synapses,
            .. activity is null || hasSpikes ? [] : network.Populations.Where(activity.Counts).Select(population => Raster(population, steps, network.DtMs)),
        ];
    }

    private static string Raster(PopulationDescription population, int steps, double dtMs)
    {
        int begin = Math.Max(0, steps - ProbeText.StepsOf(RasterMs, dtMs));
        string neurons = population.Size > RasterNeurons ? $"first-{RasterNeurons}" : "all";
        return $"{population.Name}.{ProbeText.Spikes}:neurons={neurons}:from-ms={ValidationErrors.Text(StepTime.Ms(begin, dtMs))}";
    }

    private static bool Writes(RunOptions options) => options.OutputDirectory is not null || options.IsDetached;

    private static string OfState(string text, RunOptions options, NetworkDescription network, int steps)
    {
        string[] parts = text.Split(':');
        bool Has(string option) => parts.Skip(1).Any(part => part.StartsWith(option + '=', StringComparison.Ordinal));
        string neurons = Has("neurons") || Has("reduce") ? "" : $":neurons=first-{Math.Min(options.RecordedNeurons, SizeOf(parts[0], network))}";
        bool hasTimes = new[] { "every-ms", "every-steps", "at-ms", "at" }.Any(Has);
        string interval = hasTimes ? ""
            : options.StateIntervalMs is double intervalMs ? $":every-ms={ValidationErrors.Text(intervalMs)}"
            : $":every-steps={Math.Min(steps, ProbeText.StepsOf(UsualStateIntervalMs, network.DtMs))}";
        return text + neurons + interval;
    }

    private static int SizeOf(string variable, NetworkDescription network) => network.Populations
        .Where(population => variable.StartsWith(population.Name + '.', StringComparison.Ordinal))
        .MaxBy(population => population.Name.Length)!.Size;

    private static int? CheckInterval(string option, double? intervalMs, string what, int steps, double dtMs, ValidationErrors errors)
    {
        if (intervalMs is not double given)
        {
            return null;
        }

        int interval = errors.Steps(option, given, dtMs, atLeast: 1);
        if (interval > steps && steps > 0)
        {
            errors.Add($"{option} {ValidationErrors.Text(given)} ms is longer than the run, "
                + $"{ValidationErrors.Text(StepTime.Ms(steps, dtMs))} ms: nothing would be {what}");
        }

        return interval;
    }
}
