using SnnCluster.Learning.DataSets.Encoders;
using SnnCluster.Learning.DataSets.Formats;
using SnnCluster.Learning.Examples;

namespace SnnCluster.Learning.DataSets;

/// <summary>
/// The Heidelberg spiking data sets: spoken words as spikes of 700 channels of a model cochlea. Spikes are binned to
/// steps of 1 ms by <see cref="EventBinner"/>; down-sampling by f lets f neighbouring channels share one.
/// </summary>
public sealed class HeidelbergDataSet : DataSetSource
{
    /// <summary>Channels of the cochlea.</summary>
    public const int Units = 700;

    private readonly string _train;
    private readonly string _test;

    private HeidelbergDataSet(
        string name, string description, DataSetDefaults defaults, IReadOnlyList<DataSetFile> files, IReadOnlyList<string> howToGet)
    {
        Name = name;
        Description = description;
        Defaults = defaults;
        Files = files;
        HowToGet = howToGet;
        _train = $"{name}_train.h5";
        _test = $"{name}_test.h5";
    }

    /// <summary>SHD: spoken digits in English and German.</summary>
    public static HeidelbergDataSet Digits { get; } = new(
        "shd",
        "Spiking Heidelberg Digits: spoken digits in two languages, 700 channels, 20 classes.",
        new DataSetDefaults(Units, 20, 8156, 2264, Steps: 1400) { CountThreshold = 1, Downsampling = 1 },
        [
            File("shd_train.h5", "8,156 examples for training",
                new FileChecksum("shd_train.h5", "MD5", "8e9877c85f29a28dd353ea6a54402667"),
                new FileChecksum("shd_train.h5.gz", "MD5", "d47c9825dee33347913e8ce0f2be08b0"),
                new FileChecksum("shd_train.h5.zip", "MD5", "f3252aeb598ac776c1b526422d90eecb")),
            File("shd_test.h5", "2,264 examples for testing",
                new FileChecksum("shd_test.h5", "MD5", "207ad1295a0ab611e22d1734989c254e"),
                new FileChecksum("shd_test.h5.gz", "MD5", "3062a80ec0c5719404d5b02e166543b1"),
                new FileChecksum("shd_test.h5.zip", "MD5", "1503a5064faa34311c398fb0a1ed0a6f")),
        ],
        ["Download shd_train.h5.gz and shd_test.h5.gz (or .zip) from the publisher, and put them into DIR as they are."]);

    /// <summary>SSC: spoken command words in English.</summary>
    public static HeidelbergDataSet SpeechCommands { get; } = new(
        "ssc",
        "Spiking Speech Commands: spoken command words, 700 channels, 35 classes; large.",
        new DataSetDefaults(Units, 35, 75_466, 20_382, Steps: 1000) { CountThreshold = 1, Downsampling = 1 },
        [
            File("ssc_train.h5", "75,466 examples for training",
                new FileChecksum("ssc_train.h5.zip", "MD5", "d102be95e7144fcc0553d1f45ba94170")),
            File("ssc_valid.h5", "9,981 examples for validation; not read: the folds of the training set validate",
                new FileChecksum("ssc_valid.h5.zip", "MD5", "b4eee3516a4a90dd0c71a6ac23a8ae43")),
            File("ssc_test.h5", "20,382 examples for testing",
                new FileChecksum("ssc_test.h5.zip", "MD5", "a35ff1e9cffdd02a20eb850c17c37748")),
        ],
        ["Download ssc_train.h5.gz and ssc_test.h5.gz (or .zip) from the publisher, and put them into DIR as they are."]);

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override string Description { get; }

    /// <inheritdoc/>
    public override string Citation =>
        "B. Cramer, Y. Stradmann, J. Schemmel and F. Zenke, The Heidelberg spiking data sets for the systematic evaluation "
            + "of spiking neural networks, IEEE Transactions on Neural Networks and Learning Systems 33, 2022";

    /// <inheritdoc/>
    public override string Url => "https://zenkelab.org/datasets/";

    /// <inheritdoc/>
    public override IReadOnlyList<DataSetFile> Files { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> HowToGet { get; }

    /// <inheritdoc/>
    public override DataSetDefaults Defaults { get; }

    /// <inheritdoc/>
    protected override DataSet Read(DataSetSettings settings)
    {
        var folder = new DataFolder(settings.Folder, Name);
        string train = folder.PathOf(_train, _train + ".gz", _train + ".zip");
        string test = folder.PathOf(_test, _test + ".gz", _test + ".zip");
        var notes = new List<string>();
        return new DataSet(Name, Examples(train, settings, notes), Examples(test, settings, notes)) { Notes = notes };
    }

    private static DataSetFile File(string name, string content, params FileChecksum[] checksums) =>
        new(name, content) { OtherNames = [name + ".gz", name + ".zip"], Checksums = checksums };

    private SpikeExamples Examples(string path, DataSetSettings settings, List<string> notes)
    {
        var grid = new SensorGrid(Units, 1, 1, settings.Downsampling);
        var binner = new EventBinner(settings.FixedSteps, settings.CountThreshold);
        var examples = new SpikeExamplesBuilder(grid.Channels, settings.FixedSteps, Defaults.Classes);
        SpikeTimesFile.Read(path, settings.Limit, notes, example =>
        {
            if (!(example.Label >= 0 && example.Label < Defaults.Classes))
            {
                throw example.WrongLabel($"a label from 0 to {Defaults.Classes - 1}");
            }

            for (int i = 0; i < example.Times.Length; i++)
            {
                if (!(example.Units[i] >= 0 && example.Units[i] < Units))
                {
                    throw example.WrongUnit(i, $"a unit from 0 to {Units - 1}");
                }

                if (!double.IsFinite(example.Times[i]) || example.Times[i] < 0)
                {
                    throw example.WrongTime(i);
                }

                binner.Add((long)example.TimeUs(i), grid.Channel((int)example.Units[i], 0, 0));
            }

            examples.Add((int)example.Label, binner.Take());
        });
        EventShare.Tell(path, binner, notes);
        return examples.Build();
    }
}
