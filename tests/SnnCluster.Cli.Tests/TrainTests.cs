using System.Text.Json.Nodes;

namespace SnnCluster.Cli.Tests;

public sealed class TrainTests : IDisposable
{
    private const string Tiny = "train --hidden 24 --examples 200 --batch 40 --epochs 3 --validation-fold 1 --recurrent "
        + "--input-density 0.3 --recurrent-density 0.2 --deep-r";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void With_its_defaults_it_learns_randman_to_more_than_90_percent()
    {
        CommandLine run = CommandLine.Run("train", "--json");
        Assert.Equal(0, run.ExitCode);
        JsonNode summary = JsonNode.Parse(run.Output)!;
        Assert.True((double)summary["testAccuracy"]! > 0.9, run.Error);
        Assert.Contains("epoch 10/10: loss ", run.Error);
    }

    [Fact]
    public void Json_is_one_object_with_the_keys_of_the_contract()
    {
        CommandLine run = Run(Tiny + " --json --quiet");
        Assert.Equal(0, run.ExitCode);
        Assert.Empty(run.Error);
        JsonObject summary = JsonNode.Parse(run.Output)!.AsObject();
        string[] keys =
        [
            "schema", "dataset", "parameters", "seed", "complete", "testAccuracy", "validationAccuracy", "trainAccuracy",
            "epochs", "examplesPerSecond", "synapses", "rewirings", "loopSeconds", "version", "commit", "date", "commandLine",
            "machine", "digest",
        ];
        Assert.All(keys, key => Assert.True(summary.ContainsKey(key), key));
        Assert.Equal("randman", (string?)summary["dataset"]);
        Assert.Equal(3, summary["epochs"]!.AsArray().Count);
        Assert.Equal(0.3, (double)summary["parameters"]!["input-density"]!);
        Assert.Null(summary["epochs"]![0]!["testAccuracy"]);
        Assert.Equal(19 * 24, (long)summary["synapses"]!["input-hidden1"]!);
        Assert.True(summary["rewirings"]!.AsObject().ContainsKey("hidden1-hidden1"));
        Assert.StartsWith("sha256:", (string?)summary["digest"]);
    }

    [Fact]
    public void What_was_trained_is_evaluated_from_folder_network_and_checkpoint()
    {
        string dir = _folder["out"];
        CommandLine train = Run($"{Tiny} --json --out {dir}");
        JsonNode summary = JsonNode.Parse(train.Output)!;
        foreach (string model in new[] { dir, $"{dir}/network.msgpack", $"{dir}/checkpoints/epoch-0003.msgpack" })
        {
            CommandLine evaluate = CommandLine.Run("evaluate", "--model", model, "--json");
            Assert.Equal(0, evaluate.ExitCode);
            JsonNode result = JsonNode.Parse(evaluate.Output)!;
            Assert.Equal((double)summary["testAccuracy"]!, (double)result["accuracy"]!);
            Assert.Equal((string?)summary["digest"], (string?)result["digest"]);
            Assert.True((bool)result["sameData"]!);
            Assert.Equal(200, (int)result["examples"]!);
        }

        // A graph of NIR is the same network, whose missing connections are zeros.
        CommandLine export = CommandLine.Run("export", dir, "--format", "nir", "--out", _folder["new/folder/net.nir"]);
        Assert.Equal((0, _folder["new/folder/net.nir"]), (export.ExitCode, export.Output.Trim()));
        Assert.Contains("note: neurons are refractory for 5 steps", export.Error);
        JsonNode graph = JsonNode.Parse(CommandLine.Run("evaluate", "--model", _folder["new/folder/net.nir"], "--json").Output)!;
        Assert.Equal((double)summary["testAccuracy"]!, (double)graph["accuracy"]!);
        Assert.True((bool)graph["sameData"]!);
        CommandLine.Run("export", dir, "--format", "nir", "--out", _folder["new/folder/net.nir"]).IsRefused(1, "is there already");
        CommandLine.Run("evaluate", "--model", dir, "--nir-method", "exact").IsRefused(1, "--nir-method is given", "is no NIR graph");
        CommandLine.Run("evaluate", "--model", _folder["new/folder/net.nir"], "--nir-method", "runge").IsRefused(1, "--nir-method is 'runge': must be euler or exact");

        Assert.Contains("test set of randman", CommandLine.Run("evaluate", "--model", dir).Output);
        CommandLine.Run("evaluate", "--model", dir, "--input-steps", "50")
            .IsRefused(1, "--dataset randman: has 50 steps of an example, the network is for 100");
        CommandLine.Run("evaluate", "--model", $"{dir}/summary.json")
            .IsRefused(1, "is not a classifier or checkpoint of snncluster");
        CommandLine.Run("evaluate", "--model", _folder["nowhere"]).IsRefused(1, "there is no such file or folder");
        CommandLine.Run("evaluate").IsRefused(1, "--model is missing");
        Assert.Equal(0, CommandLine.Run("report", dir).ExitCode);
    }

    [Fact]
    public void A_resumed_training_keeps_its_parameters_and_refuses_others()
    {
        string dir = _folder["out"];
        string digest = Digest(Run(Tiny + " --json"));
        Run($"{Tiny} --out {dir} --quiet");
        File.Delete(Path.Combine(dir, "checkpoints", "epoch-0003.msgpack"));

        CommandLine.Run("train", "--resume", dir, "--seed", "2", "--l1", "0.5", "--deep-r").IsRefused(
            2,
            "--seed is 2, the training has 1: must be the same to resume it",
            "--l1 is 0.5, the training has 0.01: must be the same to resume it");
        CommandLine.Run("train", "--resume", dir, "--out", _folder["other"]).IsRefused(1, "--out is given with --resume");
        CommandLine.Run("train", "--resume", _folder["nowhere"]).IsRefused(1, "there is no such folder");

        CommandLine resumed = CommandLine.Run("train", "--resume", dir, "--json");
        Assert.Equal(0, resumed.ExitCode);
        Assert.Contains("Going on after epoch 2 of 3.", resumed.Error);
        Assert.Equal(digest, Digest(resumed));
    }

    [Fact]
    public void An_infinite_loss_is_an_error_that_names_step_and_checkpoint()
    {
        CommandLine run = Run(
            $"train --hidden 16 --examples 200 --batch 40 --epochs 3 --learning-rate 1e35 --out {_folder["out"]}");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("of the optimiser)", Assert.Single(run.Errors));
        Assert.Contains("there is no checkpoint", Assert.Single(run.Errors));
        Assert.Contains("\"complete\": false", File.ReadAllText(Path.Combine(_folder["out"], "summary.json")));
    }

    private static string Digest(CommandLine run) => (string)JsonNode.Parse(run.Output)!["digest"]!;

    private static CommandLine Run(string line) => CommandLine.Run(line.Split(' '));
}
