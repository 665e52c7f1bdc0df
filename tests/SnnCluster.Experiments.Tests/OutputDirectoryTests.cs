using SnnCluster.Experiments.Figures;
using SnnCluster.Experiments.Results;
using SnnCluster.Experiments.Running;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Tests;

public sealed class OutputDirectoryTests : IDisposable
{
    private const string Summary = """{ "schema": 1, "experiment": "topographic-map" }""";

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

        OutputDirectory.Prepare(In(name), force: false);
        Assert.True(Directory.Exists(In(name)));
        Assert.Empty(Directory.GetFileSystemEntries(In(name)));
    }

    [Fact]
    public void A_run_is_replaced_with_force_alone()
    {
        foreach (string file in RunFiles.All)
        {
            File.WriteAllText(In(file), Summary);
        }

        File.WriteAllText(In("notes.txt"), "mine");
        Directory.CreateDirectory(In("sub"));
        File.WriteAllText(In("sub/summary.json"), "mine");

        Assert.Equal(
            [$"--out {_root} exists and is not empty: name another folder, or replace a run with --force"],
            Findings(_root, force: false));
        Assert.Empty(Findings(_root, force: true));
        Assert.Throws<InvalidDescriptionException>(() => OutputDirectory.Prepare(_root, force: false));
        Assert.True(File.Exists(In("summary.json")));

        OutputDirectory.Prepare(_root, force: true);
        Assert.Equal([In("notes.txt")], Directory.GetFiles(_root));
        Assert.Equal("mine", File.ReadAllText(In("sub/summary.json")));
    }

    [Fact]
    public void Figures_of_the_run_that_was_there_go_with_it()
    {
        SyntheticRun.Write(_root, side: 8);
        Assert.NotEmpty(RunReport.Write(_root).Paths);
        File.WriteAllText(In("mine.png"), "mine");
        OutputDirectory.Prepare(_root, force: true);
        Assert.Equal([In("mine.png")], Directory.GetFiles(_root));
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
        Assert.Throws<InvalidDescriptionException>(() => OutputDirectory.Prepare(_root, force: true));
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
