using System.Text;
using SnnCluster.Cluster.Checkpoints;
using SnnCluster.Cluster.Protocol;
using SnnCluster.Cluster.Runs;
using SnnCluster.Cluster.Wire;
using SnnCluster.Cluster.Wire.Contracts;
using SnnCluster.Tests.Shared;

namespace SnnCluster.Cluster.Tests.Checkpoints;

/// <summary>Folders of checkpoints that somebody else changes at the same time, or that are others than they seem.</summary>
public sealed class CheckpointFolderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("snncluster-cluster-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_checkpoint_whose_folder_was_removed_is_none()
    {
        var directory = new CheckpointDirectory(_folder);
        Assert.Throws<FileNotFoundException>(() => directory.OpenRead("step-0000000001-000001/manifest.json"));
    }

    [Fact]
    public void A_folder_without_token_is_another_than_the_coordinators() => Assert.Contains(
        "folder of checkpoints here is another one there than at the coordinator",
        Assert.Throws<CheckpointException>(() => new CheckpointStore(new CheckpointDirectory(_folder), "here").Token()).Message);

    [Fact]
    public void Of_two_coordinators_the_first_completes_no_checkpoint_any_more()
    {
        var first = new CheckpointStore(new CheckpointDirectory(_folder), "first");
        var second = new CheckpointStore(new CheckpointDirectory(_folder), "second");
        CheckpointClaim old = first.Claim("r1", isNew: true);
        first.Commit(Manifest(old.Epoch, step: 10));
        CheckpointClaim current = second.Claim("r1", isNew: false);
        Assert.Equal(old.Token, current.Token);
        Assert.True(current.Epoch > old.Epoch);

        CheckpointException refused = Assert.Throws<CheckpointException>(() => first.Commit(Manifest(old.Epoch, step: 20)));
        Assert.True(refused.IsTakenOver);
        Assert.Contains("was taken over by another coordinator", refused.Message);
        second.Commit(Manifest(current.Epoch, step: 20));
    }

    [Fact]
    public void A_folder_with_checkpoints_is_not_begun_anew()
    {
        var store = new CheckpointStore(new CheckpointDirectory(_folder), "it");
        store.Claim("r1", isNew: true);
        Assert.Contains("has checkpoints of another run (coordinator-000001 says r1)", Refused());
        foreach (string damage in new[] { "", "\0\0", "r1\u0005 host", " " })
        {
            File.WriteAllText(Path.Combine(_folder, "coordinator-000001"), damage);
            Assert.Contains("has checkpoints of another run (coordinator-000001 is damaged)", Refused());
        }

        string Refused() => Assert.Throws<CheckpointException>(() => store.Claim("r1", isNew: true)).Message;
    }

    // Both are runs whose coordinator is lost; of the second nothing but its specification was ever told.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_run_that_has_not_begun_goes_on_with_no_other_runs_checkpoints(bool replaces)
    {
        var store = new CheckpointStore(new CheckpointDirectory(_folder), "it");
        using (RunLog log = RunArchive.Open(store, "first", FolderUse.New, int.MaxValue).Log!)
        {
            store.Storage.Write("step-0000000010-000001/x", stream => stream.WriteByte(1));
            store.Commit(Manifest(epoch: 1, step: 10) with { RunId = "first" });
        }

        using (RunLog log = RunArchive.Open(store, "first", FolderUse.Adopt, int.MaxValue).Log!)
        {
            Assert.Equal(10, Assert.Single(store.All()).Step);
        }

        OpenedArchive second = RunArchive.Open(store, "second", FolderUse.Adopt, int.MaxValue, replaces);
        second.Log?.Dispose();
        Assert.Null(second.Last);
        Assert.Equal(replaces, second.Failure is null);
        Assert.Equal(replaces ? 0 : 1, store.All().Count);
        if (!replaces)
        {
            Assert.Contains("it has checkpoints of another run (coordinator-000002 says first)", second.Failure);
        }
    }

    // The second may have been written by one that was cut off, whose name came before its content.
    [Theory]
    [InlineData(FolderUse.Adopt)]
    [InlineData(FolderUse.Resume)]
    public void Whoever_goes_on_is_told_what_it_passes_over(FolderUse use)
    {
        var store = new CheckpointStore(new CheckpointDirectory(_folder), "it");
        RunArchive.Open(store, "run", FolderUse.New, int.MaxValue).Log!.Dispose();
        foreach (int step in new[] { 10, 20, 30, 40 })
        {
            store.Storage.Write($"step-{step:D10}-000001/x", stream => stream.WriteByte(1));
            store.Commit(Manifest(epoch: 1, step) with
            {
                Reports = [new CheckpointReports("reports-000001.log", step == 30 ? 5 : 0)],
                Specification = Manifest(1, step).Specification with { KeptCheckpoints = 9 },
            });
        }

        string newest = Path.Combine(_folder, "step-0000000040-000001", "manifest.json");
        File.WriteAllText(newest, File.ReadAllText(newest).Replace("\"seed\": 1", "\"seed\": 3", StringComparison.Ordinal));
        File.AppendAllText(Path.Combine(_folder, "reports-000001.log"), "123");
        File.Delete(Path.Combine(_folder, "step-0000000020-000001", "x"));

        OpenedArchive opened = RunArchive.Open(store, "run", use, int.MaxValue);
        opened.Log?.Dispose();
        Assert.Equal(10, opened.Last?.Step);
        Assert.Equal(1UL, opened.Last?.Specification.Network.Seed);
        Assert.Collection(
            opened.Notes,
            note => Assert.StartsWith("step-0000000040-000001/manifest.json is damaged: its content does not have the hash", note),
            note => Assert.Equal("step-0000000020-000001/x is missing", note),
            note => Assert.Equal("reports-000001.log, which the checkpoint of step 30 needs, is damaged: it has 3 bytes, its manifest says 5", note));
    }

    // Of four segments, the checkpoints of 30 and 40 need the first three and all, that of 10 the first alone.
    [Theory]
    [InlineData(4, 30, new[] { 0, 1, 2, 3, 4, 5 })]
    [InlineData(3, 10, new[] { 0, 1 })]
    [InlineData(1, 40, new[] { -1, 2, 3, 4, 5, 6, 7 })]
    public void The_newest_checkpoint_whose_reports_are_whole_is_gone_on_from_and_where_there_is_none_the_newest(
        int damaged, int expected, int[] parts)
    {
        var store = new CheckpointStore(new CheckpointDirectory(_folder), "it");
        using (RunLog log = RunArchive.Open(store, "run", FolderUse.New, int.MaxValue).Log!)
        {
            log.Add(Attempt(0));
            for (int step = 0; step < 8; step++)
            {
                log.Add(Part(step));
                if (step is 1 or 5 or 7)
                {
                    int stop = step == 1 ? 10 : step == 5 ? 30 : 40;
                    log.Flush(log.Mark());
                    store.Storage.Write($"step-{stop:D10}-000001/x", stream => stream.WriteByte(1));
                    store.Commit(Manifest(epoch: 1, stop) with
                    {
                        Reports = RunArchive.ReportsOf(1, log.Mark()),
                        Specification = Manifest(1, stop).Specification with { KeptCheckpoints = 9 },
                    });
                }
            }
        }

        Assert.Equal(4, Directory.GetFiles(_folder, "reports-000001-*.log").Length);
        string segment = Path.Combine(_folder, $"reports-000001-{damaged:D6}.log");
        byte[] bytes = File.ReadAllBytes(segment);
        bytes[^20] ^= 1;
        File.WriteAllBytes(segment, bytes);

        OpenedArchive opened = RunArchive.Open(store, "run", FolderUse.Resume, int.MaxValue);
        using RunLog again = opened.Log!;
        Assert.Null(opened.Failure);
        Assert.Equal(expected, opened.Last!.Step);
        Assert.Equal(parts, StepsOf(again));
        Assert.Contains(opened.Notes, note => note.StartsWith(
            $"{Path.GetFileName(segment)}, which the checkpoint of step 40 needs, is damaged: at byte ", StringComparison.Ordinal));
        Assert.Equal(expected == 40, opened.Notes.Any(note => note.StartsWith(
            "the run goes on from step 40 without the reports that are damaged", StringComparison.Ordinal)));

        // What is gone on from is a log like any other: the gap stays where it is.
        store.Storage.Write("step-0000000050-000002/x", stream => stream.WriteByte(1));
        again.Flush(again.Mark());
        store.Commit(Manifest(epoch: 2, 50) with
        {
            Reports = RunArchive.ReportsOf(2, again.Mark()),
            Specification = Manifest(2, 50).Specification with { KeptCheckpoints = 1 },
        });
        OpenedArchive third = RunArchive.Open(store, "run", FolderUse.Adopt, int.MaxValue);
        using RunLog last = third.Log!;
        Assert.Equal(50, third.Last!.Step);
        Assert.Equal(parts, StepsOf(last));
        Assert.Empty(Directory.GetFiles(_folder, "reports-000001-*.log"));

        // Two in a segment.
        static ReportPart Part(int step) =>
            new() { RunId = "run", Partition = 0, Step = step, Kind = ReportKind.List, Data = new byte[150_000] };

        static ReportPart Attempt(int step) => new()
        {
            RunId = "run",
            Partition = -1,
            Step = step,
            Kind = ReportKind.Attempt,
            Data = ContractBytes.Of(new AttemptStart
            {
                Step = step,
                Placement = new RunPlacement { Nodes = ["a:1"], Partitions = [], Transport = "shared" },
            }),
        };

        static int[] StepsOf(RunLog log)
        {
            var steps = new List<int>();
            for (long from = 0; from < log.Count;)
            {
                IReadOnlyList<ReportPart> page = log.Read(from);
                from += page.Count;
                steps.AddRange(page.Where(part => part.Kind != ReportKind.Attempt).Select(part => part.Kind == ReportKind.Gap ? -1 : part.Step));
            }

            return [.. steps];
        }
    }

    [Fact]
    public void What_a_process_that_was_killed_has_not_finished_goes_with_the_last_file_of_its_checkpoint()
    {
        var directory = new CheckpointDirectory(_folder);
        string[] files = ["step-0000000010-000001/x", "step-0000000010-000001/y"];
        foreach (string file in files)
        {
            directory.Write(file, stream => stream.Write(Encoding.ASCII.GetBytes("x")));
        }

        string unfinished = Path.Combine(_folder, files[0] + ".0123.unfinished");
        File.WriteAllText(unfinished, "");
        directory.Delete(files[0]);
        Assert.True(File.Exists(unfinished));
        directory.Delete(files[1]);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder));
    }

    [Fact]
    public void What_was_never_completed_goes_when_the_run_ends_and_nothing_else()
    {
        var directory = new CheckpointDirectory(_folder);
        var store = new CheckpointStore(directory, "it");
        CheckpointClaim claim = store.Claim("run", isNew: true);
        string[] files = ["step-0000000010-000001/x", "step-0000000020-000001/x", "step-0000000030-000001/x"];
        foreach (string file in files)
        {
            directory.Write(file, stream => stream.WriteByte(1));
        }

        // Killed while it wrote its only part, and a file that is none of ours.
        File.Move(Path.Combine(_folder, files[2]), Path.Combine(_folder, files[2] + ".0123.unfinished"));
        File.WriteAllText(Path.Combine(_folder, "mine.unfinished"), "");
        store.Commit(Manifest(claim.Epoch, step: 10));

        store.Tidy(claim.Epoch);

        Assert.Equal(
            ["coordinator-000001", "step-0000000010-000001/manifest.json", files[0], "token"], directory.List().Order(StringComparer.Ordinal));
        Assert.Equal(
            ["coordinator-000001", "mine.unfinished", "step-0000000010-000001", "token"],
            Directory.EnumerateFileSystemEntries(_folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.True(Assert.Throws<CheckpointException>(() => TidyAsAnOlderOne()).IsTakenOver);

        void TidyAsAnOlderOne()
        {
            store.Claim("run", isNew: false);
            store.Tidy(claim.Epoch);
        }
    }

    [Fact]
    public void What_is_written_is_brought_to_the_disk_with_its_name_and_the_names_of_its_folders()
    {
        string folder = Path.Combine(_folder, "run", "checkpoints");
        var flushed = new List<string>();
        var directory = new CheckpointDirectory(folder, names =>
        {
            // What is flushed has the names that it is to keep.
            Assert.DoesNotContain(Directory.EnumerateFiles(names), file => file.EndsWith(".unfinished", StringComparison.Ordinal));
            flushed.Add(Path.GetRelativePath(_folder, names) + ":" + Directory.EnumerateFileSystemEntries(names).Count());
        });
        directory.TryCreate("token", [1]);
        Assert.Equal([".:1", "run:1", "run/checkpoints:1"], Flushed());
        directory.Write("step-0000000010-000001/x", stream => stream.WriteByte(1));
        Assert.Equal(["run/checkpoints:2", "run/checkpoints/step-0000000010-000001:1"], Flushed());
        directory.Write("step-0000000010-000001/manifest.json", stream => stream.WriteByte(1));
        Assert.Equal(["run/checkpoints/step-0000000010-000001:2"], Flushed());
        directory.Create("reports-000001.log").Dispose();
        Assert.Equal(["run/checkpoints:3"], Flushed());
        ((ICheckpointDisk)directory).Append("reports-000002.log", 0, stream => stream.WriteByte(1));
        Assert.Equal(["run/checkpoints:4"], Flushed());
        ((ICheckpointDisk)directory).Append("reports-000002.log", 1, stream => stream.WriteByte(2));
        Assert.Empty(Flushed());

        string[] Flushed()
        {
            string[] all = [.. flushed.Select(name => name.Replace(Path.DirectorySeparatorChar, '/'))];
            flushed.Clear();
            return all;
        }
    }

    [Fact]
    public void A_folder_that_is_gone_cannot_be_brought_to_the_disk()
    {
        DurableFiles.FlushFolder(_folder);
        if (!OperatingSystem.IsWindows())
        {
            string gone = Path.Combine(_folder, "gone");
            Assert.Contains(gone, Assert.Throws<IOException>(() => DurableFiles.FlushFolder(gone)).Message);
        }
    }

    // A folder that contains itself cannot be read to its end, whoever reads it.
    [Fact]
    public void A_folder_that_cannot_be_read_leaves_the_others_what_they_are()
    {
        var directory = new CheckpointDirectory(_folder);
        string[] files = ["step-0000000010-000001/x", "step-0000000020-000001/y", "token"];
        foreach (string file in files)
        {
            directory.Write(file, stream => stream.WriteByte(1));
        }

        string within = Path.Combine(_folder, "lost");
        Directory.CreateDirectory(within);
        if (!OperatingSystem.IsWindows())
        {
            Directory.CreateSymbolicLink(Path.Combine(within, "again"), within);
            File.SetUnixFileMode(within, UnixFileMode.None);
        }

        try
        {
            Assert.Equal(files, directory.List().Order());
        }
        finally
        {
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(within, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
                Directory.Delete(Path.Combine(within, "again"));
            }
        }
    }

    // Two links to the folder that they lie in: with each folder more, there were twice as many files.
    [Fact]
    public void Links_to_folders_are_not_followed_and_nothing_is_listed_that_does_not_belong_there()
    {
        var directory = new CheckpointDirectory(_folder);
        string[] files = ["coordinator-000001", "reports-000001.log", "step-0000000010-000001/manifest.json", "token"];
        foreach (string file in files)
        {
            directory.Write(file, stream => stream.WriteByte(1));
        }

        File.WriteAllText(Path.Combine(_folder, "notes.txt"), "mine");
        Directory.CreateDirectory(Path.Combine(_folder, "mine"));
        File.WriteAllText(Path.Combine(_folder, "mine", "manifest.json"), "mine");
        foreach (string link in OperatingSystem.IsWindows() ? [] : new[] { "a", "step-0000000020-000001", "step-0000000030-000001" })
        {
            Directory.CreateSymbolicLink(Path.Combine(_folder, link), ".");
        }

        Assert.Equal(files, directory.List().Order(StringComparer.Ordinal));
        File.WriteAllText(Path.Combine(_folder, "step-0000000010-000001", "x.0123.unfinished"), "");
        directory.DeleteUnfinished(epoch: 1);
        Assert.Equal(files, directory.List().Order(StringComparer.Ordinal));
        Assert.False(File.Exists(Path.Combine(_folder, "step-0000000010-000001", "x.0123.unfinished")));
    }

    // To open a pipe is to wait for somebody who writes to it, and a device has no end.
    [SkippableTheory]
    [InlineData("token")]
    [InlineData("step-0000000010-000001/manifest.json")]
    public void What_is_no_plain_file_is_empty(string name)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "pipes and devices have names on Linux");
        var directory = new CheckpointDirectory(_folder);
        string path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using (var made = System.Diagnostics.Process.Start("mkfifo", [path]))
        {
            made.WaitForExit();
        }

        Assert.Equal(0, ReadAll());
        File.Delete(path);
        File.CreateSymbolicLink(path, "/dev/zero");
        Assert.Equal(0, ReadAll());
        Assert.Empty(PlainFiles.ReadAll(path));
        File.Delete(path);
        File.WriteAllText(Path.Combine(_folder, "elsewhere"), "text");
        File.CreateSymbolicLink(path, Path.Combine(_folder, "elsewhere"));
        Assert.Equal(4, ReadAll());

        long ReadAll()
        {
            using Stream stream = directory.OpenRead(name);
            using var copy = new MemoryStream();
            stream.CopyTo(copy);
            return copy.Length;
        }
    }

    /// <summary>What a manifest says is as good as a message: whoever can write the file can write any number.</summary>
    [Fact]
    public void A_manifest_with_a_number_that_cannot_be_is_no_checkpoint()
    {
        CheckpointManifest right = Manifest(1, step: 10);
        RunSpecification filled = (RunSpecification)ContractNumbers.Filled(typeof(RunSpecification));
        var store = new CheckpointStore(new CheckpointDirectory(_folder), "it");
        store.Claim("run", isNew: true);
        store.Storage.Write(right.Parts[0].File, stream => stream.WriteByte(1));
        Assert.True(IsThere(right with { Specification = filled }));

        CheckpointManifest[] wrong =
        [
            .. ContractNumbers.Changes(filled)
                .Where(change => ContractValues.Wrong(change.Contract) is not null && IsJson(change.Number))
                .Select(change => right with { Specification = (RunSpecification)change.Contract }),
            right with { LoopSeconds = -1 },
            right with { Costs = new CheckpointCosts { Written = -1 } },
            right with { Recoveries = [(RecoveryRecord)ContractNumbers.Filled(typeof(RecoveryRecord)) with { TimeMs = long.MaxValue }] },
            right with { Parts = [new CheckpointPart(right.Parts[0].File, -1)] },
            right with { Reports = [new CheckpointReports("x", -1)] },
            right with { Reports = [new CheckpointReports("../x", 1)] },
            right with { Reports = [new CheckpointReports("x", 1, "zz")] },
            right with { Reports = [null!] },
            right with { Step = -10 },
            right with { Epoch = -1 },
        ];
        Assert.All(wrong, manifest => Assert.False(IsThere(manifest), manifest.ToString()));

        bool IsThere(CheckpointManifest manifest)
        {
            store.Storage.Write(CheckpointNames.Manifest(10, 1), stream => CheckpointJson.Write(stream, manifest));
            return store.All().Count == 1;
        }

        static bool IsJson(object number) => number is not double value || double.IsFinite(value);
    }

    internal static CheckpointManifest Manifest(long epoch, int step) => new()
    {
        RunId = "run",
        Epoch = epoch,
        Step = step,
        DeviceKind = "host",
        Specification = new RunSpecification
        {
            Network = new NetworkReference { Experiment = "topographic-map", Seed = 1, DtMs = 0.1 },
            Steps = 100,
        },
        Parts = [new CheckpointPart($"step-{step:D10}-{epoch:D6}/x", 1)],
        Reports = [],
        LoopSeconds = 1,
    };
}
