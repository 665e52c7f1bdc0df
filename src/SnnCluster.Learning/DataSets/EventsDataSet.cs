using SnnCluster.Learning.DataSets.Encoders;
using SnnCluster.Learning.DataSets.Formats;
using SnnCluster.Learning.Examples;
using SnnCluster.Learning.Training;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Random;

namespace SnnCluster.Learning.DataSets;

/// <summary>
/// A data set of one's own: examples of events in HDF5 files in the layout of the Heidelberg data sets, or in archives of NumPy arrays, with
/// as many channels and classes as they say or, where they do not, as their largest unit and label need. A folder has files for training
/// and for testing; of a single file, a share can be kept for testing.
/// </summary>
public sealed class EventsDataSet : DataSetSource
{
    private const string TrainName = "train";
    private const string TestName = "test";

    /// <inheritdoc/>
    public override string Name => "events";

    /// <inheritdoc/>
    public override string Description => "Events of your own: HDF5 in the layout of shd, or NPZ; channels and classes are those of the files.";

    /// <inheritdoc/>
    public override string Citation => "none: the data is your own; the page data-sets.md describes both layouts";

    /// <inheritdoc/>
    public override string Url => "https://numpy.org/doc/stable/reference/generated/numpy.savez.html";

    /// <inheritdoc/>
    public override IReadOnlyList<DataSetFile> Files { get; } =
    [
        FileOf(TrainName, "examples for training; or give one file of any name as DIR"),
        FileOf(TestName, "examples for testing; may be missing"),
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<string> HowToGet { get; } =
    [
        "HDF5: /spikes/times and /spikes/units with a list for each example, and /labels; /channels and /classes may say how many there are.",
        "NPZ: numpy.savez('train.npz', times=..., units=..., offsets=..., labels=...), where events offsets[i] to offsets[i + 1] are those of example i.",
    ];

    /// <inheritdoc/>
    public override DataSetDefaults Defaults { get; } =
        new(1, 2, 0, 0, Steps: 2) { CountThreshold = 1, Downsampling = 1, IsOfFiles = true };

    /// <inheritdoc/>
    protected override DataSet Read(DataSetSettings settings)
    {
        (EventExamplesFile train, EventExamplesFile? test) = FilesAt(settings);
        EventExamplesFile[] files = test is null ? [train] : [train, test];
        EventShape shape = EventShape.Of(files, settings);
        var notes = new List<string> { shape.Note };
        SpikeExamples examples = Examples(train, shape, settings, notes);
        if (test is not null)
        {
            return new DataSet(Name, First(examples, settings.Limit), First(Examples(test, shape, settings, notes), settings.Limit)) { Notes = notes };
        }

        if (settings.TestFraction is not double fraction)
        {
            return new DataSet(Name, First(examples, settings.Limit), null) { Notes = notes };
        }

        int[] order = [.. Enumerable.Range(0, examples.Count)];
        TrainingSplit.Shuffle(order, RandomKey.For(settings.Seed, RandomPurpose.ExampleOrder, 2).Stream(0, 0));
        int kept = (int)Math.Round(fraction * examples.Count);
        if (kept == 0 || kept == examples.Count)
        {
            throw new InvalidDescriptionException($"--test-fraction is {ValidationErrors.Text(fraction)}: leaves {kept} of {examples.Count} examples for "
                + "testing, must leave at least one for testing and one for training");
        }

        return new DataSet(
            Name,
            Choose(examples, [.. order[kept..].Order().Take(settings.Limit)]),
            Choose(examples, [.. order[..kept].Order().Take(settings.Limit)]))
        { Notes = notes };
    }

    private static DataSetFile FileOf(string name, string content)
    {
        string[] names = [.. EventExamplesFile.NamesOf(name)];
        return new DataSetFile(names[0], content) { OtherNames = names[1..] };
    }

    private (EventExamplesFile Train, EventExamplesFile? Test) FilesAt(DataSetSettings settings)
    {
        if (File.Exists(settings.Folder))
        {
            return (EventExamplesFile.Of(settings.Folder), null);
        }

        var folder = new DataFolder(settings.Folder, Name);
        string train = Find(settings.Folder, TrainName) ?? throw folder.Missing(string.Join(" or ", EventExamplesFile.NamesOf(TrainName)));
        string? test = Find(settings.Folder, TestName);
        return test is not null && settings.TestFraction is double fraction
            ? throw new InvalidDescriptionException($"--test-fraction is {ValidationErrors.Text(fraction)}: {settings.Folder} has {Path.GetFileName(test)}, "
                + "leave it out or give the file for training alone")
            : (EventExamplesFile.Of(train), test is null ? null : EventExamplesFile.Of(test));
    }

    private static string? Find(string folder, string name)
    {
        string[] found = [.. EventExamplesFile.NamesOf(name).Where(file => File.Exists(Path.Combine(folder, file)))];
        return found.Length <= 1
            ? found.Select(file => Path.Combine(folder, file)).FirstOrDefault()
            : throw new DataFileException(folder, null, $"one file {name}", string.Join(" and ", found));
    }

    private static SpikeExamples Examples(EventExamplesFile file, EventShape shape, DataSetSettings settings, List<string> notes)
    {
        var grid = new SensorGrid(shape.Channels, 1, 1, settings.Downsampling);
        var binner = new EventBinner(shape.Steps, settings.CountThreshold);
        var examples = new SpikeExamplesBuilder(grid.Channels, shape.Steps, shape.Classes);
        file.Read(notes, example =>
        {
            shape.Check(example);
            for (int i = 0; i < example.Times.Length; i++)
            {
                // Times beyond any step are as good as the last.
                binner.Add((long)Math.Min(example.TimeUs(i), 1e15), grid.Channel((int)example.Units[i], 0, 0));
            }

            examples.Add((int)example.Label, binner.Take());
        });
        EventShare.Tell(file.Path, binner, notes);
        return examples.Build();
    }

    private static SpikeExamples First(SpikeExamples examples, int limit) =>
        limit >= examples.Count ? examples : Choose(examples, [.. Enumerable.Range(0, limit)]);

    private static SpikeExamples Choose(SpikeExamples examples, int[] chosen)
    {
        var builder = new SpikeExamplesBuilder(examples.Channels, examples.Steps, examples.Classes);
        foreach (int example in chosen)
        {
            builder.Add(examples.Label(example), examples.Spikes(example).ToArray());
        }

        return builder.Build();
    }
}
