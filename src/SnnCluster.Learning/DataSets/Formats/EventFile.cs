namespace SnnCluster.Learning.DataSets.Formats;

/// <summary>
/// Reads files of 40-bit events, as N-MNIST's: big-endian, bits 39 to 32 column, 31 to 24 row, 23 polarity (1: brighter),
/// 22 to 0 time [µs]. Source: the data set's page at garrickorchard.com. An event of row 240 is none, but says that the
/// clock of all that follow has gone round: 2^13 µs are added (so event-Python and tonic read these files).
/// </summary>
internal static class EventFile
{
    private const int EventLength = 5;
    private const int OverflowRow = 240;
    private const long OverflowUs = 1 << 13;

    /// <summary>Takes an event: time [µs], column, row and polarity, and where it is in the file [bytes].</summary>
    public delegate void Taker(long timeUs, int x, int y, int polarity, long offset);

    /// <summary>Reads all events of a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="take">Takes each, in the order of the file.</param>
    /// <exception cref="DataFileException">It is empty or cut short within an event.</exception>
    public static void Read(string path, Taker take)
    {
        byte[] content = FileContent.Read(path);
        if (content.Length % EventLength != 0)
        {
            throw DataFileException.AtByte(
                path,
                content.Length - (content.Length % EventLength),
                $"an event of {EventLength} bytes",
                $"the end of the file after {content.Length % EventLength}");
        }

        long clockUs = 0;
        for (int offset = 0; offset < content.Length; offset += EventLength)
        {
            int y = content[offset + 1];
            if (y == OverflowRow)
            {
                clockUs += OverflowUs;
                continue;
            }

            int high = content[offset + 2];
            int timeUs = ((high & 0x7F) << 16) | (content[offset + 3] << 8) | content[offset + 4];
            take(clockUs + timeUs, content[offset], y, high >> 7, offset);
        }
    }
}
