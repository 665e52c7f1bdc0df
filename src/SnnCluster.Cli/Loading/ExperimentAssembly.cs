using System.Reflection;
using SnnCluster.Cluster.Checkpoints;
using SnnCluster.Experiments;
using SnnCluster.Experiments.Descriptions;
using SnnCluster.Model.Networks;

namespace SnnCluster.Cli.Loading;

/// <summary>Finds an experiment in a user's assembly.</summary>
internal static class ExperimentAssembly
{
    /// <summary>An experiment of a class.</summary>
    /// <param name="path">The assembly.</param>
    /// <param name="className">Simple or full name; empty where the user gave none.</param>
    /// <exception cref="InvalidDescriptionException">There is no such file or class, or it is no experiment.</exception>
    public static Experiment Create(string path, string className)
    {
        Type[] types = Types(path);
        Type[] experiments = [.. types.Where(type => WhyNot(type) is null)];
        if (className.Length == 0)
        {
            throw new InvalidDescriptionException($"{path} needs a class, as in {path}:MyExperiment{There(experiments)}");
        }

        Type[] named = [.. types.Where(type => type.FullName == className || type.Name == className)];
        return named switch
        {
            [] => throw new InvalidDescriptionException($"{path} has no class '{className}'"
                + (NearestName.Of(className, experiments.Select(type => type.Name)) is string nearest
                    ? $"; did you mean '{nearest}'?"
                    : There(experiments))),
            [Type type] when WhyNot(type) is string reason =>
                throw new InvalidDescriptionException($"{path}: class {type.FullName} {reason}{There(experiments)}"),
            [Type type] => (Experiment)Activator.CreateInstance(type)!,
            _ => throw new InvalidDescriptionException($"{path} has several classes '{className}': name one of "
                + string.Join(", ", named.Select(type => type.FullName))),
        };
    }

    /// <summary>The types that descriptions can name with an assembly of people's own.</summary>
    /// <param name="path">The assembly; null: there is none.</param>
    /// <exception cref="InvalidDescriptionException">There is no such file, or it is no assembly.</exception>
    public static DescriptionCatalog Catalog(string? path) =>
        path is null ? DescriptionCatalog.BuiltIn : Types(path).FirstOrDefault() is Type first ? new DescriptionCatalog(first.Assembly)
            : throw new InvalidDescriptionException($"{path} has no types");

    private static Type[] Types(string path)
    {
        string fullPath = Path.GetFullPath(path);
        if (!File.Exists(fullPath))
        {
            throw new InvalidDescriptionException(Directory.Exists(fullPath)
                ? $"{path} is a folder: must be an assembly"
                : $"there is no file {path}");
        }

        AssemblyName name;
        try
        {
            name = AssemblyName.GetAssemblyName(PlainFiles.Named(fullPath));
        }
        catch (BadImageFormatException)
        {
            throw new InvalidDescriptionException($"{path} is not a .NET assembly");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidDescriptionException($"{path} cannot be read: {exception.Message}");
        }

        try
        {
            Assembly assembly = PluginLoadContext.IsShared(name)
                ? Assembly.Load(name)
                : new PluginLoadContext(fullPath).LoadFromAssemblyPath(fullPath);
            return assembly.GetTypes();
        }
        catch (ReflectionTypeLoadException exception)
        {
            string reason = exception.LoaderExceptions.FirstOrDefault(inner => inner is not null)?.Message ?? exception.Message;
            throw new InvalidDescriptionException($"{path} cannot be loaded: {reason}");
        }
        catch (Exception exception) when (exception is IOException or BadImageFormatException
            or UnauthorizedAccessException or InvalidOperationException)
        {
            throw new InvalidDescriptionException($"{path} cannot be loaded: {exception.Message}");
        }
    }

    private static string? WhyNot(Type type) => type switch
    {
        _ when !typeof(Experiment).IsAssignableFrom(type) => $"does not derive from {typeof(Experiment).FullName}",
        { IsVisible: false } => "is not public",
        { IsAbstract: true } => "is abstract",
        { ContainsGenericParameters: true } => "is generic",
        _ when type.GetConstructor(Type.EmptyTypes) is null => "has no public constructor without parameters",
        _ => null,
    };

    private static string There(Type[] experiments) => experiments switch
    {
        [] => "; it has no experiments",
        _ => $"; its experiments are {string.Join(", ", experiments.Select(type => type.FullName))}",
    };
}
