using System.Diagnostics;

namespace SnnCluster.Cli.Tests;

/// <summary>
/// Files that a user names, or that lie in a folder that a user names, and are pipes that nobody writes to: each is told, with its
/// name, and nothing waits for it.
/// </summary>
public sealed class PipeTests : IDisposable
{
    private const string IsPipe = "it is a pipe or a device: must be a plain file";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("status --cluster 127.0.0.1:1 --config DIR/x", "x", "--config is 'DIR/x'")]
    [InlineData("node --config DIR/x", "x", "--config is 'DIR/x'")]
    [InlineData("run topographic-map --cluster 127.0.0.1:1 --config DIR/x", "x", "--config is 'DIR/x'")]
    [InlineData("run DIR/x.dll:Mine", "x.dll", "DIR/x.dll")]
    [InlineData("node --models DIR", "x.dll", "--models has DIR/x.dll")]
    [InlineData("evaluate --model DIR/x --dataset randman", "x", "DIR/x")]
    [InlineData("train --dataset mnist --data DIR --out DIR/out", "train-images-idx3-ubyte", "train-images-idx3-ubyte")]
    [InlineData("train --dataset mnist --data DIR --out DIR/out", "train-images-idx3-ubyte.gz", "train-images-idx3-ubyte.gz")]
    [InlineData("data mnist --data DIR", "train-images-idx3-ubyte", "train-images-idx3-ubyte")]
    [InlineData("train --dataset shd --data DIR --out DIR/out", "shd_train.h5", "shd_train.h5")]
    [InlineData("train --dataset shd --data DIR --out DIR/out", "shd_train.h5.gz", "shd_train.h5.gz")]
    [InlineData("train --dataset shd --data DIR --out DIR/out", "shd_train.h5.zip", "shd_train.h5.zip")]
    [InlineData("report DIR", ".snncluster-replaces", ".snncluster-replaces")]
    public async Task A_pipe_is_told_and_not_waited_for(string line, string pipe, string content)
    {
        foreach (string file in Beside(pipe))
        {
            File.WriteAllText(_folder[file], "");
        }

        MakePipe(pipe);
        CommandLine command = await Run(line);
        Assert.Equal(2, command.ExitCode);
        string error = Assert.Single(command.Errors, found => found.EndsWith(IsPipe, StringComparison.Ordinal));
        Assert.Contains(content.Replace("DIR", _folder.Path, StringComparison.Ordinal), error, StringComparison.Ordinal);
        command.HasNoStackTrace();
        Assert.False(Directory.Exists(_folder["out"]));
    }

    /// <summary>In a folder that is gone on with or shown, a pipe counts as an empty file, which is none of those that belong there.</summary>
    [Theory]
    [InlineData("report DIR", "summary.json", "summary.json")]
    [InlineData("resume DIR", "summary.json", "DIR")]
    public async Task A_pipe_among_results_is_told_and_not_waited_for(string line, string pipe, string content)
    {
        MakePipe(pipe);
        CommandLine command = await Run(line);
        Assert.Equal(2, command.ExitCode);
        Assert.Contains(content.Replace("DIR", _folder.Path, StringComparison.Ordinal), command.Error, StringComparison.Ordinal);
        command.HasNoStackTrace();
    }

    [Fact]
    public async Task A_device_is_no_configuration_and_the_null_device_is_an_empty_one()
    {
        CommandLine terminal = await Run("status --cluster 127.0.0.1:1 --config DIR");
        Assert.Contains("it is a folder: must be a file", terminal.Error, StringComparison.Ordinal);
        CommandLine empty = await Run("status --cluster 127.0.0.1:1 --config /dev/null");
        Assert.DoesNotContain("--config", empty.Error, StringComparison.Ordinal);
    }

    // A set is only looked at where all of its files are there.
    private static IEnumerable<string> Beside(string pipe) => pipe switch
    {
        _ when pipe.StartsWith("train-images", StringComparison.Ordinal) =>
            ["train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"],
        _ when pipe.StartsWith("shd", StringComparison.Ordinal) => ["shd_test.h5"],
        _ => [],
    };

    private void MakePipe(string name)
    {
        using Process made = Process.Start("mkfifo", [_folder[name]]);
        made.WaitForExit();
        Assert.Equal(0, made.ExitCode);
    }

    private Task<CommandLine> Run(string line) => Task.Factory.StartNew(
        () => CommandLine.Run(line.Replace("DIR", _folder.Path, StringComparison.Ordinal).Split(' ')), TaskCreationOptions.LongRunning)
        .WaitAsync(Patience);
}
