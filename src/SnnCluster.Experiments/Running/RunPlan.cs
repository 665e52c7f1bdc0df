using SnnCluster.Engine.Partitions;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Running;

/// <summary>Everything that a run needs to know, checked: nothing has been written or started yet.</summary>
internal sealed record RunPlan
{
    public required Experiment Experiment { get; init; }

    public required RunOptions Options { get; init; }

    public required ExperimentSettings Settings { get; init; }

    public required NetworkDescription Network { get; init; }

    /// <summary>Steps of the run.</summary>
    public required int Steps { get; init; }

    /// <summary>Steps between two samples of connectivity and rates.</summary>
    public required int SampleSteps { get; init; }

    /// <summary>Steps between two values of recorded state variables.</summary>
    public required int StateSteps { get; init; }

    public required bool RecordsSpikes { get; init; }

    public required bool RecordsConnectivity { get; init; }

    /// <summary>State variables to record: population and variable, by number.</summary>
    public required IReadOnlyList<(int Population, int Variable)> States { get; init; }

    public double DurationMs => Steps * Settings.DtMs;

    /// <exception cref="InvalidDescriptionException">Something that the user gave is wrong; it says all that is.</exception>
    public static RunPlan Create(Experiment experiment, RunOptions options)
    {
        var errors = new ValidationErrors();
        double dtMs = options.DtMs ?? experiment.DefaultDtMs;
        double durationMs = options.DurationMs ?? experiment.DefaultDurationMs;
        errors.Above("--dt-ms", dtMs, 0);
        int steps = errors.Steps("--duration-ms", durationMs, dtMs, atLeast: 1);
        if (options.Partitions < 1)
        {
            errors.Add($"--partitions is {options.Partitions}: must be at least 1");
        }

        IReadOnlyDictionary<string, object> values = ParameterBinding.Bind(experiment.Parameters, options.Set, errors);
        CheckRecording(options, dtMs, errors);
        if (options.OutputDirectory is string directory)
        {
            OutputDirectory.Check(directory, options.Force, errors);
        }

        errors.ThrowIfAny();

        var settings = new ExperimentSettings(dtMs, options.Seed, values);
        MemoryEstimate.Require(experiment.EstimateNeurons(settings) * MemoryEstimate.LeastBytesPerNeuron);
        NetworkDescription network = experiment.Describe(settings);
        network.Validate();
        CheckPartitions(network, options.Partitions);
        MemoryEstimate.Require(MemoryEstimate.Bytes(network, options.Partitions));
        IReadOnlyList<(int, int)> states = FindStates(options, network, errors);
        errors.ThrowIfAny();
        double sampleMs = options.SampleIntervalMs ?? (durationMs / 60);
        return new RunPlan
        {
            Experiment = experiment,
            Options = options,
            Settings = settings,
            Network = network,
            Steps = steps,
            SampleSteps = Math.Max(1, (int)Math.Round(Math.Min(sampleMs, durationMs) / dtMs)),
            StateSteps = Math.Max(1, (int)Math.Round(Math.Min(options.StateIntervalMs, durationMs) / dtMs)),
            RecordsSpikes = options.Record.Contains("spikes"),
            RecordsConnectivity = options.Record.Contains("connectivity"),
            States = states,
        };
    }

    private static void CheckPartitions(NetworkDescription network, int partitions)
    {
        int largest = network.Populations.Max(population => population.Size);
        if (partitions > largest)
        {
            throw new InvalidDescriptionException(
                $"--partitions is {partitions}: must be from 1 to {largest}, the size of the largest population");
        }
    }

    private static void CheckRecording(RunOptions options, double dtMs, ValidationErrors errors)
    {
        if (options.Record.Count > 0 && options.OutputDirectory is null)
        {
            errors.Add($"--record is '{string.Join(',', options.Record)}': needs --out DIR to write to");
        }

        errors.AtLeast("--record-neurons", options.RecordedNeurons, 1);
        errors.AtLeast("--record-interval-ms", options.StateIntervalMs, dtMs);
        if (options.SampleIntervalMs is double sampleMs)
        {
            errors.AtLeast("--sample-interval-ms", sampleMs, dtMs);
        }
    }

    private static List<(int Population, int Variable)> FindStates(
        RunOptions options, NetworkDescription network, ValidationErrors errors)
    {
        var states = new List<(int, int)>();
        var known = new List<string> { "spikes", "connectivity" };
        for (int p = 0; p < network.Populations.Count; p++)
        {
            IReadOnlyList<string> variables = StateVariables.Of(network.Populations[p]);
            for (int v = 0; v < variables.Count; v++)
            {
                string name = $"{network.Populations[p].Name}.{variables[v]}";
                known.Add(name);
                if (options.Record.Contains(name))
                {
                    states.Add((p, v));
                }
            }
        }

        foreach (string unknown in options.Record.Except(known))
        {
            errors.Add($"--record is '{unknown}': must be one of {string.Join(", ", known)}{NearestName.Hint(unknown, known)}");
        }

        return states;
    }
}
