using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace SnnCluster.Fuzz.Samples;

/// <summary>Small true files of all data sets, by their names within a folder.</summary>
internal static class DataSamples
{
    public static IReadOnlyDictionary<string, byte[]> Files { get; } = new Dictionary<string, byte[]>
    {
        ["mnist/train-images-idx3-ubyte"] = Idx([3, 4, 5], Ramp(60)),
        ["mnist/train-labels-idx1-ubyte"] = Idx([3], [0, 9, 4]),
        ["mnist/t10k-images-idx3-ubyte.gz"] = Gzip(Idx([2, 4, 5], Ramp(40))),
        ["mnist/t10k-labels-idx1-ubyte"] = Idx([2], [1, 2]),
        ["shd/shd_train.h5"] = Resource("half.h5"),
        ["shd/shd_test.h5"] = Resource("single.h5"),
        ["n-mnist/Train/3/00001.bin"] = [.. Enumerable.Range(0, 30).SelectMany(i => Event(i, 33 - i, i & 1, 1000 * i))],
        ["n-mnist/Test/0/00002.bin"] = [.. Event(1, 2, 0, 5), .. Event(0, 240, 0, 0), .. Event(2, 3, 1, 0x7FFFFF)],
        ["dvs-gesture/trials_to_train.txt"] = Text("user01.aedat\r\n"),
        ["dvs-gesture/trials_to_test.txt"] = Text("user02.aedat\n\n"),
        ["dvs-gesture/user01.aedat"] = Aedat((1, 0, Events(20)), (0, 0, Events(2)), (1, 1, Events(3))),
        ["dvs-gesture/user02.aedat"] = Aedat((1, 0, Events(5))),
        ["dvs-gesture/user01_labels.csv"] = Text("class,startTime_usec,endTime_usec\n1,0,5000\n11,5000,20000\n"),
        ["dvs-gesture/user02_labels.csv"] = Text("class,startTime_usec,endTime_usec\r\n3,0,9000\r\n"),
        ["export/ibmGestureTrain/user01/0.npy"] = Npy("<f8", false, [[3, 4, 1, 0], [5, 6, 0, 1.5], [7, 8, 1, 2]]),
        ["export/ibmGestureTest/user02/10.npy"] = Npy("<f8", true, [[3, 4, 1, 0], [5, 6, 0, 200_000]]),
        ["events/train.npz"] = Npz(("times", [0, 0.01, 0.02]), ("units", [3, 0, 1]), ("offsets", [0, 2, 3]), ("labels", [1, 0]), ("channels", [4])),
    };

    private static byte[] Npz(params (string Name, double[] Values)[] arrays)
    {
        using var content = new MemoryStream();
        using (var archive = new ZipArchive(content, ZipArchiveMode.Create))
        {
            foreach ((string name, double[] values) in arrays)
            {
                using Stream entry = archive.CreateEntry(name + ".npy", CompressionLevel.NoCompression).Open();
                entry.Write(Npy("<f8", isByColumn: false, $"({values.Length},)", values));
            }
        }

        return content.ToArray();
    }

    private static byte[] Idx(int[] dimensions, byte[] values)
    {
        var content = new byte[4 + (4 * dimensions.Length)];
        (content[2], content[3]) = (8, (byte)dimensions.Length);
        for (int i = 0; i < dimensions.Length; i++)
        {
            BinaryPrimitives.WriteInt32BigEndian(content.AsSpan(4 + (4 * i)), dimensions[i]);
        }

        return [.. content, .. values];
    }

    private static byte[] Event(int x, int y, int polarity, int timeUs) =>
        [(byte)x, (byte)y, (byte)((polarity << 7) | (timeUs >> 16)), (byte)(timeUs >> 8), (byte)timeUs];

    private static (int X, int Y, int Polarity, int TimeUs)[] Events(int count) =>
        [.. Enumerable.Range(0, count).Select(i => (i, 127 - i, i & 1, 700 * i))];

    private static byte[] Aedat(params (short Type, int Overflow, (int X, int Y, int Polarity, int TimeUs)[] Events)[] packets)
    {
        using var content = new MemoryStream();
        using var writer = new BinaryWriter(content);
        writer.Write("#!AER-DAT3.1\r\n#Format: RAW\r\n#Source 1: DVS128\r\n#!END-HEADER\r\n"u8);
        foreach ((short type, int overflow, (int X, int Y, int Polarity, int TimeUs)[] events) in packets)
        {
            writer.Write(type);
            writer.Write((short)1);
            foreach (int field in (int[])[8, 4, overflow, events.Length, events.Length, events.Length])
            {
                writer.Write(field);
            }

            foreach ((int x, int y, int polarity, int timeUs) in events)
            {
                writer.Write((uint)((x << 17) | (y << 2) | (polarity << 1) | 1));
                writer.Write(timeUs);
            }
        }

        return content.ToArray();
    }

    private static byte[] Npy(string type, bool isByColumn, double[][] rows) => Npy(type, isByColumn, $"({rows.Length}, 4)", isByColumn
        ? Enumerable.Range(0, 4).SelectMany(column => rows.Select(row => row[column]))
        : rows.SelectMany(row => row));

    private static byte[] Npy(string type, bool isByColumn, string shape, IEnumerable<double> values)
    {
        string header = $"{{'descr': '{type}', 'fortran_order': {isByColumn}, 'shape': {shape}, }}";
        header = header.PadRight(128 - 10 - 1) + "\n";
        using var content = new MemoryStream();
        using var writer = new BinaryWriter(content);
        writer.Write((byte[])[0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0]);
        writer.Write((ushort)header.Length);
        writer.Write(Encoding.ASCII.GetBytes(header));
        foreach (double value in values)
        {
            writer.Write(value);
        }

        return content.ToArray();
    }

    private static byte[] Gzip(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var packing = new GZipStream(packed, CompressionMode.Compress))
        {
            packing.Write(content);
        }

        return packed.ToArray();
    }

    private static byte[] Ramp(int count) => [.. Enumerable.Range(0, count).Select(i => (byte)(5 * i))];

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    private static byte[] Resource(string name)
    {
        using Stream stream = typeof(DataSamples).Assembly.GetManifestResourceStream(name)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
