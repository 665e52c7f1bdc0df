using System.Globalization;
using SnnCluster.Cluster.Checkpoints;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Connections;

/// <summary>Reads columns of numbers from a CSV file: a line of names, then a line a row, fields apart by commas.</summary>
internal static class CsvColumns
{
    public static NumberColumns Read(string path, string[] wanted)
    {
        using var reader = new StreamReader(PlainFiles.OpenNamed(path));
        string[] names = [.. (reader.ReadLine() ?? "").Split(',').Select(name => name.Trim().Trim('"'))];
        if (names.FirstOrDefault(name => wanted.Contains(name) && names.Count(other => other == name) > 1) is string twice)
        {
            throw new InvalidDescriptionException($"{path} has the column {twice} more than once");
        }

        List<double>?[] values = [.. names.Select(name => wanted.Contains(name) ? new List<double>() : null)];

        // Lines are what an editor counts, rows are what stands in them: there may be empty ones.
        var lines = new List<int>();
        int number = 1;
        while (reader.ReadLine() is string line)
        {
            number++;
            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            string[] fields = line.Split(',');
            if (fields.Length != names.Length)
            {
                throw new InvalidDescriptionException(
                    $"{path} has {fields.Length} fields in line {number}: must have {names.Length}, as its first line");
            }

            for (int i = 0; i < fields.Length; i++)
            {
                values[i]?.Add(double.TryParse(fields[i], NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
                    ? value
                    : throw new InvalidDescriptionException($"{path} has '{fields[i]}' as {names[i]} in line {number}: must be a number"));
            }

            lines.Add(number);
        }

        return new NumberColumns(
            path,
            names.Zip(values).Where(column => column.Second is not null).ToDictionary(column => column.First, column => column.Second!.ToArray()),
            [.. names.Except(wanted)],
            row => string.Create(CultureInfo.InvariantCulture, $"line {lines[row]}"));
    }
}
