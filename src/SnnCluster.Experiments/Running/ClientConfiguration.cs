using SnnCluster.Cluster.Checkpoints;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Running;

/// <summary>Settings of the client of a cluster.</summary>
internal static class ClientConfiguration
{
    /// <summary>Text of a HOCON file; empty where none is given, or it cannot be read.</summary>
    /// <param name="path">The file; null: none.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="errors">Takes what is wrong.</param>
    public static string Read(string? path, string name, ValidationErrors errors)
    {
        if (path is null)
        {
            return "";
        }

        try
        {
            return File.ReadAllText(PlainFiles.Named(path));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            errors.Add($"{name} is '{path}': it cannot be read: {exception.Message}");
            return "";
        }
    }
}
