using SnnCluster.Experiments.Running;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Tests;

public sealed class OutputDirectoryTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("snncluster-output-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData("new")]
    [InlineData("new/")]
    [InlineData("new/deeper/still")]
    [InlineData("empty")]
    [InlineData("empty/../other")]
    public void A_new_or_empty_folder_is_taken_and_checking_leaves_nothing(string name)
    {
        Directory.CreateDirectory(In("empty"));
        Assert.Empty(Findings(In(name), force: false));
        Assert.Equal([In("empty")], Directory.GetFileSystemEntries(_root, "*", SearchOption.AllDirectories));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("[1, 2]")]
    [InlineData("""{ "total": 3 }""")]
    [InlineData("""{ "schema": 1, "experi""")]
    public void What_is_no_run_is_not_replaced(string? summary)
    {
        File.WriteAllText(In("notes.txt"), "mine");
        if (summary is not null)
        {
            File.WriteAllText(In("summary.json"), summary);
        }

        Assert.False(OutputDirectory.IsRun(_root));
        Assert.StartsWith($"--out {_root} exists and is not a run", Assert.Single(Findings(_root, force: true)));
        Assert.Throws<InvalidDescriptionException>(() => OutputFolder.Open(_root, force: true, OutputContent.Run));
        Assert.Equal(summary is not null, File.Exists(In("summary.json")));
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_refused_and_nothing_is_left()
    {
        File.WriteAllText(In("file"), "mine");
        Assert.Equal([$"--out {In("file")} cannot be written: {In("file")} is a file"], Findings(In("file"), force: true));
        Assert.Equal(
            [$"--out {In("file/a/b")} cannot be written: {In("file")} is a file"],
            Findings(In("file/a/b"), force: false));
        Assert.Single(Findings("", force: false));
        Assert.StartsWith("--out", Assert.Single(Findings("a\0b", force: false)));

        // The first folder can be made and the second cannot: a name has at most 255 bytes.
        Assert.Contains("cannot be written", Assert.Single(Findings(In("a/" + new string('x', 300)), force: false)));
        Assert.Equal([In("file")], Directory.GetFileSystemEntries(_root));
    }

    [SkippableFact]
    public void A_folder_that_the_system_refuses_is_refused()
    {
        Skip.IfNot(OperatingSystem.IsLinux());
        Assert.Contains("cannot be written", Assert.Single(Findings("/proc/snncluster", force: false)));
    }

    private static IReadOnlyList<string> Findings(string path, bool force)
    {
        var errors = new ValidationErrors();
        OutputDirectory.Check(path, force, errors);
        return errors.Messages;
    }

    private string In(string name) => Path.Combine(_root, name);
}
