namespace SnnCluster.Learning.DataSets.Formats;

/// <summary>An example of events, all of it as it is in its file, whatever it is.</summary>
internal readonly ref struct EventExample
{
    /// <summary>The file.</summary>
    public required string Path { get; init; }

    /// <summary>Its number, from 0.</summary>
    public required int Number { get; init; }

    /// <summary>Times of its events.</summary>
    public required ReadOnlySpan<double> Times { get; init; }

    /// <summary>The unit of those.</summary>
    public required TimeUnit Unit { get; init; }

    /// <summary>Units of its events, one for each time.</summary>
    public required ReadOnlySpan<double> Units { get; init; }

    /// <summary>Its label.</summary>
    public required double Label { get; init; }

    /// <summary>Where its events begin in arrays of all events; null: it has lists of its own.</summary>
    public int? Begin { get; init; }

    /// <summary>The time of an event [µs].</summary>
    public double TimeUs(int i) => Times[i] * Unit.Microseconds;

    /// <summary>What to tell of a label that is wrong.</summary>
    public DataFileException WrongLabel(string expected) =>
        new(Path, Begin is null ? $"/{SpikeTimesFile.Labels}[{Number}]" : $"{NpzExamplesFile.Labels}[{Number}]", expected, $"{Label}");

    /// <summary>What to tell of the unit of an event that is wrong.</summary>
    public DataFileException WrongUnit(int i, string expected) => new(Path, PlaceOf(i, SpikeTimesFile.Units, NpzExamplesFile.Units), expected, $"{Units[i]}");

    /// <summary>What to tell of the time of an event that is below 0 or none.</summary>
    public DataFileException WrongTime(int i) =>
        new(Path, PlaceOf(i, SpikeTimesFile.Times, NpzExamplesFile.Times), $"a time of at least 0 {Unit.Name}", $"{Times[i]}");

    // As Python has them.
    private string PlaceOf(int i, string list, string array) => Begin is int begin ? $"{array}[{begin + i}]" : $"/{list}[{Number}][{i}]";
}
