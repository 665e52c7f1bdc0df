using SnnCluster.Learning.DataSets;
using SnnCluster.Learning.Examples;
using SnnCluster.Learning.Parallel.Messages;
using SnnCluster.Model.Networks;

namespace SnnCluster.Learning.Parallel.Nodes;

/// <summary>A node's own examples, with what tells them from others.</summary>
/// <param name="Set">The examples.</param>
/// <param name="Train">What tells those for training from others.</param>
/// <param name="Test">The same of those for testing; null: there are none.</param>
internal sealed record NodeData(DataSet Set, ExamplesContract Train, ExamplesContract? Test)
{
    /// <summary>Loads a data set.</summary>
    /// <param name="request">Which.</param>
    /// <param name="folder">The node's folder of data sets; null: it has none.</param>
    /// <exception cref="InvalidDescriptionException">There is no such set, or it cannot be had so.</exception>
    /// <exception cref="DataFileException">A file is missing or damaged.</exception>
    public static NodeData Load(DataSetContract request, string? folder)
    {
        DataSetSource source = DataSetCatalog.Find(request.Name)
            ?? throw new InvalidDescriptionException($"there is no data set '{request.Name}' on the node");
        string? own = folder is null ? null : Path.Combine(folder, source.Name);
        return Of(source.Load(request.ToRequest(Directory.Exists(own) ? own : folder)));
    }

    /// <summary>With digests of examples.</summary>
    public static NodeData Of(DataSet set) =>
        new(set, ExamplesContract.Of(set.Train), set.Test is SpikeExamples test ? ExamplesContract.Of(test) : null);

    /// <summary>What a node's examples differ in, for people; empty: they are the trainer's.</summary>
    public IEnumerable<string> Differences(TrainingData theirs) =>
        ExamplesContract.Differences("training", theirs.Train, Train)
            .Concat(ExamplesContract.Differences("test", theirs.Test, Test));
}
