using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Nodes;
using SnnCluster.Experiments.Running;
using SnnCluster.Experiments.TopographicMap;

namespace SnnCluster.Processes.Tests;

/// <summary>Checkpoints that a disk, or somebody, has damaged: an older one will do, or one error says what is wrong.</summary>
public sealed class DamagedCheckpointTests
{
    public static TheoryData<string> Damages => [.. All.Keys];

    private static readonly Dictionary<string, Action<string>> All = new()
    {
        ["part truncated"] = folder => Change(Part(folder), bytes => bytes[..(bytes.Length / 2)]),
        ["part empty"] = folder => Change(Part(folder), _ => []),
        ["part with a bit flipped"] = folder => Change(Part(folder), Flip),
        ["part missing"] = folder => File.Delete(Part(folder)),
        ["part of another checkpoint"] = folder => File.Copy(Part(Older(folder)), Part(folder), overwrite: true),
        ["part that is no snapshot"] = folder => Change(Part(folder), bytes => new byte[bytes.Length]),
        ["manifest truncated"] = folder => Change(Manifest(folder), bytes => bytes[..(bytes.Length / 2)]),
        ["manifest empty"] = folder => Change(Manifest(folder), _ => []),
        ["manifest with a digit changed"] = folder => File.WriteAllText(
            Manifest(folder), File.ReadAllText(Manifest(folder)).Replace("\"seed\": ", "\"seed\": 3", StringComparison.Ordinal)),
        ["manifest missing"] = folder => File.Delete(Manifest(folder)),
        ["manifest of another checkpoint"] = folder => File.Copy(Manifest(Older(folder)), Manifest(folder), overwrite: true),
        ["manifest that is no manifest"] = folder => File.WriteAllText(Manifest(folder), "{}"),
        ["manifest with null"] = folder => File.WriteAllText(Manifest(folder), "null"),
    };

    [SkippableTheory]
    [MemberData(nameof(Damages))]
    public async Task The_checkpoint_before_is_taken(string damage)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), ClientTests.OnLinux);
        using var run = new DisturbedRun();
        Interrupted.Copy(await Interrupted.Get(), run.Folder);
        string newest = Newest(run);
        All[damage](newest);

        // In this process: there are many of these.
        var options = new RunOptions { OutputDirectory = run.Folder, DrawsFigures = false };
        RunResult result = await Task.Run(() => ExperimentRunner.Resume(
            options, _ => new TopographicMapExperiment(), null, CancellationToken.None));
        await run.IsAsUndisturbed(result.Summary.Digest, run.Folder);
        string named = Path.GetFileName(newest);

        // What has no manifest is a checkpoint that was never completed.
        Assert.Equal(damage != "manifest missing", Told(result).Any(text => text.Contains(named, StringComparison.Ordinal)));
    }

    [SkippableFact]
    public async Task A_manifest_of_the_version_before_is_gone_on_from_with_a_note()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), ClientTests.OnLinux);
        using var run = new DisturbedRun();
        Interrupted.Copy(await Interrupted.Get(), run.Folder);
        string file = Manifest(Newest(run));
        JsonObject fields = JsonNode.Parse(File.ReadAllText(file))!["checkpoint"]!.DeepClone().AsObject();
        fields["schema"] = 2;

        // All reports were one file then, and no record told within it which attempt is on, as the first of each segment does.
        (string Path, int Bytes)[] segments =
        [
            .. fields["reports"]!.AsArray().Select(segment => (Path.Combine(run.Checkpoints, (string)segment!["file"]!), (int)segment["bytes"]!)),
        ];
        const int headerBytes = 12;
        byte[][] contents = [.. segments.Select(segment => File.ReadAllBytes(segment.Path)[..segment.Bytes])];
        byte[] all = [.. contents[0], .. contents.Skip(1).SelectMany(content => content.Skip(headerBytes + BinaryPrimitives.ReadInt32LittleEndian(content)))];
        File.WriteAllBytes(segments[0].Path, all);
        fields["reports"] = new JsonObject { ["file"] = Path.GetFileName(segments[0].Path), ["bytes"] = all.Length };
        File.WriteAllText(file, fields.ToJsonString());
        var options = new RunOptions { OutputDirectory = run.Folder, DrawsFigures = false };
        RunResult result = await Task.Run(() => ExperimentRunner.Resume(
            options, _ => new TopographicMapExperiment(), null, CancellationToken.None));
        await run.IsAsUndisturbed(result.Summary.Digest, run.Folder);
        Assert.Contains(result.Notes, note => note.Contains("carries no hash", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task Where_no_reports_are_whole_it_ends_as_it_would_and_says_which_times_are_lost()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), ClientTests.OnLinux);
        using var run = new DisturbedRun();
        Interrupted.Copy(await Interrupted.Get(), run.Folder);
        string log = Directory.EnumerateFiles(run.Checkpoints, "reports-*.log").Order().First();
        Change(log, bytes => [.. bytes[..20], (byte)(bytes[20] ^ 1), .. bytes[21..]]);
        Outcome outcome = await run.Resumed();
        Assert.Contains($"{Path.GetFileName(log)}, which the checkpoint of step ", outcome.Error);
        Assert.Matches(@"What was recorded between 0 and \d+ ms is lost", outcome.Error);
        JsonElement summary = outcome.Summary(exitCode: 1);
        Assert.False(summary.GetProperty("complete").GetBoolean());
        JsonElement lost = Assert.Single(summary.GetProperty("lostTimes").EnumerateArray());
        Assert.Equal(0, lost.GetProperty("afterMs").GetDouble());
        double before = lost.GetProperty("beforeMs").GetDouble();
        Assert.Equal(await run.ExpectedDigest(), summary.GetProperty("digest").GetString());

        // The start is there all the same, and what was recorded later.
        Assert.True(File.Exists(Path.Combine(run.Folder, "connectivity-start.parquet")));
        Assert.NotEmpty(run.Spikes(before));
        Assert.Equal(await run.ExpectedSpikes(before), run.Spikes(before));
    }

    [SkippableTheory]
    [InlineData("part with a bit flipped", 1, @"step-\d+.*; folder of checkpoints .* has no checkpoint that is whole(?!.*snncluster resume)")]
    [InlineData("part missing", 2, @"has no checkpoint that is whole: step-.*\.snapshot is missing")]
    [InlineData("manifest truncated", 2, @"has no checkpoint that is whole: step-\d+-\d+/manifest\.json is damaged")]
    [InlineData("manifest with a digit changed", 2, "content does not have the hash that it names")]
    public async Task Where_none_is_whole_one_error_says_so_and_nothing_is_changed(string damage, int exitCode, string message)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), ClientTests.OnLinux);
        using var run = new DisturbedRun();
        Interrupted.Copy(await Interrupted.Get(), run.Folder);
        foreach (string folder in Directory.EnumerateDirectories(run.Checkpoints, "step-*").Order().SkipLast(1).ToArray())
        {
            Directory.Delete(folder, recursive: true);
        }

        All[damage](Newest(run));
        string before = State(run.Checkpoints);
        (await run.Resumed()).FailsWith(exitCode, message);
        Assert.Equal(before, State(run.Checkpoints));
    }

    [SkippableFact]
    public async Task A_manifest_of_a_later_version_is_refused()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), ClientTests.OnLinux);
        using var run = new DisturbedRun();
        Interrupted.Copy(await Interrupted.Get(), run.Folder);
        string file = Manifest(Newest(run));
        JsonNode manifest = JsonNode.Parse(File.ReadAllText(file))!;
        manifest["schema"] = 99;
        File.WriteAllText(file, manifest.ToJsonString());
        (await run.Resumed()).FailsWith(2, @"manifest\.json is of version 99, this snncluster reads versions 2 to 4");
    }

    // A part is looked into when it is restored, which is then a recovery.
    private static IEnumerable<string> Told(RunResult result) => result.Notes.Concat(result.Summary.Recoveries.Select(loss => loss.Reason));

    // Names, sizes and times of checkpoints; a claim and a log may have come.
    private static string State(string folder) => string.Join('\n', Directory
        .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .Where(file => file.EndsWith(".snapshot", StringComparison.Ordinal) || file.EndsWith(".json", StringComparison.Ordinal))
        .Order()
        .Select(file => $"{file} {new FileInfo(file).Length} {File.GetLastWriteTimeUtc(file):O}"));

    private static string Newest(DisturbedRun run) => Interrupted.Steps(run.Checkpoints).Last();

    private static string Older(string folder) => Interrupted.Steps(Path.GetDirectoryName(folder)!).TakeWhile(one => one != folder).Last();

    private static string Part(string folder) => Directory.EnumerateFiles(folder, "*.snapshot").Order().First();

    private static string Manifest(string folder) => Path.Combine(folder, "manifest.json");

    private static byte[] Flip(byte[] bytes)
    {
        bytes[bytes.Length / 2] ^= 4;
        return bytes;
    }

    private static void Change(string file, Func<byte[], byte[]> change) => File.WriteAllBytes(file, change(File.ReadAllBytes(file)));

    /// <summary>One run that was killed, for all tests here.</summary>
    private static class Interrupted
    {
        private static readonly Lazy<Task<string>> Folder = new(Make);

        public static Task<string> Get() => Folder.Value;

        // Complete ones only, oldest first: what was being written when it was killed is removed with the rest.
        public static string[] Steps(string checkpoints) =>
            [.. Directory.EnumerateDirectories(checkpoints, "step-*").Where(step => Directory.EnumerateFiles(step, "*.snapshot").Any()).Order()];

        public static void Copy(string from, string to)
        {
            foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
            {
                string copy = Path.Combine(to, Path.GetRelativePath(from, file));
                Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
                File.Copy(file, copy);
            }
        }

        private static async Task<string> Make()
        {
            var run = new DisturbedRun();
            AppDomain.CurrentDomain.ProcessExit += (_, _) => run.Dispose();
            await run.Interrupt(checkpoints: 3);
            foreach (string folder in Directory.EnumerateDirectories(run.Checkpoints, "step-*")
                .Where(folder => !File.Exists(Manifest(folder))).ToArray())
            {
                Directory.Delete(folder, recursive: true);
            }

            return run.Folder;
        }
    }
}
