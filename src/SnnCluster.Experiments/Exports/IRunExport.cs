using SnnCluster.Experiments.Results;

namespace SnnCluster.Experiments.Exports;

/// <summary>A format that the results of a run can be written in.</summary>
internal interface IRunExport
{
    /// <summary>Its name on the command line.</summary>
    string Name { get; }

    /// <summary>What it is, for people.</summary>
    string Description { get; }

    /// <summary>Writes the results of a run.</summary>
    /// <param name="run">Folder of the run.</param>
    /// <param name="summary">Its summary.</param>
    /// <param name="folder">The folder to write to, which is there and empty.</param>
    /// <returns>The files that were written; none where the run has nothing that the format holds.</returns>
    /// <exception cref="Model.Networks.InvalidDescriptionException">A file of the run cannot be read, or holds what the format has no place for.</exception>
    IReadOnlyList<string> Write(string run, RunSummary summary, string folder);
}
