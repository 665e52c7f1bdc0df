using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using SnnCluster.Learning.DataSets;
using SnnCluster.Learning.Examples;

namespace SnnCluster.Learning.Tests.DataSets;

/// <summary>A folder of a test's own, with small true files of each format; it goes when the test ends.</summary>
internal sealed class DataFiles : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("snncluster-data-").FullName;

    public string this[string name] => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);

    public void Write(string name, byte[] content)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(this[name])!);
        File.WriteAllBytes(this[name], content);
    }

    public void Write(string name, string content) => Write(name, Encoding.UTF8.GetBytes(content));

    /// <summary>Keeps only the first bytes of a file.</summary>
    public void Cut(string name, int length) => File.WriteAllBytes(this[name], File.ReadAllBytes(this[name])[..length]);

    /// <summary>Replaces bytes of a file.</summary>
    public void Patch(string name, int offset, params byte[] bytes)
    {
        byte[] content = File.ReadAllBytes(this[name]);
        bytes.CopyTo(content, offset);
        File.WriteAllBytes(this[name], content);
    }

    public static byte[] Gzip(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var packing = new GZipStream(packed, CompressionMode.Compress))
        {
            packing.Write(content);
        }

        return packed.ToArray();
    }

    public static byte[] Zip(string name, byte[] content)
    {
        using var packed = new MemoryStream();
        using (var archive = new ZipArchive(packed, ZipArchiveMode.Create))
        {
            using Stream entry = archive.CreateEntry(name).Open();
            entry.Write(content);
        }

        return packed.ToArray();
    }

    public static byte[] Idx(int[] dimensions, params byte[] values)
    {
        var content = new byte[4 + (4 * dimensions.Length) + values.Length];
        content[2] = 8;
        content[3] = (byte)dimensions.Length;
        for (int i = 0; i < dimensions.Length; i++)
        {
            BinaryPrimitives.WriteInt32BigEndian(content.AsSpan(4 + (4 * i)), dimensions[i]);
        }

        values.CopyTo(content, 4 + (4 * dimensions.Length));
        return content;
    }

    /// <summary>An event of 40 bits.</summary>
    public static byte[] Event(int x, int y, int polarity, int timeUs) =>
        [(byte)x, (byte)y, (byte)((polarity << 7) | (timeUs >> 16)), (byte)(timeUs >> 8), (byte)timeUs];

    /// <summary>An AEDAT 3.1 file of packets, each of a type, an overflow and events.</summary>
    public static byte[] Aedat(
        params (short Type, int Overflow, (int X, int Y, int Polarity, int TimeUs)[] Events)[] packets)
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

    /// <summary>A NumPy array of doubles, rows of four, as numpy.save writes it.</summary>
    public static byte[] Npy(params double[][] rows)
    {
        string header = $"{{'descr': '<f8', 'fortran_order': False, 'shape': ({rows.Length}, 4), }}";
        header = header.PadRight(128 - 10 - 1) + "\n";
        using var content = new MemoryStream();
        using var writer = new BinaryWriter(content);
        writer.Write((byte[])[0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0]);
        writer.Write((ushort)header.Length);
        writer.Write(Encoding.ASCII.GetBytes(header));
        foreach (double value in rows.SelectMany(row => row))
        {
            writer.Write(value);
        }

        return content.ToArray();
    }

    /// <summary>Loading fails with an error in one line that has all these parts.</summary>
    public DataFileException Fails(string dataSet, params string[] parts)
    {
        DataFileException exception = Assert.Throws<DataFileException>(() => Load(dataSet));
        Assert.DoesNotContain('\n', exception.Message);
        Assert.All(parts, part => Assert.Contains(part, exception.Message));
        return exception;
    }

    public DataSet Load(string dataSet, DataSetRequest? request = null) =>
        DataSetCatalog.Find(dataSet)!.Load((request ?? new DataSetRequest()) with { Folder = Path });

    /// <summary>An example as pairs of step and channel.</summary>
    public static (int Step, int Channel)[] Spikes(SpikeExamples examples, int example) =>
        [.. examples.Spikes(example).ToArray().Select(spike => (spike.Step, spike.Channel))];
}
