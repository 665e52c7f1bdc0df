using SnnCluster.Engine.Devices;
using SnnCluster.Engine.Probes;
using SnnCluster.Experiments.Running;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Descriptions;

/// <summary>How a described network is run, where the command line does not say otherwise.</summary>
public sealed record RunSettings
{
    /// <summary>Simulated time [ms], a whole number of steps.</summary>
    public double DurationMs { get; init; } = 1000;

    /// <summary>Partitions that the network is cut into; null, the default: one, or on a cluster one for each device. The result does not depend on it.</summary>
    public int? Partitions { get; init; }

    /// <summary>Device: auto, host, cuda, opencl or ilgpu-cpu, or one of several, as cuda:1.</summary>
    public string Device { get; init; } = "auto";

    /// <summary>What is recorded where results are written, each as for --record: "spikes", "excitatory.V:every-ms=0.5"; beside probes. Nothing more by default.</summary>
    public IReadOnlyList<string> Record { get; init; } = [];

    /// <summary>Neurons of a population whose state variables are recorded, the first ones, at least 1.</summary>
    public int RecordNeurons { get; init; } = 16;

    /// <summary>Time between two values of a recorded state variable [ms], whole steps; null, the default: 1 ms, or as many steps as fit into it.</summary>
    public double? RecordIntervalMs { get; init; }

    /// <summary>Time between two samples of connectivity and rates [ms], whole steps; null, the default: about a sixtieth of the run.</summary>
    public double? SampleIntervalMs { get; init; }

    /// <summary>Whether connectivity is sampled and written.</summary>
    public bool Connectivity { get; init; } = true;

    /// <summary>Whether a digest of all that the network goes on from is made at the end, too.</summary>
    public bool FullDigest { get; init; }

    /// <summary>The settings as options of a run.</summary>
    /// <param name="seed">The network's seed.</param>
    /// <param name="writes">Whether results are written; else nothing is recorded.</param>
    public RunOptions ToOptions(ulong seed, bool writes) => new()
    {
        Seed = seed,
        Partitions = Partitions ?? 0,
        Device = Device,
        Record = writes ? Record : [],
        RecordedNeurons = RecordNeurons,
        StateIntervalMs = writes ? RecordIntervalMs : null,
        SampleIntervalMs = writes ? SampleIntervalMs : null,
        KeepsConnectivity = Connectivity,
        HasFullDigest = FullDigest,
    };

    internal void Validate(NetworkDescription network, ValidationErrors errors)
    {
        using ValidationErrors.Subject about = errors.About(this);
        errors.Steps("duration", DurationMs, network.DtMs, atLeast: 1);
        if (Partitions is int partitions)
        {
            errors.Within("number of partitions", partitions, 1, network.Populations.Select(population => population.Size).Append(1).Max(), nameof(Partitions));
        }

        if (DeviceCatalog.WhyNoName(Device) is string why)
        {
            errors.Add($"device is '{Device}': {why}", nameof(Device));
        }

        errors.AtLeast("number of recorded neurons", RecordNeurons, 1);
        CheckInterval("interval between recorded values", RecordIntervalMs, nameof(RecordIntervalMs), network, errors);
        CheckInterval("interval between samples", SampleIntervalMs, nameof(SampleIntervalMs), network, errors);
    }

    /// <summary>Checks what depends on a network that is valid.</summary>
    internal void ValidateRecord(NetworkDescription network, ValidationErrors errors)
    {
        using ValidationErrors.Subject about = errors.About(this);
        var wrong = new ValidationErrors();
        foreach (string text in Record)
        {
            foreach (Probe probe in ProbeText.Parse(text, network, wrong))
            {
                probe.ValidateForAnyRun(network, wrong);
            }
        }

        foreach (string message in wrong.Messages)
        {
            errors.Add(message.Replace("--record", "record", StringComparison.Ordinal), nameof(Record));
        }
    }

    private static void CheckInterval(string name, double? intervalMs, string of, NetworkDescription network, ValidationErrors errors)
    {
        if (intervalMs is double interval)
        {
            errors.Steps(name, interval, network.DtMs, atLeast: 1, of);
        }
    }
}
