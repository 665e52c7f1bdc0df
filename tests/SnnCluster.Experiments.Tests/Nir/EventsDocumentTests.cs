using SnnCluster.Learning.DataSets;
using SnnCluster.Learning.Examples;

namespace SnnCluster.Experiments.Tests.Nir;

public sealed class EventsDocumentTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public void What_the_page_tells_numpy_to_write_is_read()
    {
        string root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "SnnCluster.sln")))
        {
            root = Path.GetDirectoryName(root)!;
        }

        string[] code = [.. File.ReadLines(Path.Combine(root, "docs", "data-sets.md"))
            .SkipWhile(line => line != "    import numpy as np").TakeWhile(line => line.Length > 0).Select(line => line[4..])];
        Python.Run($"import os, sys; os.chdir(sys.argv[1])\n{string.Join('\n', code)}", _folder.Path);
        DataSet data = DataSetCatalog.Find("events")!.Load(new DataSetRequest { Folder = _folder["own.npz"], TestFraction = 0.5 });
        Assert.Equal((12, 2, 301, 1, 1), (data.Train.Channels, data.Train.Classes, data.Train.Steps, data.Train.Count, data.Test!.Count));
        Assert.Equal(5, data.Train.SpikeCount + data.Test.SpikeCount);
    }
}
