using SnnCluster.Learning.DataSets.Encoders;
using SnnCluster.Learning.DataSets.Formats;
using SnnCluster.Learning.Examples;

namespace SnnCluster.Learning.DataSets;

/// <summary>
/// N-MNIST: MNIST's digits seen by an event camera that moves in three jerks of 100 ms. 34 x 34 pixels of two polarities,
/// down-sampled by <see cref="SensorGrid"/> and binned to steps of 1 ms by <see cref="EventBinner"/>. Examples come in
/// the order of their file names, which mixes the classes.
/// </summary>
public sealed class NMnistDataSet : DataSetSource
{
    private const int Side = 34;

    /// <inheritdoc/>
    public override string Name => "n-mnist";

    /// <inheritdoc/>
    public override string Description => "Handwritten digits seen by a moving event camera: 34 x 34 x 2 channels, 10 classes.";

    /// <inheritdoc/>
    public override string Citation =>
        "G. Orchard, A. Jayawant, G. K. Cohen and N. Thakor, Converting static image datasets to spiking neuromorphic "
            + "datasets using saccades, Frontiers in Neuroscience 9, 2015";

    /// <inheritdoc/>
    public override string Url => "https://www.garrickorchard.com/datasets/n-mnist";

    /// <inheritdoc/>
    public override IReadOnlyList<DataSetFile> Files { get; } =
    [
        new DataSetFile("Train/0..9/*.bin", "60,000 examples for training")
        {
            Checksums = [new FileChecksum("Train.zip", "MD5", "20959b8e626244a1b502305a9e6e2031")],
        },
        new DataSetFile("Test/0..9/*.bin", "10,000 examples for testing")
        {
            Checksums = [new FileChecksum("Test.zip", "MD5", "69ca8762b2fe404d9b9bad1103e97832")],
        },
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<string> HowToGet { get; } =
        ["Download Train.zip and Test.zip from the publisher, and unpack both in DIR, so that it has the folders Train and Test."];

    /// <inheritdoc/>
    public override DataSetDefaults Defaults { get; } =
        new(Side * Side * 2, 10, 60_000, 10_000, Steps: 300) { CountThreshold = 1, Downsampling = 1 };

    /// <inheritdoc/>
    protected override DataSet Read(DataSetSettings settings)
    {
        var folder = new DataFolder(settings.Folder, Name);
        string train = folder.Folder("Train");
        string test = folder.Folder("Test");
        var notes = new List<string>();
        return new DataSet(Name, Examples(train, settings, notes), Examples(test, settings, notes)) { Notes = notes };
    }

    private SpikeExamples Examples(string folder, DataSetSettings settings, List<string> notes)
    {
        var grid = new SensorGrid(Side, Side, 2, settings.Downsampling);
        var binner = new EventBinner(settings.FixedSteps, settings.CountThreshold);
        var examples = new SpikeExamplesBuilder(grid.Channels, settings.FixedSteps, Defaults.Classes);
        foreach ((string path, int label) in FilesOf(folder).Take(settings.Limit))
        {
            EventFile.Read(path, (timeUs, x, y, polarity, offset) =>
            {
                if (!grid.Contains(x, y, polarity))
                {
                    throw DataFileException.AtByte(path, offset, $"a pixel of {Side} x {Side}", $"column {x}, row {y}");
                }

                binner.Add(timeUs, grid.Channel(x, y, polarity));
            });
            examples.Add(label, binner.Take());
        }

        EventShare.Tell(folder, binner, notes);
        return examples.Build();
    }

    private List<(string Path, int Label)> FilesOf(string folder)
    {
        var files = new List<(string Path, int Label)>();
        foreach (string labelled in Directory.EnumerateDirectories(folder))
        {
            string name = Path.GetFileName(labelled);
            string[] paths = Directory.GetFiles(labelled, "*.bin");
            if (paths.Length > 0)
            {
                int label = name.Length == 1 && char.IsAsciiDigit(name[0])
                    ? name[0] - '0'
                    : throw new DataFileException(labelled, null, $"a label from 0 to {Defaults.Classes - 1} as its name", name);
                files.AddRange(paths.Select(path => (path, label)));
            }
        }

        return files.Count > 0
            ? [.. files.OrderBy(file => Path.GetFileName(file.Path), StringComparer.Ordinal).ThenBy(file => file.Label)]
            : throw new DataFileException(folder, null, "folders 0 to 9 with .bin files", "none");
    }
}
