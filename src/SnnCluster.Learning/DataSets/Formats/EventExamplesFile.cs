namespace SnnCluster.Learning.DataSets.Formats;

/// <summary>What a file with events says of the shape of its examples; null: nothing.</summary>
/// <param name="Channels">Channels, whether or not all of them have events.</param>
/// <param name="Classes">Classes, whether or not all of them have examples.</param>
internal readonly record struct DeclaredShape(int? Channels, int? Classes)
{
    /// <summary>Classes that have a name, of which there may be more.</summary>
    public int Names { get; init; }
}

/// <summary>Takes an example.</summary>
internal delegate void ExampleTaker(EventExample example);

/// <summary>A file with examples of events, in either of the layouts that are read.</summary>
internal abstract class EventExamplesFile(string path)
{
    private static readonly string[] Endings = [".h5", ".hdf5", ".h5.gz", ".hdf5.gz", ".h5.zip", ".hdf5.zip", ".npz"];

    /// <summary>The file.</summary>
    public string Path => path;

    /// <summary>The file of a name, by its ending.</summary>
    /// <exception cref="DataFileException">Its ending is none that is known.</exception>
    public static EventExamplesFile Of(string path) =>
        !Endings.Any(ending => path.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
            ? throw new DataFileException(path, null, $"a name that ends with {string.Join(", ", Endings)}", "another")
        : path.EndsWith(".npz", StringComparison.OrdinalIgnoreCase) ? new NpzExamplesFile(path)
        : new Hdf5ExamplesFile(path);

    /// <summary>Names that a file may have.</summary>
    public static IEnumerable<string> NamesOf(string name) => Endings.Select(ending => name + ending);

    /// <summary>What it says of its shape.</summary>
    /// <exception cref="DataFileException">It is not such a file, or is cut short or damaged.</exception>
    public abstract DeclaredShape Declared();

    /// <summary>Reads examples.</summary>
    /// <param name="notes">Takes what a person should know.</param>
    /// <param name="take">Takes each, in order.</param>
    /// <exception cref="DataFileException">It is not such a file, or is cut short or damaged.</exception>
    public abstract void Read(ICollection<string> notes, ExampleTaker take);

    /// <summary>A declared number of channels or classes.</summary>
    protected int Count(string name, int least, double value) => value >= least && value <= Examples.Spike.Limit && value == Math.Floor(value)
        ? (int)value
        : throw new DataFileException(Path, name, $"a whole number from {least} to {Examples.Spike.Limit}", $"{value}");

    /// <summary>A declared number of channels or classes, which must be one number.</summary>
    protected int Count(string name, int least, IReadOnlyCollection<double> values) => values.Count == 1
        ? Count(name, least, values.First())
        : throw new DataFileException(Path, name, "one number", $"{values.Count}");
}
