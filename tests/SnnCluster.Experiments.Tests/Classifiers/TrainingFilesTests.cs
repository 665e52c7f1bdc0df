using System.Text.Json.Nodes;
using SnnCluster.Experiments.Classifiers;
using SnnCluster.Experiments.Running;
using SnnCluster.Learning.Networks;
using SnnCluster.Learning.Persistence;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Tests.Classifiers;

public sealed class TrainingFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Out => Path.Combine(_folder.Path, "out");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_training_leaves_tables_figures_network_and_checkpoints()
    {
        TrainingResult result = Trainings.Run(Trainings.Request(Out));

        string[] tables = ["batches", "confusion", "epochs", "rewiring"];
        Assert.All(tables, name => Assert.True(File.Exists(In(name + ".csv")) && File.Exists(In(name + ".parquet")), name));
        Assert.All(
            TrainingFiles.Figures, name => Assert.True(File.Exists(In(name + ".png")) && File.Exists(In(name + ".svg")), name));
        Assert.Empty(Directory.GetFiles(Out, "*.partial", SearchOption.AllDirectories));
        Assert.Equal(5, result.Summary.Epochs.Count);
        Assert.Equal(5 + 1, File.ReadAllLines(In("epochs.csv")).Length);
        Assert.Equal((5 * 3) + 1, File.ReadAllLines(In("batches.csv")).Length); // 180 examples in batches of 60.
        Assert.Equal((5 * 3 * 2) + 1, File.ReadAllLines(In("rewiring.csv")).Length);
        Assert.Equal(200, result.Confusion.Sum(row => row.Count));
        Assert.Equal(
            result.Summary.Rewirings["input-hidden1"] + result.Summary.Rewirings["hidden1-hidden1"],
            result.Summary.Epochs.Sum(epoch => epoch.Rewired));
        Assert.Equal(
            result.Summary.TestAccuracy,
            result.Confusion.Where(row => row.Label == row.Answer).Sum(row => row.Count) / 200.0);

        TrainedClassifier network = ClassifierFormat.ReadNetwork(File.ReadAllBytes(In("network.msgpack")), "network");
        Assert.Equal(result.Summary.Digest, ClassifierDigest.OfNetwork(network.State));
        JsonNode summary = JsonNode.Parse(File.ReadAllText(In("summary.json")))!;
        Assert.True((bool)summary["complete"]!);
        Assert.Equal(result.Summary.Digest, (string?)summary["digest"]);
    }

    [Fact]
    public void The_last_three_checkpoints_are_kept_and_the_best()
    {
        TrainingResult result = Trainings.Run(Trainings.Request(Out, epochs: 6));
        int best = result.Summary.Epochs.MaxBy(epoch => epoch.ValidationAccuracy).Epoch;
        Assert.Equal(
            new[] { best, 4, 5, 6 }.Distinct().OrderDescending(),
            TrainingFiles.CheckpointsIn(Out).Select(checkpoint => checkpoint.Epochs));
        Assert.Equal(TrainingFiles.CheckpointsIn(Out)[0].Path, result.Checkpoint);
    }

    [Fact]
    public void Figures_are_drawn_again_from_the_files()
    {
        Trainings.Run(Trainings.Request(Out, epochs: 2));
        string[] svgs = [.. TrainingFiles.Figures.Select(name => In(name + ".svg"))];
        string[] before = [.. svgs.Select(File.ReadAllText)];
        Array.ForEach(svgs, File.Delete);
        TrainingReport.Write(Out);
        Assert.Equal(before, svgs.Select(File.ReadAllText));
    }

    [Fact]
    public void A_training_is_replaced_with_force_alone()
    {
        Trainings.Run(Trainings.Request(Out, epochs: 2));
        TrainingRequest other = Trainings.Request(Out, epochs: 1);
        Assert.Contains("--force", Assert.Throws<InvalidDescriptionException>(() => Trainings.Run(other)).Message);
        Trainings.Run(other with { Force = true });
        Assert.Single(TrainingFiles.CheckpointsIn(Out));
        Assert.False(OutputDirectory.IsRun(Out));
    }

    [Fact]
    public void A_training_that_is_replaced_stays_until_the_other_is_whole()
    {
        Trainings.Run(Trainings.Request(Out, epochs: 2));
        Dictionary<string, byte[]> before = Files();
        TrainingRequest other = Trainings.Request(Out, epochs: 4) with { Force = true, Seed = 2 };
        TrainingResult early = Trainings.RunUntil(other, epochs: 3);
        Assert.False(early.Summary.Complete);
        Assert.Equal(In("replacement"), early.Folder);
        Assert.Equal(before, Files().Where(file => !file.Key.StartsWith("replacement", StringComparison.Ordinal)));

        // What goes on is the other one, which takes the place of the first when it is whole.
        TrainingResult result = Trainings.Run(Trainings.Resume(other with { Force = false }));
        Assert.Equal(Trainings.Run(other with { OutputDirectory = null }).Summary.Digest, result.Summary.Digest);
        Assert.Equal(Out, result.Folder);
        Assert.Equal(TrainingFiles.CheckpointsIn(Out)[0].Path, result.Checkpoint);
        Assert.Equal(result.Summary.Digest, (string?)JsonNode.Parse(File.ReadAllText(In("summary.json")))!["digest"]);
        Assert.False(Directory.Exists(In("replacement")));
        Assert.DoesNotContain(Files().Keys, file => file.Contains(".snncluster", StringComparison.Ordinal));
    }

    [Fact]
    public void A_training_whose_loss_is_no_number_ends_with_its_last_good_checkpoint()
    {
        TrainingRequest request = Trainings.Request(Out) with
        {
            Optimiser = OptimiserKind.Sgd,
            DeepR = false,
            LearningRate = 1e30,
            LearningRateFactor = 1,
        };
        TrainingResult result = Trainings.Run(request with { Epochs = 200 });
        Assert.NotNull(result.Failure);
        Assert.Contains("step", result.Failure);
        Assert.False(result.Summary.Complete);
        Assert.Equal(result.Checkpoint, TrainingFiles.CheckpointsIn(Out).Select(checkpoint => checkpoint.Path).FirstOrDefault());
    }

    private Dictionary<string, byte[]> Files() => Directory.EnumerateFiles(Out, "*", SearchOption.AllDirectories)
        .ToDictionary(file => Path.GetRelativePath(Out, file), File.ReadAllBytes);

    private string In(string name) => Path.Combine(Out, name);
}
