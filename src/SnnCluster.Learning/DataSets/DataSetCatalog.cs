namespace SnnCluster.Learning.DataSets;

/// <summary>The data sets that there are.</summary>
public static class DataSetCatalog
{
    /// <summary>All of them; the first needs no file and is the default.</summary>
    public static IReadOnlyList<DataSetSource> All { get; } =
    [
        new RandmanDataSet(),
        IdxDataSet.Mnist,
        IdxDataSet.FashionMnist,
        HeidelbergDataSet.Digits,
        HeidelbergDataSet.SpeechCommands,
        new NMnistDataSet(),
        new DvsGestureDataSet(),
        new EventsDataSet(),
    ];

    /// <summary>Their names.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(source => source.Name)];

    /// <summary>Finds one.</summary>
    /// <param name="name">As in <see cref="Names"/>; upper and lower case matter not.</param>
    /// <returns>The set, or null: there is none of that name.</returns>
    public static DataSetSource? Find(string name) =>
        All.FirstOrDefault(source => string.Equals(source.Name, name, StringComparison.OrdinalIgnoreCase));
}
