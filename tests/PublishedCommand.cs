using System.Reflection;

namespace SnnCluster.Tests;

/// <summary>The command <c>snncluster</c> as it is published for this system, which the build of these tests does.</summary>
internal static class PublishedCommand
{
    /// <summary>Its assembly, to be started with <c>dotnet</c>.</summary>
    public static string Assembly { get; } = System.Reflection.Assembly.GetExecutingAssembly()
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == nameof(PublishedCommand)).Value!;

    /// <summary>The folder that holds it, and all that it needs.</summary>
    public static string Folder { get; } = Path.GetDirectoryName(Assembly)!;
}
