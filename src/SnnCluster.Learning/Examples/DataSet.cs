namespace SnnCluster.Learning.Examples;

/// <summary>What a classifier is trained on and what it is tested with.</summary>
/// <param name="Name">Its name, as mnist.</param>
/// <param name="Train">Examples for training.</param>
/// <param name="Test">Examples that training never sees, of the same shape; null: there are none.</param>
public sealed record DataSet(string Name, SpikeExamples Train, SpikeExamples? Test)
{
    /// <summary>What a person should know of how it was read, as events that were left out; each is one line.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
