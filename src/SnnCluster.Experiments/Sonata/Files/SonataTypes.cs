using System.Globalization;
using SnnCluster.Learning.DataSets;

namespace SnnCluster.Experiments.Sonata.Files;

/// <summary>The types of nodes or edges of one population: a row of attributes for each type id.</summary>
internal sealed class SonataTypes
{
    private const string Population = "population";

    private readonly string _key;
    private readonly Dictionary<double, SonataRow> _rows = [];

    // There are few types, and many of each.
    private readonly Dictionary<(double Type, string Column), double?> _numbers = [];

    private SonataTypes(SonataTable table, string key) => (Table, _key) = (table, key);

    public SonataTable Table { get; }

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="key">The column of type ids.</param>
    /// <param name="population">The population: rows that name another one are none of its types.</param>
    /// <exception cref="DataFileException">It cannot be read, is no such table, or has a type twice.</exception>
    public static SonataTypes Read(string path, string key, string population)
    {
        var types = new SonataTypes(SonataTable.Read(path, key), key);
        foreach (SonataRow row in types.Table.Rows.Where(row => (row.Text(Population) ?? population) == population))
        {
            if (row.Number(key) is not double id || !types._rows.TryAdd(id, row))
            {
                throw row.Wrong($"another {key} in each row", $"{row.Text(key) ?? "none"}{(row.Text(key) is null ? "" : " again")}");
            }
        }

        return types;
    }

    /// <summary>The row of a type.</summary>
    /// <exception cref="DataFileException">There is none.</exception>
    public SonataRow Of(double type) => _rows.TryGetValue(type, out SonataRow? row) ? row : throw new DataFileException(
        Table.Path,
        null,
        string.Create(CultureInfo.InvariantCulture, $"the {_key} {type}{(_key.StartsWith("edge", StringComparison.Ordinal) ? " of an edge" : " of a node")}"),
        "no row of that type");

    /// <summary>The number in a column of a type; null where there is none.</summary>
    /// <param name="type">The type.</param>
    /// <param name="column">The column.</param>
    /// <param name="whyNot">The rule that a number breaks; null: none.</param>
    /// <exception cref="DataFileException">There is no such type, or it is no number, or breaks the rule.</exception>
    public double? Number(double type, string column, Func<double, string?> whyNot)
    {
        if (!_numbers.TryGetValue((type, column), out double? number))
        {
            number = Of(type).Number(column);
            if (number is double value && whyNot(value) is string rule)
            {
                throw Of(type).Wrong(rule, value.ToString(CultureInfo.InvariantCulture));
            }

            _numbers[(type, column)] = number;
        }

        return number;
    }
}
