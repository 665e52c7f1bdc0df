using System.Buffers.Binary;

namespace SnnCluster.Learning.DataSets.Formats;

/// <summary>
/// Compares the length of an HDF5 file with what its superblock says, since a file that is cut short behind what happens
/// to be read would pass unnoticed. Source: HDF5 File Format Specification, "Disk Format: Level 0A", versions 0 to 3.
/// </summary>
internal static class Hdf5Length
{
    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'H', (byte)'D', (byte)'F', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>Checks a file.</summary>
    /// <param name="path">The file as the user knows it, for messages.</param>
    /// <param name="unpackedPath">The file to look at.</param>
    /// <exception cref="DataFileException">It is no HDF5 file, or is shorter than it says.</exception>
    public static void Check(string path, string unpackedPath)
    {
        using FileStream file = File.OpenRead(unpackedPath);
        Span<byte> block = stackalloc byte[64];
        int read = file.ReadAtLeast(block, block.Length, throwOnEndOfStream: false);
        if (read < block.Length || !block.StartsWith(Signature))
        {
            throw DataFileException.AtByte(
                path,
                0,
                "the signature of an HDF5 file",
                read == 0 ? "an empty file" : read < block.Length ? $"the end of the file after {read} bytes" : "other bytes");
        }

        // Where the superblock has the size of addresses, and where its addresses begin: the third is the end of the file.
        (int sizeAt, int addressesAt) = block[8] switch
        {
            0 => (13, 24),
            1 => (13, 28),
            2 or 3 => (9, 12),
            byte version => throw DataFileException.AtByte(path, 8, "a superblock of version 0 to 3", $"{version}"),
        };
        if (block[sizeAt] != 8)
        {
            throw DataFileException.AtByte(path, sizeAt, "addresses of 8 bytes", $"{block[sizeAt]}");
        }

        ulong end = BinaryPrimitives.ReadUInt64LittleEndian(block[(addressesAt + 16)..]);
        if ((ulong)file.Length < end)
        {
            throw DataFileException.AtByte(path, file.Length, $"{end} bytes in all, as its superblock says", "the end of the file");
        }
    }
}
