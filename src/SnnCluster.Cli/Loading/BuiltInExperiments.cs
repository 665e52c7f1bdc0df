using SnnCluster.Experiments;

namespace SnnCluster.Cli.Loading;

/// <summary>The experiments that come with the command: all public ones of their library that need nothing to be made.</summary>
internal static class BuiltInExperiments
{
    private static readonly Dictionary<string, Type> Types = typeof(Experiment).Assembly.GetExportedTypes()
        .Where(type => type.IsSubclassOf(typeof(Experiment)) && !type.IsAbstract && type.GetConstructor(Type.EmptyTypes) is not null)
        .ToDictionary(type => Make(type).Name);

    public static IReadOnlyList<string> Names { get; } = [.. Types.Keys.Order(StringComparer.Ordinal)];

    /// <summary>An experiment, or null where there is none of that name.</summary>
    public static Experiment? Create(string name) => Types.TryGetValue(name, out Type? type) ? Make(type) : null;

    private static Experiment Make(Type type) => (Experiment)Activator.CreateInstance(type)!;
}
