using System.Buffers.Binary;
using System.Text;

namespace SnnCluster.Learning.DataSets.Formats;

/// <summary>
/// Reads the polarity events of AEDAT 3.1 files: header lines that start with #, then packets of a header of 28 bytes
/// (type, source, event size, time offset, time overflow, capacity, number, valid) and events of 8 bytes (data, time
/// [µs]), all little-endian; x is data bits 17 to 29, y bits 2 to 14, polarity bit 1; bit 0 is set where the event is
/// valid: filters clear it instead of removing the event. Source: README.txt of DVS128
/// Gesture, section "AEDAT format"; header lines and end mark: iniVation's page on AEDAT 3.1.
/// </summary>
internal static class AedatFile
{
    private const int HeaderLength = 28;
    private const int EventLength = 8;
    private const int PolarityType = 1;
    private const string Version = "#!AER-DAT3.1";
    private const string EndOfHeader = "#!END-HEADER";

    /// <summary>Reads all valid polarity events of a file; packets of other types are passed over.</summary>
    /// <param name="path">The file.</param>
    /// <param name="take">Takes each, in the order of the file.</param>
    /// <returns>How many events were left out as they are not valid.</returns>
    /// <exception cref="DataFileException">It is no such file, or cut short or damaged.</exception>
    public static long Read(string path, EventFile.Taker take)
    {
        byte[] content = FileContent.Read(path);
        int offset = EndOfLines(path, content);
        long invalid = 0;
        while (offset < content.Length)
        {
            if (content.Length - offset < HeaderLength)
            {
                throw DataFileException.AtByte(
                    path, offset, $"a packet's header of {HeaderLength} bytes", $"the end of the file after {content.Length - offset}");
            }

            ReadOnlySpan<byte> header = content.AsSpan(offset, HeaderLength);
            int type = BinaryPrimitives.ReadInt16LittleEndian(header);
            uint size = BinaryPrimitives.ReadUInt32LittleEndian(header[4..]);
            long overflow = BinaryPrimitives.ReadUInt32LittleEndian(header[12..]);
            uint number = BinaryPrimitives.ReadUInt32LittleEndian(header[20..]);
            if (type == PolarityType && size != EventLength)
            {
                throw DataFileException.AtByte(path, offset + 4, $"polarity events of {EventLength} bytes", $"{size}");
            }

            offset += HeaderLength;
            ulong length = (ulong)size * number;
            if (length > (ulong)(content.Length - offset))
            {
                throw DataFileException.AtByte(
                    path, offset, $"{number} events of {size} bytes", $"the end of the file after {content.Length - offset}");
            }

            if (type == PolarityType)
            {
                invalid += ReadEvents(content, offset, (int)number, overflow << 31, take);
            }

            offset += (int)length;
        }

        return invalid;
    }

    // Times are signed and of 32 bits: they go round after 2^31 µs, and the packet's overflow counts how often.
    private static long ReadEvents(byte[] content, int offset, int number, long roundsUs, EventFile.Taker take)
    {
        long invalid = 0;
        for (int end = offset + (number * EventLength); offset < end; offset += EventLength)
        {
            uint data = BinaryPrimitives.ReadUInt32LittleEndian(content.AsSpan(offset));
            if ((data & 1) == 0)
            {
                invalid++;
                continue;
            }

            uint timeUs = BinaryPrimitives.ReadUInt32LittleEndian(content.AsSpan(offset + 4));
            take(roundsUs + timeUs, (int)(data >> 17) & 0x1FFF, (int)(data >> 2) & 0x1FFF, (int)(data >> 1) & 1, offset);
        }

        return invalid;
    }

    private static int EndOfLines(string path, byte[] content)
    {
        if (!content.AsSpan().StartsWith(Encoding.ASCII.GetBytes(Version)))
        {
            string start = Encoding.ASCII.GetString(content.AsSpan(0, Math.Min(content.Length, Version.Length)));
            throw DataFileException.AtByte(
                path, 0, $"the line '{Version}'", $"'{new string([.. start.Select(c => char.IsControl(c) ? '?' : c)])}'");
        }

        int offset = 0;
        while (offset < content.Length && content[offset] == '#')
        {
            int length = content.AsSpan(offset).IndexOf((byte)'\n') + 1;
            if (length == 0)
            {
                throw DataFileException.AtByte(path, offset, "a header line", "the end of the file");
            }

            bool isLast = content.AsSpan(offset, length).StartsWith(Encoding.ASCII.GetBytes(EndOfHeader));
            offset += length;
            if (isLast)
            {
                break;
            }
        }

        return offset;
    }
}
