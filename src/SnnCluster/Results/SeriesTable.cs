namespace SnnCluster;

/// <summary>A quantity over time.</summary>
public sealed class SeriesTable
{
    private readonly double[] _timesMs;
    private readonly double[] _values;

    internal SeriesTable(double[] timesMs, double[] values)
    {
        _timesMs = timesMs;
        _values = values;
    }

    /// <summary>Times [ms], rising.</summary>
    public ReadOnlySpan<double> TimesMs => _timesMs;

    /// <summary>Its values; not a number where there was none.</summary>
    public ReadOnlySpan<double> Values => _values;

    /// <summary>Writes it as timeMs and value, by the end of the name as CSV or Parquet. A file of that name is replaced.</summary>
    /// <param name="path">The file, .csv or .parquet.</param>
    public void Save(string path) => TableFile.Save(path, _timesMs.Zip(_values, (timeMs, value) => new Row(timeMs, value)));

    internal readonly record struct Row(double TimeMs, double Value);
}
