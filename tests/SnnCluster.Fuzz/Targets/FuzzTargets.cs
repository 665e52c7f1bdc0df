using SnnCluster.Fuzz.Running;

namespace SnnCluster.Fuzz.Targets;

/// <summary>All targets by name.</summary>
internal static class FuzzTargets
{
    /// <summary>Those whose inputs are bytes that a decoder takes in memory.</summary>
    public static IReadOnlyList<string> Decoders { get; } = ["frames", "wire", "classifier", "checkpoints"];

    /// <summary>Name, what it is, and how it is made.</summary>
    public static IReadOnlyList<(string Name, string Description, Func<IFuzzTarget> Create)> All { get; } =
    [
        ("frames", "spike lists, frame messages, lengths and hellos of direct connections", () => new FramesTarget()),
        ("wire", "every message between nodes and clients, and what lies packed in them", () => new WireTarget()),
        ("classifier", "networks, states and checkpoints of classifiers, also with a true digest", () => new ClassifierTarget()),
        ("checkpoints", "checkpoints of runs: manifests, logs of reports, snapshots of partitions", () => new CheckpointsTarget()),
        ("data-sets", "files of data sets: IDX, gzip, HDF5, events, AEDAT, label tables, NumPy arrays and archives", () => new DataSetsTarget()),
        ("nir", "NIR graphs in HDF5", () => new NirTarget()),
        ("descriptions", "description files of networks", () => new DescriptionsTarget()),
        ("command-line", "words of a command line, up to what is checked before anything starts", () => new CommandLineTarget()),
        ("port", "a node's remoting port and listeners of direct connections, plain and encrypted", () => new PortTarget()),
    ];

    /// <summary>Creates a target.</summary>
    public static IFuzzTarget Create(string name) => All.First(target => target.Name == name).Create();
}
