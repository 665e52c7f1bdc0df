using System.Globalization;

namespace SnnCluster.Learning.DataSets.Formats;

/// <summary>One gesture of a recording.</summary>
/// <param name="Label">Its class, from 0.</param>
/// <param name="StartUs">When it begins [µs].</param>
/// <param name="EndUs">When it has ended [µs].</param>
internal readonly record struct Gesture(int Label, long StartUs, long EndUs);

/// <summary>
/// Reads the labels of DVS128 Gesture: a header line, then class (from 1), startTime_usec, endTime_usec per line. Source:
/// README.txt of the data set, section "CSV format".
/// </summary>
internal static class GestureLabels
{
    private const string Header = "class,startTime_usec,endTime_usec";

    /// <summary>Reads all gestures of a recording.</summary>
    /// <param name="path">The file.</param>
    /// <param name="classes">Classes are 1 to this.</param>
    /// <exception cref="DataFileException">A line is not as described, or there is none.</exception>
    public static IReadOnlyList<Gesture> Read(string path, int classes)
    {
        string[] lines = TextFile.Lines(path);
        if (lines.Length == 0 || lines[0].Trim() != Header)
        {
            throw DataFileException.AtRow(path, 1, $"the line '{Header}'", lines.Length == 0 ? "an empty file" : $"'{lines[0].Trim()}'");
        }

        var gestures = new List<Gesture>();
        for (int i = 1; i < lines.Length; i++)
        {
            if (string.IsNullOrWhiteSpace(lines[i]))
            {
                continue;
            }

            string[] cells = lines[i].Split(',', StringSplitOptions.TrimEntries);
            if (cells.Length != 3 || !Number(cells[0], out long label) || !Number(cells[1], out long start) || !Number(cells[2], out long end))
            {
                throw DataFileException.AtRow(path, i + 1, "three whole numbers with commas between them", $"'{lines[i].Trim()}'");
            }

            if (label < 1 || label > classes)
            {
                throw DataFileException.AtRow(path, i + 1, $"a class from 1 to {classes}", $"{label}");
            }

            if (end <= start)
            {
                throw DataFileException.AtRow(path, i + 1, "an end after the start", $"{start} to {end} µs");
            }

            gestures.Add(new Gesture((int)label - 1, start, end));
        }

        return gestures.Count > 0 ? gestures : throw DataFileException.AtRow(path, 2, "at least one gesture", "the end of the file");
    }

    private static bool Number(string text, out long value) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
