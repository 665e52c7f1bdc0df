namespace SnnCluster.Cli.Tests;

/// <summary>What cannot be trained is told before anything is written.</summary>
public sealed class TrainBadInputTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("--epochs 0", "--epochs is 0: must be at least 1")]
    [InlineData("--epochs many", "--epochs is 'many': must be a whole number")]
    [InlineData("--batch 0", "--batch is 0: must be at least 1")]
    [InlineData("--batch 4001", "--batch is 4001: must be at most the number of training examples, 4000")]
    [InlineData("--batch 91 --examples 100 --validation-fold 0", "--batch is 91: must be at most the number of")]
    [InlineData("--chunk 0", "--chunk is 0: must be at least 1")]
    [InlineData("--input-density 0", "--input-density is 0: must be above 0 and at most 1")]
    [InlineData("--input-density 1.5", "--input-density is 1.5: must be above 0 and at most 1")]
    [InlineData("--recurrent --recurrent-density -1", "--recurrent-density is -1: must be above 0")]
    [InlineData("--recurrent-density 0.5", "--recurrent-density is 0.5: must be given with --recurrent")]
    [InlineData("--deep-r", "--deep-r is on, but all projections are dense")]
    [InlineData("--deep-r --input-density 0.5 --l1 -1", "--l1 is -1: must be at least 0")]
    [InlineData("--deep-r-scope targte", "--deep-r-scope is 'targte': must be target or partition; did you mean 'target'?")]
    [InlineData("--dataset mnits --data x", "--dataset is 'mnits': there is no such data set; did you mean 'mnist'?")]
    [InlineData("--dataset mnist", "--data is missing: mnist needs the folder with its files; 'snncluster data mnist'")]
    [InlineData("--validation-fold 10", "--validation-fold is 10: must be from 0 to 9")]
    [InlineData("--validation-fold 0 --folds 1", "--folds is 1: must be at least 2")]
    [InlineData("--hidden 0", "--hidden is 0: must be from 1 to 65536")]
    [InlineData("--hidden 12,x", "--hidden has 'x': must be a whole number, and others after commas")]
    [InlineData("--neuron izhikevich", "--neuron is 'izhikevich': must be lif or alif")]
    [InlineData("--loss l2", "--loss is 'l2': must be cross-entropy or mse")]
    [InlineData("--learning-rate 0", "--learning-rate is 0: must be above 0")]
    [InlineData("--learning-rate-factor 2", "--learning-rate-factor is 2: must be above 0 and at most 1")]
    [InlineData("--learning-rate-every 0", "--learning-rate-every is 0: must be at least 1")]
    [InlineData("--momentum 0.5", "--momentum is 0.5: adam has none")]
    [InlineData("--optimiser sgd --momentum 1", "--momentum is 1: must be below 1")]
    [InlineData("--rate-strength -1", "--rate-strength is -1: must be at least 0")]
    [InlineData("--target-rate-hz nan", "--target-rate-hz is NaN: must be a finite number")]
    [InlineData("--weight-scale -1", "--weight-scale is -1: must be at least 0")]
    [InlineData("--recurrent --recurrent-weight-scale -1", "--recurrent-weight-scale is -1: must be at least 0")]
    [InlineData("--recurrent-weight-scale nan", "--recurrent-weight-scale is NaN: must be a finite number")]
    [InlineData("--recurrent-weight-scale 0.5", "--recurrent-weight-scale is 0.5: must be given with --recurrent")]
    [InlineData(
        "--recurrent --recurrent-learning-rate-factor -1", "--recurrent-learning-rate-factor is -1: must be at least 0")]
    [InlineData(
        "--recurrent-learning-rate-factor infinity",
        "--recurrent-learning-rate-factor is Infinity: must be a finite number")]
    [InlineData(
        "--recurrent-learning-rate-factor 0", "--recurrent-learning-rate-factor is 0: must be given with --recurrent")]
    [InlineData("--input-steps 0", "--input-steps is 0: must be from 1 to 65536")]
    [InlineData("--examples 0", "--examples is 0: must be at least 1")]
    [InlineData("--downsample 2", "--downsample is 2: randman has no space to down-sample")]
    [InlineData("--seed -1", "--seed is '-1': must be a whole number from 0")]
    [InlineData("--workers 0", "--workers is '0': must be a whole number, at least 1")]
    public void Options_are_refused(string options, string content)
    {
        string[] args = ["train", "--out", _folder["out"], .. options.Split(' ')];
        CommandLine.Run(args).IsRefused(1, content);
        Assert.True(_folder.IsEmpty);
    }

    [Fact]
    public void Everything_is_told_at_once()
    {
        File.WriteAllText(_folder["mine.txt"], "mine");
        string line = $"train --epochs 0 --batch 9000 --hidden 0,4 --input-density 0 --validation-fold 12 --out {_folder.Path}";
        CommandLine.Run(line.Split(' ')).IsRefused(
            6, "--epochs is 0", "--batch is 9000", "--hidden is 0", "--input-density is 0", "--validation-fold is 12", "--out ");
    }

    [Fact]
    public void A_data_set_whose_files_are_not_there_is_refused()
    {
        CommandLine.Run("train", "--dataset", "mnist", "--data", _folder.Path, "--out", _folder["out"])
            .IsRefused(1, _folder.Path, "train-images-idx3-ubyte");
        Assert.True(_folder.IsEmpty);
    }
}
