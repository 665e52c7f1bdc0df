using SnnCluster.Learning.DataSets;
using SnnCluster.Model.Inputs;

namespace SnnCluster.Experiments.Sonata.Files;

/// <summary>Spikes in a table: columns timestamps [ms], node_ids and, where there are several populations, population.</summary>
internal static class SonataSpikeTable
{
    private const string Times = "timestamps";
    private const string Ids = "node_ids";

    /// <summary>Reads the spikes of a population.</summary>
    /// <exception cref="DataFileException">The file cannot be read, or is no such table.</exception>
    public static ListedSpikes Read(string path, string population)
    {
        var spikes = new List<(double TimeMs, int Id)>();
        foreach (SonataRow row in SonataTable.Read(path, Times).Rows.Where(row => (row.Text("population") ?? population) == population))
        {
            spikes.Add((
                row.Number(Times) is double time and >= 0 && double.IsFinite(time) ? time : throw row.Wrong($"a time of at least 0 as {Times}", $"'{row.Text(Times)}'"),
                row.Number(Ids) is double id and >= 0 and <= SonataColumns.LargestId && id == Math.Floor(id) ? (int)id
                    : throw row.Wrong($"a whole number from 0 to {SonataColumns.LargestId} as {Ids}", $"'{row.Text(Ids)}'")));
        }

        (double TimeMs, int Id)[] sorted = [.. spikes.OrderBy(spike => spike.TimeMs)];
        return new ListedSpikes { Name = "", Population = "", Ids = [.. sorted.Select(spike => spike.Id)], TimesMs = [.. sorted.Select(spike => spike.TimeMs)] };
    }
}
