using System.Text;
using SnnCluster.Experiments.Results;
using SnnCluster.Model.Networks;

namespace SnnCluster;

/// <summary>Writes a table to one file.</summary>
internal static class TableFile
{
    /// <summary>Writes rows as CSV or as Parquet, by the end of the name.</summary>
    /// <param name="path">The file, which is replaced where it is there; its folder is made where it is missing.</param>
    /// <param name="rows">The rows.</param>
    /// <exception cref="InvalidDescriptionException">The name ends otherwise.</exception>
    public static void Save<TRow>(string path, IEnumerable<TRow> rows)
        where TRow : struct
    {
        string whole = FullPath(path, ".csv", ".parquet");
        if (Path.GetExtension(whole).Equals(".csv", StringComparison.OrdinalIgnoreCase))
        {
            RunFiles.Write(whole, stream =>
            {
                using var writer = new StreamWriter(stream, new UTF8Encoding(false));
                RecordTable<TRow>.WriteCsv(writer, rows);
            });
        }
        else
        {
            new RecordTable<TRow>().WriteParquet(Path.GetDirectoryName(whole)!, Path.GetFileName(whole), rows);
        }
    }

    /// <summary>A file that can be written, in a folder that is there.</summary>
    /// <exception cref="InvalidDescriptionException">Its name does not end as it must, or it is a folder.</exception>
    public static string FullPath(string path, params string[] endings)
    {
        if (string.IsNullOrWhiteSpace(path) || !endings.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase))
        {
            throw new InvalidDescriptionException($"the file is '{path}': its name must end with {string.Join(" or ", endings)}");
        }

        string whole = Path.GetFullPath(path);
        if (Directory.Exists(whole))
        {
            throw new InvalidDescriptionException($"the file {path} is a folder: must be a file");
        }

        Directory.CreateDirectory(Path.GetDirectoryName(whole)!);
        return whole;
    }
}
