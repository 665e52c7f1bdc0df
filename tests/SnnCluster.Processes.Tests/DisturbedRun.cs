using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using SnnCluster.Experiments.Results;

namespace SnnCluster.Processes.Tests;

/// <summary>
/// A run that something happens to. In the end it must have left what it leaves in one process where nothing happens.
/// </summary>
/// <param name="durationMs">What it simulates; 8000 ms take about a second.</param>
internal sealed class DisturbedRun(int durationMs = 8000) : IDisposable
{
    /// <summary>Simulates so long that whoever looks after a second finds it under way, even on a busy machine [ms].</summary>
    public const int Long = 20_000;

    private const double DtMs = 0.1;

    private static readonly ConcurrentDictionary<int, Lazy<Task<Undisturbed>>> ExpectedOf = new();

    private readonly TemporaryFolder _folder = new();

    private readonly string[] _what =
    [
        "run", "topographic-map", "--duration-ms", durationMs.ToString(CultureInfo.InvariantCulture), "--delay-ms", "1",
        "--record", "spikes,connectivity", "--sample-interval-ms", "2000", "--json",
    ];

    /// <summary>The folder that it writes to.</summary>
    public string Folder => _folder["run"];

    public string Checkpoints => Path.Combine(Folder, "checkpoints");

    /// <summary>Steps of checkpoints that are complete, oldest first.</summary>
    public int[] Complete => !Directory.Exists(Checkpoints)
        ? []
        :
        [
            .. Directory.EnumerateDirectories(Checkpoints, "step-*")
                .Where(folder => File.Exists(Path.Combine(folder, "manifest.json")))
                .Select(folder => int.Parse(Path.GetFileName(folder).Split('-')[1])).Order(),
        ];

    /// <summary>What it is started with.</summary>
    public IReadOnlyList<string> Arguments => [.. _what, "--no-figures", "--out", Folder];

    private Task<Undisturbed> Expected =>
        ExpectedOf.GetOrAdd(durationMs, _ => new Lazy<Task<Undisturbed>>(RunUndisturbed)).Value;

    public Command Start(params string[] options) => Command.Start([.. Arguments, .. options]);

    public Command Resume(params string[] options) => Command.Start(["resume", Folder, "--json", .. options]);

    public async Task<Outcome> Resumed(params string[] options)
    {
        using Command resume = Resume(options);
        return await resume.End();
    }

    /// <summary>Waits for something in its folder, where folders may go while they are looked through.</summary>
    public static async Task Until(Func<bool> isSo)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!Now())
        {
            await Task.Delay(2, patience.Token);
        }

        bool Now()
        {
            try
            {
                return isSo();
            }
            catch (DirectoryNotFoundException)
            {
                return false;
            }
        }
    }

    /// <summary>Runs in this process alone until so many checkpoints are complete, and is killed.</summary>
    public async Task Interrupt(int checkpoints = 2)
    {
        // It steps for a tenth of a second, and many checkpoints take many times that. Where this process got no processor
        // meanwhile, it may be over before it is killed, or so late that no checkpoint follows.
        for (int attempt = 1; ; attempt++)
        {
            using Command run = Start("--checkpoint-every-ms", "100");
            await Until(() => Complete.Length >= checkpoints);
            run.Kill();
            if (!File.Exists(Path.Combine(Folder, RunFiles.Summary)) && Complete.Last() * DtMs < durationMs / 2)
            {
                return;
            }

            Assert.True(attempt < 5, "it was killed too late, five times");
            Directory.Delete(Folder, recursive: true);
        }
    }

    /// <summary>It has ended well, and what it has written is what it would have.</summary>
    public Task<JsonElement> IsAsUndisturbed(Outcome outcome) => IsAsUndisturbed(outcome, Folder);

    /// <summary>It has ended well, and what is in a folder is what would be.</summary>
    public async Task<JsonElement> IsAsUndisturbed(Outcome outcome, string folder)
    {
        JsonElement summary = outcome.Summary();
        Assert.True(summary.GetProperty("complete").GetBoolean());
        await IsAsUndisturbed(summary.GetProperty("digest").GetString()!, folder);
        return summary;
    }

    /// <summary>The digest is what it would be, and so is what is in a folder.</summary>
    public async Task IsAsUndisturbed(string digest, string folder)
    {
        Undisturbed expected = await Expected;
        Assert.Equal(expected.Digest, digest);
        Assert.Equal(expected.Files.Keys.Order(), ParquetFiles(folder).Keys.Order());
        foreach ((string name, byte[] content) in ParquetFiles(folder))
        {
            Assert.True(expected.Files[name].AsSpan().SequenceEqual(content), $"{name} is not what it would have been");
        }
    }

    /// <summary>The digest that it would have.</summary>
    public async Task<string> ExpectedDigest() => (await Expected).Digest;

    /// <summary>The spikes that it would have recorded after a time [ms].</summary>
    public async Task<IEnumerable<SpikeRow>> ExpectedSpikes(double afterMs) => After((await Expected).Spikes, afterMs);

    /// <summary>The spikes that it has recorded after a time [ms].</summary>
    public IEnumerable<SpikeRow> Spikes(double afterMs) => After(SpikeFile.Read(Folder).SelectMany(rows => rows), afterMs);

    public void Dispose() => _folder.Dispose();

    private static IEnumerable<SpikeRow> After(IEnumerable<SpikeRow> spikes, double timeMs) =>
        spikes.Where(spike => spike.Step * DtMs >= timeMs);

    private static Dictionary<string, byte[]> ParquetFiles(string folder) =>
        Directory.EnumerateFiles(folder, "*.parquet").ToDictionary(path => Path.GetFileName(path), File.ReadAllBytes);

    private async Task<Undisturbed> RunUndisturbed()
    {
        using var folder = new TemporaryFolder();
        Outcome outcome = await Command.Run([.. _what, "--no-figures", "--out", folder["run"]]);
        string digest = outcome.Digest();
        Dictionary<string, byte[]> files = ParquetFiles(folder["run"]);
        Assert.Superset(
            new HashSet<string> { "spikes.parquet", "timeseries.parquet", "rewiring.parquet", "connectivity-end.parquet" },
            files.Keys.ToHashSet());
        return new Undisturbed(digest, files, [.. SpikeFile.Read(folder["run"]).SelectMany(rows => rows)]);
    }

    private sealed record Undisturbed(string Digest, IReadOnlyDictionary<string, byte[]> Files, SpikeRow[] Spikes);
}
