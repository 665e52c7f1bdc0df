using SnnCluster.Learning.DataSets;
using SnnCluster.Learning.Training;
using SnnCluster.Model.Networks;

namespace SnnCluster.Learning.Parallel;

/// <summary>Says in one line what went wrong.</summary>
internal static class FailureText
{
    /// <summary>The message of an exception; with its type where it was not made for people.</summary>
    public static string Of(Exception exception) => exception switch
    {
        InvalidDescriptionException description => string.Join("; ", description.Findings),
        TrainingException or DataFileException => exception.Message,
        OutOfMemoryException => "it ran out of memory",
        _ => $"{exception.GetType().Name}: {exception.Message}",
    };
}
