using System.Globalization;
using SnnCluster.Learning.DataSets.Encoders;
using SnnCluster.Learning.DataSets.Formats;
using SnnCluster.Learning.Examples;

namespace SnnCluster.Learning.DataSets;

/// <summary>
/// DVS128 Gesture: gestures of hands and arms seen by an event camera of 128 x 128 pixels and two polarities, down-sampled
/// by <see cref="SensorGrid"/> and binned to steps of 1 ms by <see cref="EventBinner"/>, from the start of each gesture.
/// Read either as published (AEDAT 3.1 recordings with tables of labels) or, where the folder has ibmGestureTrain and
/// ibmGestureTest, from the NumPy export in which each gesture is a file of rows x, y, polarity, time.
/// </summary>
public sealed class DvsGestureDataSet : DataSetSource
{
    private const int Side = 128;
    private const string ExportedTrain = "ibmGestureTrain";
    private const string ExportedTest = "ibmGestureTest";

    // A gesture lasts some seconds: in the export, whose times are told to be in ms, a longer span can only be in µs.
    private const double LongestMs = 100_000;

    /// <inheritdoc/>
    public override string Name => "dvs-gesture";

    /// <inheritdoc/>
    public override string Description => "Gestures seen by an event camera: 128 x 128 x 2, by default 32 x 32 x 2, 11 classes.";

    /// <inheritdoc/>
    public override string Citation =>
        "A. Amir et al., A low power, fully event-based gesture recognition system, IEEE Conference on Computer Vision and "
            + "Pattern Recognition, 2017";

    /// <inheritdoc/>
    public override string Url => "https://research.ibm.com/dvsgesture/";

    /// <inheritdoc/>
    public override IReadOnlyList<DataSetFile> Files { get; } =
    [
        new DataSetFile("trials_to_train.txt", "names of the recordings for training")
        {
            Checksums = [new FileChecksum("DvsGesture.tar.gz", "MD5", "8a5c71fb11e24e5ca5b11866ca6c00a1")],
        },
        new DataSetFile("trials_to_test.txt", "names of the recordings for testing"),
        new DataSetFile("*.aedat", "the recordings, AEDAT 3.1"),
        new DataSetFile("*_labels.csv", "which gesture is when in each recording"),
        new DataSetFile("ibmGestureTrain/*/0..10.npy", "or, instead of all these: 1,077 exported gestures for training")
        {
            Checksums = [new FileChecksum("ibmGestureTrain.tar.gz", "MD5", "3a8f0d4120a166bac7591f77409cb105")],
        },
        new DataSetFile("ibmGestureTest/*/0..10.npy", "264 exported gestures for testing")
        {
            Checksums = [new FileChecksum("ibmGestureTest.tar.gz", "MD5", "56070e45dadaa85fff82e0fbfbc06de5")],
        },
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<string> HowToGet { get; } =
    [
        "Download DvsGesture.tar.gz from the publisher, unpack it, and give the folder with the .aedat files as DIR.",
        "Or: download ibmGestureTrain.tar.gz and ibmGestureTest.tar.gz, which the Python package tonic fetches, and unpack "
            + "both in DIR.",
    ];

    /// <inheritdoc/>
    public override DataSetDefaults Defaults { get; } =
        new(2048, 11, 1077, 264, Steps: 1800) { CountThreshold = 1, Downsampling = 4 };

    /// <inheritdoc/>
    protected override DataSet Read(DataSetSettings settings)
    {
        var folder = new DataFolder(settings.Folder, Name);
        var grid = new SensorGrid(Side, Side, 2, settings.Downsampling);
        var notes = new List<string>();
        (SpikeExamples train, SpikeExamples test) = folder.HasFolder(ExportedTrain)
            ? (Exported(folder.Folder(ExportedTrain), grid, settings, notes),
                Exported(folder.Folder(ExportedTest), grid, settings, notes))
            : (Recorded(folder, "trials_to_train.txt", grid, settings, notes),
                Recorded(folder, "trials_to_test.txt", grid, settings, notes));
        return new DataSet(Name, train, test) { Notes = notes };
    }

    private SpikeExamples Recorded(
        DataFolder folder, string list, SensorGrid grid, DataSetSettings settings, List<string> notes)
    {
        string listPath = folder.PathOf(list);
        string[] trials = [.. TextFile.Lines(listPath).Select(line => line.Trim()).Where(line => line.Length > 0)];
        if (trials.Length == 0)
        {
            throw DataFileException.AtRow(listPath, 1, "the name of a recording", "an empty file");
        }

        var binner = new EventBinner(settings.FixedSteps, settings.CountThreshold);
        var examples = new SpikeExamplesBuilder(grid.Channels, settings.FixedSteps, Defaults.Classes);
        var events = new List<(long TimeUs, int Channel)>();
        long invalid = 0;
        foreach (string trial in trials.TakeWhile(_ => examples.Count < settings.Limit))
        {
            string path = folder.PathOf(trial);
            string labels = folder.PathOf(Path.ChangeExtension(trial, null) + "_labels.csv");
            IReadOnlyList<Gesture> gestures = GestureLabels.Read(labels, Defaults.Classes);
            events.Clear();
            invalid += AedatFile.Read(path, (timeUs, x, y, polarity, offset) =>
            {
                if (!grid.Contains(x, y, polarity))
                {
                    throw Outside(path, $"byte {offset}", x, y, polarity);
                }

                events.Add((timeUs, grid.Channel(x, y, polarity)));
            });

            // Windows of gestures overlap in some recordings, so each looks at all events.
            foreach (Gesture gesture in gestures.Take(settings.Limit - examples.Count))
            {
                foreach ((long timeUs, int channel) in events)
                {
                    if (timeUs >= gesture.StartUs && timeUs < gesture.EndUs)
                    {
                        binner.Add(timeUs - gesture.StartUs, channel);
                    }
                }

                examples.Add(gesture.Label, binner.Take());
            }
        }

        if (invalid > 0)
        {
            notes.Add($"{listPath}: {invalid} events of its recordings are marked as invalid and are left out");
        }

        EventShare.Tell(listPath, binner, notes);
        return examples.Build();
    }

    private SpikeExamples Exported(string folder, SensorGrid grid, DataSetSettings settings, List<string> notes)
    {
        var binner = new EventBinner(settings.FixedSteps, settings.CountThreshold);
        var examples = new SpikeExamplesBuilder(grid.Channels, settings.FixedSteps, Defaults.Classes);
        var files = Directory.EnumerateDirectories(folder)
            .Order(StringComparer.Ordinal)
            .SelectMany(recording => Directory.EnumerateFiles(recording, "*.npy").Select(path => (Path: path, Label: LabelOf(path)))
                .OrderBy(file => file.Label))
            .Take(settings.Limit)
            .ToList();
        if (files.Count == 0)
        {
            throw new DataFileException(folder, null, "folders of recordings with .npy files", "none");
        }

        foreach ((string path, int label) in files)
        {
            ReadExported(path, grid, binner);
            examples.Add(label, binner.Take());
        }

        EventShare.Tell(folder, binner, notes);
        return examples.Build();
    }

    private static void ReadExported(string path, SensorGrid grid, EventBinner binner)
    {
        var table = NpyFile.Read(path, 4);
        if (table.Rows == 0)
        {
            throw DataFileException.AtRow(path, 0, "at least one event", "none");
        }

        double first = double.PositiveInfinity;
        double last = double.NegativeInfinity;
        for (int row = 0; row < table.Rows; row++)
        {
            double time = table[row, 3];
            if (!double.IsFinite(time))
            {
                throw DataFileException.AtRow(path, row, "a time", $"{time}");
            }

            first = Math.Min(first, time);
            last = Math.Max(last, time);
        }

        double usPerUnit = last - first > LongestMs ? 1 : 1000;
        for (int row = 0; row < table.Rows; row++)
        {
            (double x, double y, double polarity) = (table[row, 0], table[row, 1], table[row, 2]);
            (int column, int line, int kind) = ((int)x, (int)y, (int)polarity);
            if (column != x || line != y || kind != polarity || !grid.Contains(column, line, kind))
            {
                throw Outside(path, $"row {row}", x, y, polarity);
            }

            binner.Add((long)((table[row, 3] - first) * usPerUnit), grid.Channel(column, line, kind));
        }
    }

    private int LabelOf(string path)
    {
        string name = Path.GetFileNameWithoutExtension(path);
        return int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int label) && label < Defaults.Classes
            ? label
            : throw new DataFileException(path, null, $"a label from 0 to {Defaults.Classes - 1} as its name", name);
    }

    private static DataFileException Outside(string path, string position, double x, double y, double polarity) => new(
        path, position, $"a pixel of {Side} x {Side} and polarity 0 or 1", $"column {x}, row {y}, polarity {polarity}");
}
