using System.Globalization;
using SnnCluster.Cluster.Checkpoints;
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
    internal const string Source = "source";
    internal const string Target = "target";
    internal const string Weight = "weight";
    internal const string Delay = "delayMs";

    /// <summary>
    /// Reads a file with the columns source and target, and, where synapses have their own, weight and delayMs, in any order; others
    /// are not looked at. Its name ends with .csv (a line of names, then numbers with a point, apart by commas) or .parquet.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="allowMultapses">Whether a pair may be listed more than once.</param>
    /// <exception cref="InvalidDescriptionException">There is no such file, or it is another one: which row and column, and why.</exception>
    public static ConnectionList Read(string path, bool allowMultapses = false)
    {
        Columns columns;
        try
        {
            PlainFiles.Named(path);
            columns = Path.GetExtension(path) switch
            {
                ".csv" => CsvColumns.Read(path),
                ".parquet" => ParquetColumns.Read(path),
                string other => throw new InvalidDescriptionException($"{path} ends with '{other}': must end with .csv or .parquet"),
            };
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw RunFiles.Corrupt(path, exception.Message);
        }

        return new ConnectionList(
            columns.Convert(path, Source, Id) ?? throw Missing(path, Source),
            columns.Convert(path, Target, Id) ?? throw Missing(path, Target),
            allowMultapses)
        {
            Weights = columns.Convert<float>(path, Weight, value => float.IsFinite((float)value) ? (float)value : null),
            DelaysMs = columns.Convert<double>(path, Delay, value => value >= 0 && double.IsFinite(value) ? value : null),
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

    // Larger ids than a population can have are refused where the network is known.
    private static int? Id(double value) => value is >= 0 and <= int.MaxValue && value == Math.Floor(value) ? (int)value : null;

    private static InvalidDescriptionException Missing(string path, string column) =>
        new($"{path} has no column {column}: must have {Source} and {Target}, and may have {Weight} and {Delay}");

    /// <summary>Numbers by the names of their columns.</summary>
    /// <param name="Named">Those of the columns that are known.</param>
    /// <param name="RowOf">What to call a row, counted from 0, in messages.</param>
    internal sealed record Columns(IReadOnlyDictionary<string, double[]> Named, Func<int, string> RowOf)
    {
        public static bool IsKnown(string name) => name is Source or Target or Weight or Delay;

        public T[]? Convert<T>(string path, string name, Func<double, T?> convert)
            where T : struct
        {
            if (!Named.TryGetValue(name, out double[]? values))
            {
                return null;
            }

            var converted = new T[values.Length];
            for (int i = 0; i < values.Length; i++)
            {
                converted[i] = convert(values[i]) ?? throw new InvalidDescriptionException(string.Create(
                    CultureInfo.InvariantCulture, $"{path} has {values[i]} as {name} in {RowOf(i)}: must be {RuleOf(name)}"));
            }

            return converted;
        }

        private static string RuleOf(string name) => name switch
        {
            Weight => "a finite number of single precision",
            Delay => "a finite number, at least 0",
            _ => $"a whole number from 0 to {int.MaxValue}",
        };
    }
}
