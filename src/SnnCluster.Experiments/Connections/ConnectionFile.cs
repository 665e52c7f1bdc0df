using SnnCluster.Engine.Recording;
using SnnCluster.Experiments.Results;
using SnnCluster.Model.Connectivity;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Connections;

/// <summary>
/// Lists of synapses in files: CSV, Parquet, and the connectivity that a run has written. Ids count from 0 within their
/// populations, weights are in the unit of the receptor, delays are whole ones [ms].
/// </summary>
public static class ConnectionFile
{
    private const string Source = "source";
    private const string Target = "target";
    private const string Weight = "weight";
    private const string Delay = "delayMs";

    // What else the connectivity that a run has written has: it is of use to OfRun alone.
    private static readonly string[] OfRuns = ["projection", "k", "delaySteps"];

    /// <summary>
    /// Reads a file with the columns source and target, and, where synapses have their own, weight and delayMs, in any order. Others are
    /// refused, except projection, k and delaySteps, as runs write them, and the row numbers of pandas; these are not looked at. Its name
    /// ends with .csv (a line of names, then numbers with a point, apart by commas) or .parquet.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="allowMultapses">Whether a pair may be listed more than once.</param>
    /// <exception cref="InvalidDescriptionException">There is no such file, or it is another one: which row and column, and why.</exception>
    public static ConnectionList Read(string path, bool allowMultapses = false)
    {
        string[] wanted = [Source, Target, Weight, Delay];
        var columns = NumberColumns.Read(path, wanted);
        columns.RefuseOthers(wanted, OfRuns);
        return new ConnectionList(
            columns.Convert(Source, NumberColumns.Id, NumberColumns.RuleOfId) ?? throw Missing(path, Source),
            columns.Convert(Target, NumberColumns.Id, NumberColumns.RuleOfId) ?? throw Missing(path, Target),
            allowMultapses)
        {
            Weights = columns.Convert<float>(Weight, value => float.IsFinite((float)value) ? (float)value : null, "a finite number of single precision"),
            DelaysMs = columns.Convert<double>(Delay, NumberColumns.AtLeast0, NumberColumns.RuleAtLeast0),
        };
    }

    /// <summary>Reads the synapses of one projection as a run has left them.</summary>
    /// <param name="directory">Folder of the run.</param>
    /// <param name="projection">The projection.</param>
    /// <param name="name"><see cref="RunFiles.ConnectivityStart"/>, <see cref="RunFiles.ConnectivityEnd"/>, or a snapshot between.</param>
    /// <exception cref="InvalidDescriptionException">
    /// The file is missing or not what it should be, has no such projection, or does not say how long a step of the run was.
    /// </exception>
    public static ConnectionList OfRun(string directory, string projection, string name = RunFiles.ConnectivityEnd)
    {
        IReadOnlyDictionary<string, Synapse[]> all = ConnectivityFile.Read(directory, name);
        double dtMs = ConnectivityFile.StepOf(directory, name) ?? throw new InvalidDescriptionException(
            $"{name} in {directory} does not say how long a step of its run was: it was written by an earlier version");
        return all.TryGetValue(projection, out Synapse[]? synapses)
            ? new ConnectionList(
                [.. synapses.Select(synapse => synapse.Source)],
                [.. synapses.Select(synapse => synapse.Target)],
                synapses.Any(synapse => synapse.K > 0))
            {
                Weights = [.. synapses.Select(synapse => synapse.Weight)],
                DelaysMs = [.. synapses.Select(synapse => synapse.DelaySteps * dtMs)],
            }
            : throw new InvalidDescriptionException(
                $"{name} in {directory} has no synapses of the projection '{projection}': it has those of {string.Join(", ", all.Keys)}");
    }

    private static InvalidDescriptionException Missing(string path, string column) =>
        new($"{path} has no column {column}: must have {Source} and {Target}, and may have {Weight} and {Delay}");
}
