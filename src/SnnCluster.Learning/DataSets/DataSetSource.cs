using SnnCluster.Learning.Examples;
using SnnCluster.Model.Networks;

namespace SnnCluster.Learning.DataSets;

/// <summary>Where a data set comes from and how it becomes spikes.</summary>
public abstract class DataSetSource
{
    /// <summary>Its name on the command line, as mnist.</summary>
    public abstract string Name { get; }

    /// <summary>What it is, in one line.</summary>
    public abstract string Description { get; }

    /// <summary>The publication to cite.</summary>
    public abstract string Citation { get; }

    /// <summary>The address of the original publisher.</summary>
    public abstract string Url { get; }

    /// <summary>The files that it is read from; none: it is generated.</summary>
    public abstract IReadOnlyList<DataSetFile> Files { get; }

    /// <summary>How its files are had, one sentence per line; empty: there is nothing to get.</summary>
    public abstract IReadOnlyList<string> HowToGet { get; }

    /// <summary>Its shape and encoding unless told otherwise.</summary>
    public abstract DataSetDefaults Defaults { get; }

    /// <summary>Loads it.</summary>
    /// <param name="request">From where and how.</param>
    /// <returns>The same examples for the same files and request, on every machine.</returns>
    /// <exception cref="InvalidDescriptionException">The request breaks a rule; all findings at once.</exception>
    /// <exception cref="DataFileException">A file is missing, cut short, corrupt, empty or has a label out of range.</exception>
    public DataSet Load(DataSetRequest request) => Read(DataSetSettings.Of(this, request));

    /// <summary>Reads or makes the examples.</summary>
    /// <param name="settings">Checked, with all defaults filled in.</param>
    /// <exception cref="DataFileException">A file is missing, cut short, corrupt, empty or has a label out of range.</exception>
    protected abstract DataSet Read(DataSetSettings settings);
}
