namespace SnnCluster.Learning.DataSets.Formats;

/// <summary>
/// Events of one's own in an archive of NumPy arrays: times and units, a number for each event; offsets, where each example's events begin and,
/// last, their number; labels, one for each example. Optional: channels, classes, and time_unit (s, ms or us).
/// </summary>
internal sealed class NpzExamplesFile(string path) : EventExamplesFile(path)
{
    public const string Times = "times";
    public const string Units = "units";
    public const string Labels = "labels";

    private const string Offsets = "offsets";
    private const string Unit = "time_unit";

    public override DeclaredShape Declared()
    {
        using var file = NpzFile.Open(Path);
        return new DeclaredShape(Declared(file, "channels", 1), Declared(file, "classes", 2));
    }

    public override void Read(ICollection<string> notes, ExampleTaker take)
    {
        using var file = NpzFile.Open(Path);
        NpyFile times = file.Numbers(Times);
        NpyFile units = file.Numbers(Units);
        NpyFile offsets = file.Numbers(Offsets);
        NpyFile labels = file.Numbers(Labels);
        if (units.Rows != times.Rows)
        {
            throw new DataFileException(Path, $"array {Units}", $"as many as times, {times.Rows}", $"{units.Rows}");
        }

        if (labels.Rows == 0)
        {
            throw new DataFileException(Path, $"array {Labels}", "at least one example", "none");
        }

        if (offsets.Rows != labels.Rows + 1L)
        {
            throw new DataFileException(
                Path, $"array {Offsets}", $"{labels.Rows + 1L} numbers, one more than labels", $"{offsets.Rows}");
        }

        TimeUnit unit = UnitOf(file, times, notes);
        int begin = Offset(offsets, 0, 0, times.Rows);
        if (begin != 0)
        {
            throw new DataFileException(Path, $"{Offsets}[0]", "0", $"{begin}");
        }

        double[] itsTimes = [];
        double[] itsUnits = [];
        for (int example = 0; example < labels.Rows; example++)
        {
            int end = Offset(offsets, example + 1, begin, times.Rows);
            if (example == labels.Rows - 1 && end != times.Rows)
            {
                throw new DataFileException(Path, $"{Offsets}[{example + 1L}]", $"the number of events, {times.Rows}", $"{end}");
            }

            int length = end - begin;
            if (itsTimes.Length < length)
            {
                itsTimes = new double[length];
                itsUnits = new double[length];
            }

            for (int i = 0; i < length; i++)
            {
                itsTimes[i] = times[begin + i, 0];
                itsUnits[i] = units[begin + i, 0];
            }

            take(new EventExample
            {
                Path = Path,
                Number = example,
                Times = itsTimes.AsSpan(0, length),
                Unit = unit,
                Units = itsUnits.AsSpan(0, length),
                Label = labels[example, 0],
                Begin = begin,
            });
            begin = end;
        }
    }

    private int? Declared(NpzFile file, string name, int least) => file.Has(name) && file.Numbers(name) is NpyFile numbers
        ? Count(name, least, [.. Enumerable.Range(0, Math.Min(numbers.Rows, 2)).Select(row => numbers[row, 0])])
        : null;

    private int Offset(NpyFile offsets, int row, int least, int most)
    {
        double value = offsets[row, 0];
        return value >= least && value <= most && value == Math.Floor(value)
            ? (int)value
            : throw new DataFileException(Path, $"{Offsets}[{row}]", $"a whole number from {least} to {most}", $"{value}");
    }

    private TimeUnit UnitOf(NpzFile file, NpyFile times, ICollection<string> notes)
    {
        if (file.Has(Unit))
        {
            string text = file.Text(Unit);
            return TimeUnit.Find(text) ?? throw new DataFileException(Path, $"array {Unit}", "s, ms or us", $"'{text}'");
        }

        double largest = 0;
        for (int i = 0; i < times.Rows; i++)
        {
            largest = double.IsFinite(times[i, 0]) ? Math.Max(largest, times[i, 0]) : largest;
        }

        return TimeUnit.Of(Path, largest, times.IsWhole, times.IsWhole ? "whole numbers" : "numbers", notes);
    }
}
