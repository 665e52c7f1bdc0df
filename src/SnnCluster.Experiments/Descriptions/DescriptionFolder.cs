using System.Globalization;
using System.Text;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Descriptions;

/// <summary>Writes a description file, and beside it a CSV file for each set of lists that is too long to stand in it.</summary>
public static class DescriptionFolder
{
    private const int LongestList = 1000;

    /// <summary>Writes files.</summary>
    /// <param name="path">The description file; the names of others begin with its name.</param>
    /// <param name="file">What it says.</param>
    /// <param name="catalog">The types that it can name; null: those that come with SnnCluster.</param>
    /// <param name="force">Whether files that are there may be replaced.</param>
    /// <returns>The files that were written, the description first.</returns>
    /// <exception cref="InvalidDescriptionException">
    /// The network has something that only code can give, it is too long for a description, or a file is there already; nothing was written.
    /// </exception>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public static IReadOnlyList<string> Write(string path, NetworkFile file, DescriptionCatalog? catalog = null, bool force = false)
    {
        string stem = Path.GetFileNameWithoutExtension(path);
        var lists = new Dictionary<string, List<(string Column, Array Values)>>();
        string text = new DescriptionWriter(catalog ?? DescriptionCatalog.BuiltIn, Take).Text(file);
        if (Encoding.UTF8.GetByteCount(text) > DescriptionText.MostBytes)
        {
            throw new InvalidDescriptionException(
                $"the description of {file.Name} would have {Encoding.UTF8.GetByteCount(text)} bytes: files may have {DescriptionText.MostBytes}");
        }

        string folder = Path.GetDirectoryName(path)!;
        string[] paths = [path, .. lists.Keys.Select(name => Path.Combine(folder, name))];
        if (!force && Array.Find(paths, File.Exists) is string there)
        {
            throw new InvalidDescriptionException($"{there} is there already: --force replaces it");
        }

        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        foreach ((string name, List<(string, Array)> columns) in lists)
        {
            File.WriteAllText(Path.Combine(folder, name), Csv(columns));
        }

        File.WriteAllText(path, text);
        return paths;

        // Lists of one part that are equally long stand in one file. Places begin with "network" or "probes", which names need not.
        (string File, string Column)? Take(IReadOnlyList<string> place, Array values)
        {
            if (values.Length <= LongestList)
            {
                return null;
            }

            string part = $"{stem}-{FileNameOf(place.Skip(1).SkipLast(1))}.csv";
            string name = !lists.TryGetValue(part, out List<(string Column, Array Values)>? columns) || columns[0].Values.Length == values.Length
                ? part
                : $"{stem}-{FileNameOf(place.Skip(1))}.csv";
            columns = lists[name] = lists.GetValueOrDefault(name) ?? [];
            columns.Add((place[^1], values));
            return (name, place[^1]);
        }
    }

    private static string FileNameOf(IEnumerable<string> place) =>
        string.Concat(string.Join('-', place).Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' ? c : '-'));

    private static string Csv(List<(string Column, Array Values)> columns)
    {
        var text = new StringBuilder();
        text.AppendJoin(',', columns.Select(column => column.Column)).Append('\n');
        for (int row = 0; row < columns[0].Values.Length; row++)
        {
            text.AppendJoin(',', columns.Select(column => Convert.ToDouble(column.Values.GetValue(row), CultureInfo.InvariantCulture).ToString("R", CultureInfo.InvariantCulture)))
                .Append('\n');
        }

        return text.ToString();
    }
}
