using System.Reflection;

namespace SnnCluster.Experiments.Results;

/// <summary>What this build of SnnCluster is.</summary>
internal static class ProgramVersion
{
    /// <summary>Version and commit, as 0.1.0+1a2b3c; without the latter where it was built outside of its repository.</summary>
    public static string Full { get; } =
        typeof(ProgramVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
        ?? typeof(ProgramVersion).Assembly.GetName().Version?.ToString() ?? "unknown";

    /// <summary>The version alone.</summary>
    public static string Version => Full.Split('+')[0];

    /// <summary>The commit; null where it is not known.</summary>
    public static string? Commit => Full.Split('+') is [_, string commit, ..] ? commit : null;
}
