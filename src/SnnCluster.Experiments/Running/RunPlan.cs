using SnnCluster.Cluster.Runs;
using SnnCluster.Cluster.Wire.Contracts;
using SnnCluster.Engine.Devices;
using SnnCluster.Engine.Partitions;
using SnnCluster.Engine.Recording;
using SnnCluster.Model.Arithmetic;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Running;

/// <summary>Everything that a run needs to know, checked: nothing has been written or started yet.</summary>
internal sealed record RunPlan
{
    /// <summary>The word for all spikes after --record.</summary>
    public const string Spikes = "spikes";

    /// <summary>The word for synapses at every sample after --record.</summary>
    public const string Connectivity = "connectivity";

    public required Experiment Experiment { get; init; }

    public required RunOptions Options { get; init; }

    public required ExperimentSettings Settings { get; init; }

    public required NetworkDescription Network { get; init; }

    /// <summary>When it was asked for.</summary>
    public DateTimeOffset Began { get; init; } = DateTimeOffset.UtcNow;

    /// <summary>What a person should know of the network although it is fit to run.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>Steps of the run.</summary>
    public required int Steps { get; init; }

    /// <summary>The folder of results, from when it is taken; null where nothing is written.</summary>
    public OutputFolder? Output { get; init; }

    /// <summary>What is sampled of the network while it runs, and when.</summary>
    public required SamplingPlan Sampling { get; init; }

    public bool RecordsConnectivity => Options.Record.Contains(Connectivity);

    public double DurationMs => TimeMs(Steps);

    /// <summary>About how much memory it takes of this process [bytes].</summary>
    public double EstimatedBytes => Options.Cluster is null
        ? RunMemory.OfProcess(Network, Sampling with { CheckpointSteps = CheckpointSteps }, PartitionsHere, UsesActors)
        : RunMemory.OfClient(Network, Sampling);

    /// <summary>Whether partitions are actors.</summary>
    public bool UsesActors =>
        Options.Cluster is not null || Options.Partitions > 1 || Options.Shares.Count > 1 || Options.ForcesActors
        || CheckpointDirectory is not null;

    private int CheckpointSteps => Options.CheckpointEveryMs is double every
        ? StepCount.Of(Math.Min(every, DurationMs), Settings.DtMs)
        : 0;

    private int PartitionsHere => Math.Max(1, Math.Max(Options.Partitions, Options.Shares.Count));

    /// <summary>The folder of checkpoints; null where there are none.</summary>
    public string? CheckpointDirectory => Options.CheckpointEveryMs is null && !Options.Resumes
        ? null
        : RunCheckpointFolder.Of(Options);

    /// <summary>Which device "auto" stands for in this process, and why; nothing where there is only one to take.</summary>
    public IReadOnlyList<string> DeviceNotes
    {
        get
        {
            double neurons = Network.Populations.Sum(population => (double)population.Size);
            return Options.Device == "auto" && DeviceCatalog.AutoHasChoice
                ? [$"auto picked {DeviceCatalog.AutoChoice(neurons)} for {neurons:N0} neurons: {DeviceCatalog.AutoRule}"]
                : [];
        }
    }

    /// <summary>
    /// Time between two samples [ms], the mean where they differ by a step; null where only the start and the end are sampled.
    /// </summary>
    public double? SampleIntervalMs => Sampling.SampleSteps > 0
        ? StepTime.Ms(Sampling.SampleSteps, Settings.DtMs / Sampling.SamplesTogether)
        : null;

    /// <summary>The time after so many steps [ms].</summary>
    public double TimeMs(int steps) => StepTime.Ms(steps, Settings.DtMs);

    /// <exception cref="InvalidDescriptionException">Something that the user gave is wrong; it says all that is.</exception>
    public static RunPlan Create(Experiment experiment, RunOptions options)
    {
        var errors = new ValidationErrors();
        double dtMs = options.DtMs ?? experiment.DefaultDtMs;
        double durationMs = options.DurationMs ?? experiment.DefaultDurationMs;
        errors.Above("--dt-ms", dtMs, 0);
        int steps = errors.Steps("--duration-ms", durationMs, dtMs, atLeast: 1);
        SamplingPlan sampling = RunIntervals.Check(options, steps, dtMs, errors);
        if (options.Partitions < 0)
        {
            errors.Add($"--partitions is {options.Partitions}: must be at least 1");
        }

        IReadOnlyDictionary<string, object> values = ParameterBinding.Bind(experiment.Parameters, options.Set, errors);
        CheckRecording(options, errors);
        RunCheckpointFolder.Check(options, dtMs, errors);
        if (options.OutputDirectory is string directory)
        {
            OutputDirectory.Check(directory, options.Force, errors);
        }

        errors.ThrowIfAny();

        var settings = new ExperimentSettings(dtMs, options.Seed, values);
        if (options.Cluster is null)
        {
            MemoryEstimate.Require(experiment.EstimateNeurons(settings) * MemoryEstimate.LeastBytesPerNeuron);
        }

        NetworkDescription network = experiment.Describe(settings);
        IReadOnlyList<string> notes = network.Validate();
        CheckPartitions(network, options.Partitions);
        IReadOnlyList<StateChoice> states = FindStates(options, network, errors);
        errors.ThrowIfAny();
        var plan = new RunPlan
        {
            Experiment = experiment,
            Options = options,
            Settings = settings,
            Network = network,
            Notes = notes,
            Steps = steps,
            Sampling = sampling with { States = states },
        };
        plan.CheckMemory(errors);
        errors.ThrowIfAny();
        MemoryEstimate.Require(
            plan.EstimatedBytes, options.Cluster is null ? "the network" : "what this process takes from the cluster");
        return plan;
    }

    /// <summary>The plan of a run that was submitted to a cluster by whoever.</summary>
    /// <exception cref="InvalidDescriptionException">Its results cannot be written where the options say.</exception>
    public static RunPlan OfSubmitted(Experiment experiment, RunSpecification run, RunOptions options)
    {
        var errors = new ValidationErrors();
        if (options.OutputDirectory is string directory && !options.Resumes)
        {
            OutputDirectory.Check(directory, options.Force, errors);
        }

        errors.ThrowIfAny();
        SubmittedNote note = SubmittedNote.Of(run);
        NetworkDescription network = NetworkReferences.Describe(experiment, run.Network);
        RunChecks.Check(run, network, errors);
        errors.ThrowIfAny();
        return new RunPlan
        {
            Experiment = experiment,
            Options = options with
            {
                Record = note.Record,
                KeepsConnectivity = run.SamplesConnectivity,
                CommandLine = note.CommandLine ?? options.CommandLine,
            },
            Began = note.Date ?? DateTimeOffset.UtcNow,
            Settings = new ExperimentSettings(
                run.Network.DtMs, run.Network.Seed, ParameterBinding.Bind(experiment.Parameters, run.Network.Parameters)),
            Network = network,
            Notes = network.Validate(),
            Steps = run.Steps,
            Sampling = RunSampling.Of(run),
        };
    }

    /// <summary>The run as a cluster is asked for it.</summary>
    public RunSpecification Specification() => new()
    {
        Network = NetworkReferences.Of(Experiment, Options.Set, Settings.DtMs, Settings.Seed),
        Steps = Steps,
        Partitions = Options.Cluster is null ? PartitionsHere : Options.Partitions,
        Device = Options.Device,
        Transport = Options.Transport,
        Shares = Options.Shares,
        SampleSteps = Sampling.SampleSteps,
        SamplesTogether = Sampling.SamplesTogether,
        SamplesConnectivity = Sampling.SamplesConnectivity,
        StateSteps = Sampling.StateSteps,
        States =
        [
            .. Sampling.States.Select(state => new StateRecording
            {
                Population = state.Population,
                Variable = state.Variable,
                Neurons = state.Neurons,
            }),
        ],
        RecordsSpikes = Sampling.RecordsSpikes,
        ClientNote = new SubmittedNote(Options.Record, Options.CommandLine, Began).ToJson(),
        CheckpointSteps = CheckpointSteps,
        CheckpointFolder = CheckpointDirectory ?? "",
        KeptCheckpoints = Options.KeptCheckpoints,
        CheckpointReplicas = Options.CheckpointReplicas,
        ReplacesCheckpoints = Options.CheckpointReplicas > 1 && Options.CheckpointDirectory is null && Output is { Replaces: true },
    };

    // On a cluster its coordinator does this, for its nodes.
    private void CheckMemory(ValidationErrors errors)
    {
        if (Options.Cluster is null)
        {
            PartitionPlan cut = PartitionPlan.Even(Network, PartitionsHere);
            for (int p = 0; p < cut.Count; p++)
            {
                MemoryEstimate.CheckArrays(Network, cut[p], errors);
            }
        }
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

    private static void CheckRecording(RunOptions options, ValidationErrors errors)
    {
        if (options.Record.Count > 0 && options is { OutputDirectory: null, IsDetached: false })
        {
            errors.Add($"--record is '{string.Join(',', options.Record)}': needs --out DIR to write to");
        }

        if (options.Record.Contains(Connectivity) && !options.KeepsConnectivity)
        {
            errors.Add($"--record has '{Connectivity}', and --no-connectivity leaves it out: give one of them");
        }

        errors.AtLeast("--record-neurons", options.RecordedNeurons, 1);
    }

    private static List<StateChoice> FindStates(
        RunOptions options, NetworkDescription network, ValidationErrors errors)
    {
        var states = new List<StateChoice>();
        var known = new List<string> { Spikes, Connectivity };
        for (int p = 0; p < network.Populations.Count; p++)
        {
            IReadOnlyList<string> variables = StateVariables.Of(network, p);
            for (int v = 0; v < variables.Count; v++)
            {
                string name = $"{network.Populations[p].Name}.{variables[v]}";
                known.Add(name);
                if (options.Record.Contains(name))
                {
                    states.Add(new StateChoice(p, v, Math.Min(options.RecordedNeurons, network.Populations[p].Size)));
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
