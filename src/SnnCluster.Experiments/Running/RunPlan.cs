using SnnCluster.Cluster.Hosting;
using SnnCluster.Cluster.Runs;
using SnnCluster.Cluster.Wire.Contracts;
using SnnCluster.Engine.Devices;
using SnnCluster.Engine.Partitions;
using SnnCluster.Engine.Probes;
using SnnCluster.Experiments.Results;
using SnnCluster.Model.Arithmetic;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Running;

/// <summary>Everything that a run needs to know, checked: nothing has been written or started yet.</summary>
internal sealed record RunPlan
{
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

    /// <summary>What talks to the cluster, where others use it too; null where the run has one of its own.</summary>
    public RunClient? Client { get; init; }

    /// <summary>What is asked for, as <see cref="Specification"/> tells a cluster.</summary>
    public required RunSpecification Request { get; init; }

    /// <summary>What is observed of the network while it runs, and when.</summary>
    public required ObservationPlan Observation { get; init; }

    public double DurationMs => TimeMs(Steps);

    /// <summary>About how much memory it takes of this process [bytes].</summary>
    public double EstimatedBytes => Options.Cluster is null
        ? RunMemory.OfProcess(Observation, PartitionsHere, UsesActors)
        : RunMemory.OfClient(Observation);

    /// <summary>Whether partitions are actors.</summary>
    public bool UsesActors =>
        Options.Cluster is not null || Options.Partitions > 1 || Options.Shares.Count > 1 || Options.ForcesActors
        || CheckpointDirectory is not null;

    private int PartitionsHere => PartitionsOf(Options);

    /// <summary>The folder of checkpoints; null where there are none.</summary>
    public string? CheckpointDirectory => Options.CheckpointEveryMs is null && !Options.Resumes
        ? null
        : RunCheckpointFolder.Of(Options);

    /// <summary>The device, or the kind of device, that was asked for; in this process, the kind that "auto" stands for.</summary>
    public string DeviceKind => Options.Device == "auto" && Options.Cluster is null
        ? DeviceCatalog.AutoChoice(DeviceCatalog.NeuronsOf(Network)).Split(':')[0]
        : Options.Device;

    /// <summary>Which device "auto" stands for in this process, and why; nothing where there is only one to take.</summary>
    public IReadOnlyList<string> DeviceNotes
    {
        get
        {
            double neurons = DeviceCatalog.NeuronsOf(Network);
            var notes = new List<string>();
            if (Options.Device == "auto" && DeviceCatalog.AutoHasChoice)
            {
                notes.Add($"auto picked {DeviceCatalog.AutoChoice(neurons)} for {neurons:N0} neurons: {DeviceCatalog.AutoRule}");
            }

            if (DevicesHere is { Count: > 0 } devices && PartitionsHere > devices.Count)
            {
                notes.Add($"{PartitionsHere} partitions share {string.Join(", ", devices.Select(device => device.Name))}: a GPU is slower with several "
                    + "partitions than with one");
            }

            return notes;
        }
    }

    /// <summary>The GPUs of this process that its partitions may be on; none where they are on its cores, or on a cluster.</summary>
    public IReadOnlyList<DeviceInfo> DevicesHere => Options.Cluster is null && DeviceCatalog.IsGpu(DeviceKind.Split(':')[0])
        ? DeviceCatalog.OfName(DeviceCatalog.List(), DeviceKind)
        : [];

    /// <summary>
    /// Time between two samples [ms], the mean where they differ by a step; null where only the start and the end are sampled.
    /// </summary>
    public double? SampleIntervalMs => Request.SampleSteps > 0
        ? StepTime.Ms(Request.SampleSteps, Settings.DtMs / Request.SamplesTogether)
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
        SampleTimes samples = RunRecording.Samples(options, steps, dtMs, errors);
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
        IReadOnlyList<string> notes = NotesOf(network, steps);
        CheckPartitions(network, options.Partitions);

        // As the user wrote them, before options are added that nobody gave.
        foreach (string text in options.Record.Distinct())
        {
            ProbeText.Parse(text, network, errors);
        }

        errors.ThrowIfAny();
        RunSpecification request = RequestOf(experiment, options, settings, network, steps, samples);
        ObservationPlan observation = RunChecks.Check(request, network, experiment.AllProbes(network, settings), errors);
        errors.ThrowIfAny();
        options.Observer?.Check(observation.Probes, errors);
        var plan = new RunPlan
        {
            Experiment = experiment,
            Options = options,
            Settings = settings,
            Network = network,
            Notes = notes,
            Steps = steps,
            Request = request,
            Observation = observation,
        };
        plan.CheckMemory(errors);
        plan.CheckDeviceMemory(errors);
        errors.ThrowIfAny();
        MemoryEstimate.Require(
            plan.EstimatedBytes,
            options.Cluster is null ? "the network" : "what this process takes from the cluster",
            options.Cluster is null ? plan.PartitionsHere : 1);
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
        ExperimentSettings settings = NetworkReferences.Settings(experiment, run.Network);
        ObservationPlan observation = RunChecks.Check(run, network, experiment.AllProbes(network, settings), errors);
        errors.ThrowIfAny();
        return new RunPlan
        {
            Experiment = experiment,
            Options = options with
            {
                Record = run.Record,
                CommandLine = note.CommandLine ?? options.CommandLine,
            },
            Began = note.Date ?? DateTimeOffset.UtcNow,
            Settings = settings,
            Network = network,
            Notes = NotesOf(network, run.Steps),
            Steps = run.Steps,
            Request = run,
            Observation = observation,
        };
    }

    /// <summary>The run as a cluster is asked for it.</summary>
    public RunSpecification Specification() => Request with
    {
        // Partitions of this process that are its own have the network itself, and only who goes on from a checkpoint needs to make it anew.
        Network = Options.Cluster is null && Client is null && CheckpointDirectory is null
            ? Request.Network
            : NetworkReferences.Of(Experiment, Options.Set, Settings.DtMs, Settings.Seed),
        ClientNote = new SubmittedNote(Options.CommandLine, Began).ToJson(),
        ReplacesCheckpoints = Options.CheckpointReplicas > 1 && Options.CheckpointDirectory is null && Output is { Replaces: true },
    };

    private static RunSpecification RequestOf(
        Experiment experiment, RunOptions options, ExperimentSettings settings, NetworkDescription network, int steps, SampleTimes samples)
    {
        return new RunSpecification
        {
            Network = new NetworkReference { Experiment = experiment.Name, DtMs = settings.DtMs, Seed = settings.Seed },
            Steps = steps,
            Partitions = options.Cluster is null ? PartitionsOf(options) : options.Partitions,
            Device = options.Device,
            Transport = options.Transport,
            Shares = options.Shares,
            SampleSteps = samples.Steps,
            SamplesTogether = samples.Together,
            Record = RunRecording.Record(options, network, steps),
            Usual = RunRecording.Usual(options, network, experiment.Activity(settings), steps),
            HasFullDigest = options.HasFullDigest,
            CheckpointSteps = options.CheckpointEveryMs is double every
                ? StepCount.Of(Math.Min(every, StepTime.Ms(steps, settings.DtMs)), settings.DtMs)
                : 0,
            CheckpointFolder = options.CheckpointEveryMs is null ? "" : RunCheckpointFolder.Of(options),
            KeptCheckpoints = options.KeptCheckpoints,
            CheckpointReplicas = options.CheckpointReplicas,
        };
    }

    // The network itself does not know how long it will run.
    // Nothing that fits is refused: what is only guessed does not count, and partitions may be dealt out in any way.
    private void CheckDeviceMemory(ValidationErrors errors)
    {
        if (DevicesHere is not { Count: > 0 } devices)
        {
            return;
        }

        double needed = DeviceMemory.LeastBytes(Network);
        DeviceInfo[] taken = [.. devices.OrderByDescending(device => device.MemoryBytes).Take(Math.Max(1, PartitionsHere))];
        double there = taken.Sum(device => (double)device.MemoryBytes);
        if (needed > there)
        {
            errors.Add($"--device is '{Options.Device}': the network needs at least {NumberText.Bytes(needed)} there, and "
                + $"{string.Join(" and ", taken.Select(device => device.Name))} {(taken.Length == 1 ? "has" : "have")} {NumberText.Bytes(there)}");
        }
    }

    private static string[] NotesOf(NetworkDescription network, int steps)
    {
        IReadOnlyList<string> notes = network.Validate();
        double endMs = StepTime.Ms(steps, network.DtMs);
        return
        [
            .. notes,
            .. from input in network.Inputs
               let late = input.TooLate(steps, network.DtMs)
               where late is not null
               select $"input {input.Name}: {late} at or after the end of the run, {ValidationErrors.Text(endMs)} ms, which never act",
        ];
    }

    private static int PartitionsOf(RunOptions options) => Math.Max(1, Math.Max(options.Partitions, options.Shares.Count));

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

        if (options.Record.Any(text => ProbeText.Asks(text, ProbeText.Connectivity)) && !options.KeepsConnectivity)
        {
            errors.Add($"--record has '{ProbeText.Connectivity}', and --no-connectivity leaves it out: give one of them");
        }

        errors.AtLeast("--record-neurons", options.RecordedNeurons, 1);
    }
}
