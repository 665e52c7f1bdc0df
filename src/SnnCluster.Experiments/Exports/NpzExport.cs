using System.Globalization;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using SnnCluster.Experiments.Results;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Exports;

/// <summary>
/// Each table of a run as an archive of NumPy with an array for each column, so that <c>numpy.load("spikes.npz")["neuron"]</c>
/// gives one: version 1.0 of the NPY format within a ZIP archive. Texts are arrays of Unicode of the longest text's length.
/// </summary>
internal sealed class NpzExport : IRunExport
{
    // What comes before the text of the header: magic number, version, and its length.
    private const int PrefixBytes = 10;
    private const int Alignment = 64;

    public string Name => "npz";

    public string Description => "an NPZ archive of NumPy for each table, with an array for each column";

    public IReadOnlyList<string> Write(string run, RunSummary summary, string folder) =>
    [
        .. TableColumns.PathsIn(run).Select(path =>
        {
            using var table = new TableColumns(path);
            string file = Path.Combine(folder, Path.ChangeExtension(Path.GetFileName(path), ".npz"));
            RunFiles.Write(file, stream =>
            {
                using var archive = new ZipArchive(stream, ZipArchiveMode.Create);
                for (int column = 0; column < table.Names.Count; column++)
                {
                    using Stream entry = archive.CreateEntry($"{table.Names[column]}.npy", CompressionLevel.Fastest).Open();
                    WriteColumn(entry, table, column);
                }
            });
            return file;
        }),
    ];

    private static void WriteColumn(Stream stream, TableColumns table, int column)
    {
        // A table without rows has no group that would tell the type.
        Array first = table.Read(column).FirstOrDefault() ?? Array.Empty<double>();
        int length = first is string[]? table.Read(column).Max(group => ((string[])group).Max(text => text.EnumerateRunes().Count())) : 0;
        stream.Write(Header(TypeOf(first, Math.Max(1, length), table.Names[column]), table.Rows));
        foreach (Array group in table.Read(column))
        {
            if (group is string[] texts)
            {
                foreach (string text in texts)
                {
                    Span<byte> cell = new byte[4 * Math.Max(1, length)];
                    Encoding.UTF32.GetBytes(text, cell);
                    stream.Write(cell);
                }
            }
            else
            {
                stream.Write(BytesOf(group));
            }
        }
    }

    private static string TypeOf(Array values, int length, string column) => values switch
    {
        string[] => string.Create(CultureInfo.InvariantCulture, $"<U{length}"),
        int[] => "<i4",
        long[] => "<i8",
        float[] => "<f4",
        double[] => "<f8",
        _ => throw new InvalidDescriptionException($"column {column} is of {values.GetType().GetElementType()!.Name}: NPZ has texts, whole numbers and numbers"),
    };

    private static ReadOnlySpan<byte> BytesOf(Array values) => values switch
    {
        int[] numbers => MemoryMarshal.AsBytes<int>(numbers),
        long[] numbers => MemoryMarshal.AsBytes<long>(numbers),
        float[] numbers => MemoryMarshal.AsBytes<float>(numbers),
        _ => MemoryMarshal.AsBytes<double>((double[])values),
    };

    private static byte[] Header(string type, long rows)
    {
        string text = string.Create(CultureInfo.InvariantCulture, $"{{'descr': '{type}', 'fortran_order': False, 'shape': ({rows},), }}");
        int padded = ((PrefixBytes + text.Length + 1 + Alignment - 1) / Alignment * Alignment) - PrefixBytes;
        byte[] header = [0x93, .. "NUMPY"u8, 1, 0, (byte)padded, (byte)(padded >> 8), .. Encoding.ASCII.GetBytes(text.PadRight(padded - 1)), (byte)'\n'];
        return header;
    }
}
