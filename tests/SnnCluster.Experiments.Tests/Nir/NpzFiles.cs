using System.IO.Compression;
using System.Text;

namespace SnnCluster.Experiments.Tests.Nir;

/// <summary>Archives of lists of doubles, as numpy.savez writes them.</summary>
internal static class NpzFiles
{
    public static void Write(string path, params (string Name, double[] Values)[] arrays)
    {
        using ZipArchive archive = ZipFile.Open(path, ZipArchiveMode.Create);
        foreach ((string name, double[] values) in arrays)
        {
            using var writer = new BinaryWriter(archive.CreateEntry(name + ".npy").Open());
            string header = $"{{'descr': '<f8', 'fortran_order': False, 'shape': ({values.Length},), }}".PadRight(117) + "\n";
            writer.Write((byte[])[0x93, .. "NUMPY"u8, 1, 0]);
            writer.Write((ushort)header.Length);
            writer.Write(Encoding.ASCII.GetBytes(header));
            foreach (double value in values)
            {
                writer.Write(value);
            }
        }
    }
}
