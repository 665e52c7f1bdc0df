using System.Globalization;
using SnnCluster.Cluster.Checkpoints;
using SnnCluster.Experiments.Results;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Connections;

/// <summary>Columns of numbers in a CSV or Parquet file, by their names.</summary>
/// <param name="Path">The file.</param>
/// <param name="Named">Those of the wanted columns that there are.</param>
/// <param name="Others">Names of the columns that are not looked at.</param>
/// <param name="RowOf">What to call a row, counted from 0, in messages.</param>
internal sealed record NumberColumns(
    string Path, IReadOnlyDictionary<string, double[]> Named, IReadOnlyList<string> Others, Func<int, string> RowOf)
{
    // In Parquet files; in CSV files the column has no name.
    private const string RowNumbers = "__index_level_";

    public const string RuleAtLeast0 = "a finite number, at least 0";

    public static string RuleOfId { get; } = $"a whole number from 0 to {int.MaxValue}";

    /// <summary>Reads a file whose name ends with .csv or .parquet.</summary>
    /// <param name="path">The file.</param>
    /// <param name="wanted">Names of columns; others are not looked at.</param>
    /// <exception cref="InvalidDescriptionException">There is no such file, or it is another one: which row and column, and why.</exception>
    public static NumberColumns Read(string path, params string[] wanted)
    {
        try
        {
            PlainFiles.Named(path);
            return System.IO.Path.GetExtension(path) switch
            {
                ".csv" => CsvColumns.Read(path, wanted),
                ".parquet" => ParquetColumns.Read(path, wanted),
                string other => throw new InvalidDescriptionException($"{path} ends with '{other}': must end with .csv or .parquet"),
            };
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw RunFiles.Corrupt(path, exception);
        }
    }

    /// <summary>Larger ids than a population can have are refused where the network is known.</summary>
    public static int? Id(double value) => value is >= 0 and <= int.MaxValue && value == Math.Floor(value) ? (int)value : null;

    public static double? AtLeast0(double value) => value >= 0 && double.IsFinite(value) ? value : null;

    /// <summary>Refuses columns that are neither wanted nor known to be of no use: a name that is misspelt must not be taken for one of these.</summary>
    /// <param name="wanted">Names of the columns that are looked at.</param>
    /// <param name="unused">Names of others that may be there. So may the row numbers of pandas.</param>
    /// <exception cref="InvalidDescriptionException">There are such columns: each is a finding.</exception>
    public void RefuseOthers(IReadOnlyCollection<string> wanted, IEnumerable<string> unused)
    {
        string[] unknown = [.. Others.Except(unused).Where(name => name.Length > 0 && !name.StartsWith(RowNumbers, StringComparison.Ordinal))];
        if (unknown.Length > 0)
        {
            throw new InvalidDescriptionException([.. unknown.Select(name => $"{Path} has an unknown column '{name}'{NearestName.Hint(name, wanted)}")]);
        }
    }

    /// <summary>The values of a column; null where there is none of that name.</summary>
    /// <param name="name">Name of the column.</param>
    /// <param name="convert">Gives null for what breaks the rule.</param>
    /// <param name="rule">The rule.</param>
    public T[]? Convert<T>(string name, Func<double, T?> convert, string rule)
        where T : struct
    {
        if (!Named.TryGetValue(name, out double[]? values))
        {
            return null;
        }

        var converted = new T[values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            converted[i] = convert(values[i]) ?? throw new InvalidDescriptionException(string.Create(
                CultureInfo.InvariantCulture, $"{Path} has {values[i]} as {name} in {RowOf(i)}: must be {rule}"));
        }

        return converted;
    }
}
