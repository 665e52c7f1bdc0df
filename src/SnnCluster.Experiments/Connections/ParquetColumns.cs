using System.Globalization;
using ParquetSharp;
using SnnCluster.Experiments.Results;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Connections;

/// <summary>Reads columns of numbers from a Parquet file: 32- or 64-bit, whole or not, none missing.</summary>
internal static class ParquetColumns
{
    // A small file can say that a number is there very often; an array has no more.
    private const int MostRows = 1 << 28;

    public static NumberColumns Read(string path, string[] wanted)
    {
        try
        {
            using ParquetFileReader reader = ParquetFiles.Open(path);
            if (reader.FileMetaData.NumRows > MostRows)
            {
                throw new InvalidDescriptionException($"{path} has {reader.FileMetaData.NumRows} rows: must have at most {MostRows}");
            }

            var columns = new Dictionary<string, double[]>();
            var others = new List<string>();
            for (int i = 0; i < reader.FileMetaData.NumColumns; i++)
            {
                string name = reader.FileMetaData.Schema.Column(i).Name;
                if (!wanted.Contains(name))
                {
                    others.Add(name);
                }
                else if (!columns.TryAdd(name, ReadColumn(path, reader, i, name)))
                {
                    throw new InvalidDescriptionException($"{path} has the column {name} more than once");
                }
            }

            return new NumberColumns(
                path, columns, others, row => string.Create(CultureInfo.InvariantCulture, $"row {row} (counted from 0)"));
        }
        catch (Exception exception) when (exception is not (OutOfMemoryException or InvalidDescriptionException))
        {
            // Of damaged files the library tells with exceptions of all types, also with plain ones.
            throw RunFiles.Corrupt(path, exception);
        }
    }

    private static double[] ReadColumn(string path, ParquetFileReader reader, int column, string name)
    {
        var values = new List<double>();
        for (int i = 0; i < reader.FileMetaData.NumRowGroups; i++)
        {
            using RowGroupReader group = reader.RowGroup(i);
            using LogicalColumnReader logical = group.Column(column).LogicalReader();
            switch (logical)
            {
                case LogicalColumnReader<int> of: Add(of, value => value); break;
                case LogicalColumnReader<int?> of: Add(of, value => value); break;
                case LogicalColumnReader<uint> of: Add(of, value => value); break;
                case LogicalColumnReader<uint?> of: Add(of, value => value); break;
                case LogicalColumnReader<long> of: Add(of, value => value); break;
                case LogicalColumnReader<long?> of: Add(of, value => value); break;
                case LogicalColumnReader<float> of: Add(of, value => value); break;
                case LogicalColumnReader<float?> of: Add(of, value => value); break;
                case LogicalColumnReader<double> of: Add(of, value => value); break;
                case LogicalColumnReader<double?> of: Add(of, value => value); break;
                default:
                    throw new InvalidDescriptionException(
                        $"{path} has a column {name} of type {reader.FileMetaData.Schema.Column(column).PhysicalType}: must be of whole numbers or floats of 32 or 64 bits");
            }
        }

        return [.. values];

        void Add<T>(LogicalColumnReader<T> of, Func<T, double?> number)
        {
            foreach (T value in of)
            {
                values.Add(number(value) ?? throw new InvalidDescriptionException(string.Create(
                    CultureInfo.InvariantCulture, $"{path} has no {name} in row {values.Count} (counted from 0): none may be missing")));
            }
        }
    }
}
