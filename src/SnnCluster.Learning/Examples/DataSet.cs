namespace SnnCluster.Learning.Examples;

/// <summary>What a classifier is trained on and what it is tested with.</summary>
/// <param name="Name">Its name, as mnist.</param>
/// <param name="Train">Examples for training.</param>
/// <param name="Test">Examples that training never sees, of the same shape; null: there are none.</param>
public sealed record DataSet(string Name, SpikeExamples Train, SpikeExamples? Test);
