using System.Globalization;
using SnnCluster.Learning.DataSets;
using SnnCluster.Learning.DataSets.Formats;

namespace SnnCluster.Experiments.Sonata.Files;

/// <summary>The groups of a population of nodes or edges, which hold attributes of each.</summary>
internal sealed class SonataGroups
{
    private readonly string _path;
    private readonly Hdf5File _file;
    private readonly string _kind;
    private readonly string _population;
    private readonly int _count;
    private readonly double[]? _group;
    private readonly double[]? _index;

    /// <param name="path">The file, for messages.</param>
    /// <param name="file">The file.</param>
    /// <param name="kind">What there are groups of: "edge" or "node".</param>
    /// <param name="population">The path of the population in the file.</param>
    /// <param name="count">How many there are.</param>
    /// <exception cref="DataFileException">The data sets that tell the groups are others.</exception>
    public SonataGroups(string path, Hdf5File file, string kind, string population, int count)
    {
        (_path, _file, _kind, _population, _count) = (path, file, kind, population, count);

        // Without these all are in the group 0, in order.
        if (file.Has($"{population}/{kind}_group_id"))
        {
            _group = SonataColumns.Column(path, file, $"{population}/{kind}_group_id", count);
            _index = SonataColumns.Column(path, file, $"{population}/{kind}_group_index", count);
            RefuseMissing();
        }
    }

    /// <summary>Names of the groups that there are.</summary>
    public IReadOnlyList<string> Names => [.. (_group is null ? [0] : _group.Distinct()).Select(Name).Where(name => _file.Has($"{_population}/{name}"))];

    /// <summary>An attribute of all; null where none has it.</summary>
    /// <param name="name">Its name, or its path within the group.</param>
    /// <param name="ofType">What one has of its type, where its group has none; null: nothing. It tells itself what is wrong with it.</param>
    /// <param name="whyNot">The rule that a value of a group breaks; null: none.</param>
    /// <exception cref="DataFileException">Some have it, and some do not; or a value breaks the rule, or a number leads out of its group.</exception>
    public double[]? Attribute(string name, Func<int, double?> ofType, Func<double, string?> whyNot)
    {
        var read = new Dictionary<double, double[]?>();
        var values = new double[_count];
        int missing = -1;
        int there = 0;
        for (int i = 0; i < _count; i++)
        {
            double group = _group is null ? 0 : _group[i];
            if (!read.TryGetValue(group, out double[]? column))
            {
                string inFile = $"{_population}/{Name(group)}/{name}";
                read[group] = column = _file.Has(inFile) ? _file.Numbers(inFile, ofWhole: false) : null;
            }

            if ((column is null ? ofType(i) : Of(column, group, i, name, whyNot)) is double value)
            {
                values[i] = value;
                there++;
            }
            else
            {
                missing = missing < 0 ? i : missing;
            }
        }

        return there == 0 ? null
            : there == _count ? values
            : throw DataFileException.AtRow($"{_path}, /{_population}", missing, $"a {name}, as other {_kind}s have", "none in its group or its type");
    }

    private static string Name(double group) => group.ToString(CultureInfo.InvariantCulture);

    // Without any group there is nothing that an id could lead to: all is of types.
    private void RefuseMissing()
    {
        string[] there = [.. _file.NamesIn(_population).Where(name => name.All(char.IsAsciiDigit))];
        int wrong = there.Length == 0 ? -1 : Array.FindIndex(_group!, group => !there.Contains(Name(group)));
        if (wrong >= 0)
        {
            throw DataFileException.AtRow(
                $"{_path}, /{_population}/{_kind}_group_id", wrong, $"the number of a group of /{_population} ({string.Join(", ", there)})", Name(_group![wrong]));
        }
    }

    private double Of(double[] column, double group, int one, string name, Func<double, string?> whyNot)
    {
        double index = _index is null ? one : _index[one];
        if (!(index >= 0 && index < column.Length))
        {
            throw DataFileException.AtRow(
                $"{_path}, /{_population}/{_kind}_group_index",
                one,
                $"from 0 to {column.Length - 1}, as group {Name(group)} has {name}",
                index.ToString(CultureInfo.InvariantCulture));
        }

        double value = column[(int)index];
        return whyNot(value) is not string rule ? value
            : throw DataFileException.AtRow($"{_path}, /{_population}/{Name(group)}/{name}", (long)index, rule, value.ToString(CultureInfo.InvariantCulture));
    }
}
