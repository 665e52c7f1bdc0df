using ParquetSharp;
using SnnCluster.Cluster.Checkpoints;

namespace SnnCluster.Experiments.Results;

/// <summary>Opens Parquet files.</summary>
internal static class ParquetFiles
{
    /// <summary>Opens a file for reading.</summary>
    /// <remarks>
    /// Pages have checksums, which are verified. The rest, which says where they are and how many rows there are, has none: what it says is
    /// compared with what it says elsewhere.
    /// </remarks>
    /// <param name="path">The file.</param>
    /// <exception cref="IOException">It is a folder, a pipe or a device.</exception>
    /// <exception cref="FormatException">It names another number of rows than its groups do. Of other damage the library tells with exceptions of all types.</exception>
    public static ParquetFileReader Open(string path)
    {
        using ReaderProperties properties = ReaderProperties.GetDefaultReaderProperties();
        properties.EnablePageChecksumVerification();
        var reader = new ParquetFileReader(PlainFiles.Named(path), properties);
        long rows = 0;
        for (int i = 0; i < reader.FileMetaData.NumRowGroups; i++)
        {
            using RowGroupReader group = reader.RowGroup(i);
            rows += group.MetaData.NumRows;
        }

        if (rows != reader.FileMetaData.NumRows)
        {
            long named = reader.FileMetaData.NumRows;
            reader.Dispose();
            throw new FormatException($"it names {named} rows, and its groups {rows}");
        }

        return reader;
    }
}
