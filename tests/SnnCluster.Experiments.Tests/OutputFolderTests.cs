using SnnCluster.Experiments.Results;
using SnnCluster.Experiments.Running;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Tests;

public sealed class OutputFolderTests : IDisposable
{
    private const string Old = """{ "schema": 1, "experiment": "topographic-map", "digest": "old" }""";
    private const string New = """{ "schema": 1, "experiment": "topographic-map", "digest": "new" }""";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Old_results_are_what_they_were_until_new_ones_are_whole()
    {
        WriteOld();
        Dictionary<string, string> before = Files();
        Assert.Equal(
            [$"--out {_folder.Path} exists and is not empty: name another folder, or replace a run with --force"],
            Assert.Throws<InvalidDescriptionException>(() => Open(force: false)).Findings);

        // One that fails, and one that was killed, whose lock went with its process.
        using (OutputFolder output = Open())
        {
            WriteNew(output, whole: false);
            Assert.Equal(before, Files().Where(file => !file.Key.StartsWith("replacement", StringComparison.Ordinal)).ToDictionary());
        }

        Assert.Equal(before, Files());
        using (OutputFolder output = Open())
        {
            WriteNew(output, whole: false);
            File.WriteAllText(Path.Combine(output.Path, "spikes.parquet.partial"), "half");
        }

        using (OutputFolder output = Open())
        {
            Assert.Equal([".snncluster-replacement"], Directory.EnumerateFiles(output.Path).Select(Path.GetFileName));
            WriteNew(output, whole: true);
            output.Complete();
            Assert.Equal(_folder.Path, output.Path);
        }

        IsNew();
    }

    [Fact]
    public void Figures_of_the_projections_that_were_there_go_with_them()
    {
        SyntheticRun.Write(_folder.Path, side: 8);
        Write(_folder.Path, ("feed-forward-synapses.svg", "old"), ("mine.svg", "mine"));
        using (OutputFolder output = Open())
        {
            Write(output.Path, ("summary.json", New));
            output.Complete();
        }

        Assert.Equal(["mine.svg", "summary.json"], Files().Keys.Order());
    }

    [Fact]
    public void A_process_may_end_at_any_file_and_the_next_one_goes_on()
    {
        int steps = 0;
        for (int done = 0; done == 0 || done < steps; done++)
        {
            WriteOld();
            string replacement;
            ReplacementJournal journal;
            using (OutputFolder output = Open())
            {
                WriteNew(output, whole: true);
                replacement = output.Path;
                journal = new ReplacementJournal(
                    RunFiles.Summary, ["summary.json", "timeseries.parquet"], ["spikes.parquet", "spikes.png"]);
                journal.Write(_folder.Path);
            }

            // What comes next is asked for step by step, as it depends on what is there.
            Action[] all = [.. journal.Steps(_folder.Path, replacement)];
            steps = all.Length;
            Array.ForEach(all[..done], step => step());
            OutputFolder.Finish(_folder.Path);
            IsNew();
        }

        Assert.Equal(5, steps);
    }

    [Theory]
    [InlineData("snncluster-replacement 1", "snncluster-replacement 2")]
    [InlineData("remove spikes.parquet", "remove notes.txt")]
    [InlineData("remove spikes.parquet\n", "")]
    [InlineData("marker", "Marker")]
    public void A_journal_that_is_damaged_is_not_followed(string from, string to)
    {
        WriteOld();
        using (OutputFolder output = Open())
        {
            WriteNew(output, whole: true);
            new ReplacementJournal(RunFiles.Summary, ["summary.json", "timeseries.parquet"], ["spikes.parquet"]).Write(_folder.Path);
        }

        string path = _folder[".snncluster-replaces"];
        string text = File.ReadAllText(path);
        Assert.Contains(from, text);
        File.WriteAllText(path, text.Replace(from, to));
        Dictionary<string, string> before = Files();
        Assert.Contains(
            $"{path} is damaged", Assert.Throws<InvalidDescriptionException>(() => OutputFolder.Finish(_folder.Path)).Message);
        Assert.Contains($"{path} is damaged", Assert.Throws<InvalidDescriptionException>(() => Open()).Message);
        Assert.Equal(before, Files());
    }

    [Theory]
    [InlineData("../notes.txt")]
    [InlineData("/etc/hostname")]
    [InlineData("a/b/c")]
    [InlineData("a/..")]
    [InlineData("")]
    public void A_journal_names_files_of_its_folder_alone(string name)
    {
        new ReplacementJournal(RunFiles.Summary, [RunFiles.Summary], [name]).Write(_folder.Path);
        Assert.Throws<InvalidDescriptionException>(() => ReplacementJournal.Read(_folder.Path));
    }

    [Fact]
    public void A_folder_of_that_name_that_is_not_ours_is_left_alone()
    {
        WriteOld();
        Directory.CreateDirectory(_folder["replacement"]);
        File.WriteAllText(_folder["replacement/summary.json"], "mine");
        Dictionary<string, string> before = Files();
        Assert.Contains(
            $"{_folder["replacement"]} is there", Assert.Throws<InvalidDescriptionException>(() => Open()).Message);
        Assert.Equal(before, Files());
    }

    [Fact]
    public void One_process_at_a_time_has_a_folder()
    {
        using (Open())
        {
            Assert.Contains("another snncluster writes to", Assert.Throws<InvalidDescriptionException>(() => Open()).Message);
        }

        Open().Dispose();
    }

    private OutputFolder Open(bool force = true) => OutputFolder.Open(_folder.Path, force, OutputContent.Run);

    private void WriteOld() => Write(
        _folder.Path,
        ("summary.json", Old),
        ("spikes.parquet", "old"),
        ("timeseries.parquet", "old"),
        ("spikes.png", "old"),
        ("notes.txt", "mine"));

    private static void WriteNew(OutputFolder output, bool whole)
    {
        Assert.True(output.Replaces);
        Write(output.Path, ("timeseries.parquet", "new"));
        if (whole)
        {
            Write(output.Path, ("summary.json", New));
        }
    }

    private static void Write(string directory, params (string Name, string Text)[] files)
    {
        foreach ((string name, string text) in files)
        {
            File.WriteAllText(Path.Combine(directory, name), text);
        }
    }

    private void IsNew() => Assert.Equal(
        new Dictionary<string, string> { ["notes.txt"] = "mine", ["summary.json"] = New, ["timeseries.parquet"] = "new" },
        Files());

    private Dictionary<string, string> Files() => Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories)
        .Where(file => !OutputLock.Is(file))
        .ToDictionary(file => Path.GetRelativePath(_folder.Path, file), File.ReadAllText);
}
