using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Results;

/// <summary>histograms.parquet: name, of, timeMs, lower, upper, count.</summary>
public static class HistogramFile
{
    private static readonly RecordTable<HistogramBin> Rows = new();

    /// <summary>Starts the file, to be written in pieces.</summary>
    /// <param name="directory">Folder of the run; made where it is missing.</param>
    public static TableWriter<HistogramBin> Create(string directory) => new(Rows, directory, RunFiles.Histograms);

    /// <summary>Reads the whole file.</summary>
    /// <exception cref="InvalidDescriptionException">The file is missing or not what it should be.</exception>
    public static HistogramBin[] Read(string directory) => Rows.ReadAll(directory, RunFiles.Histograms);
}
