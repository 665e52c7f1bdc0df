using System.Text.Json;
using SnnCluster.Engine.Recording;
using SnnCluster.Experiments.Results;

namespace SnnCluster.Cli.Tests;

/// <summary>When a run is sampled and recorded, and how its files tell times.</summary>
public sealed class SamplingTests : IDisposable
{
    private static readonly string Tiny = $"{CommandLine.TestAssembly}:TinyExperiment";
    private static readonly string Wired = $"{CommandLine.TestAssembly}:WiredExperiment";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("--record-interval-ms", "0.25", "--record-interval-ms 0.25 ms is not a multiple of dt 0.1 ms")]
    [InlineData("--sample-interval-ms", "0.25", "--sample-interval-ms 0.25 ms is not a multiple of dt 0.1 ms")]
    [InlineData("--record-interval-ms", "0.04", "--record-interval-ms 0.04 ms is below dt 0.1 ms")]
    [InlineData("--sample-interval-ms", "0.04", "--sample-interval-ms 0.04 ms is below dt 0.1 ms")]
    [InlineData("--record-interval-ms", "21", "--record-interval-ms 21 ms is longer than the run, 20 ms")]
    public void An_interval_that_does_not_fit_is_refused(string option, string value, string finding)
    {
        CommandLine.Run("run", Tiny, "--out", _folder["run"], option, value).IsRefused(1, finding);
        Assert.False(Directory.Exists(_folder["run"]));
    }

    [Theory]
    [InlineData("0.4", "4", 2)]
    [InlineData("2", "20", 1)]
    [InlineData("0.3", "0.6", 2)]
    public void An_interval_that_nobody_chose_fits_the_step(string dt, string duration, int steps)
    {
        CommandLine run = CommandLine.Run(
            "run", Wired, "--dt-ms", dt, "--duration-ms", duration, "--out", _folder["run"], "--record", "target.V", "--quiet", "--json");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        int[] recorded = [.. StateFile.Read(_folder["run"]).SelectMany(rows => rows).Select(row => row.Step + 1).Distinct()];
        Assert.Equal(steps, recorded[0]);
        Assert.All(recorded, step => Assert.Equal(0, step % steps));
    }

    // 2,331 are 63 times 37; 1,009 is prime.
    [Theory]
    [InlineData(2331)]
    [InlineData(1009)]
    public void Samples_divide_the_duration_evenly(int steps)
    {
        string duration = (steps / 10.0).ToString(System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(0, CommandLine.Run("run", Tiny, "--duration-ms", duration, "--out", _folder["run"], "--quiet").ExitCode);
        int[] samples =
        [
            .. TimeSeriesFile.Read(_folder["run"]).Where(point => point.Name == "rate-hz")
                .Select(point => (int)Math.Round(point.TimeMs * 10)),
        ];
        Assert.Equal(steps, samples[^1]);
        Assert.InRange(samples.Length, Math.Min(steps, 40), 80);
        int[] lengths = [.. samples.Prepend(0).Zip(samples, (from, to) => to - from)];
        Assert.InRange(lengths.Max() - lengths.Min(), 0, 1);
    }

    [Fact]
    public void Times_carry_no_noise()
    {
        CommandLine run = CommandLine.Run(
            "run", Tiny, "--duration-ms", "233.1", "--sample-interval-ms", "0.1", "--out", _folder["run"], "--quiet", "--json");
        using var summary = JsonDocument.Parse(run.Output);
        Assert.Equal("233.1", summary.RootElement.GetProperty("simulatedMs").GetRawText());
        Assert.Equal(
            Enumerable.Range(1, 2331).Select(step => decimal.ToDouble(step * 0.1m)),
            TimeSeriesFile.Read(_folder["run"]).Where(point => point.Name == "rate-hz").Select(point => point.TimeMs));
    }

    [Theory]
    [InlineData("1")]
    [InlineData("3")]
    public void Synapses_that_never_change_are_in_all_files_and_in_every_sample(string partitions)
    {
        string folder = _folder[partitions];
        CommandLine run = CommandLine.Run(
            "run", Wired, "--sample-interval-ms", "5", "--record", "connectivity", "--partitions", partitions, "--out", folder, "--quiet");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Synapse[] expected = ConnectivityFile.Read(folder, RunFiles.ConnectivityStart)["static"];
        Assert.NotEmpty(expected);
        Assert.All(
            [.. RunFiles.SnapshotsIn(folder), RunFiles.ConnectivityEnd],
            name => Assert.Equal(expected, ConnectivityFile.Read(folder, name)["static"]));
        Assert.NotEqual(
            ConnectivityFile.Read(folder, RunFiles.ConnectivityStart)["plastic"],
            ConnectivityFile.Read(folder, RunFiles.ConnectivityEnd)["plastic"]);
        Assert.Equal(
            [expected.Length, expected.Length, expected.Length, expected.Length, expected.Length],
            TimeSeriesFile.Read(folder).Where(point => point is { Name: "synapses", Of: "static" }).Select(point => point.Value));
    }

    [Fact]
    public void Connectivity_can_be_left_out()
    {
        string[] command = ["run", Wired, "--quiet", "--json"];
        CommandLine with = CommandLine.Run([.. command, "--out", _folder["with"]]);
        CommandLine without = CommandLine.Run([.. command, "--out", _folder["without"], "--no-connectivity"]);
        Assert.Equal((0, ""), (without.ExitCode, without.Error));
        Assert.Empty(Directory.EnumerateFiles(_folder["without"], "*connectivity*"));
        TimeSeriesPoint[] expected = [.. TimeSeriesFile.Read(_folder["with"]).Where(point => point.Name == "rate-hz")];
        Assert.Equal(expected, TimeSeriesFile.Read(_folder["without"]));
        foreach (string key in new[] { "synapses", "rewiring", "meanRateHz", "digest" })
        {
            Assert.Equal(
                JsonDocument.Parse(with.Output).RootElement.GetProperty(key).GetRawText(),
                JsonDocument.Parse(without.Output).RootElement.GetProperty(key).GetRawText());
        }

        CommandLine.Run("run", Wired, "--out", _folder["both"], "--no-connectivity", "--record", "connectivity")
            .IsRefused(1, "--record has 'connectivity', and --no-connectivity leaves it out");
    }

    [Fact]
    public void Names_with_times_in_them_sort_and_none_takes_the_place_of_another()
    {
        CommandLine run = CommandLine.Run(
            "run", Wired, "--dt-ms", "0.0005", "--duration-ms", "0.003", "--sample-interval-ms", "0.0005",
            "--record", "connectivity", "--out", _folder["run"], "--quiet");
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(
            [
                "connectivity-at-000000000.0005ms.parquet", "connectivity-at-000000000.0010ms.parquet",
                "connectivity-at-000000000.0015ms.parquet", "connectivity-at-000000000.0020ms.parquet",
                "connectivity-at-000000000.0025ms.parquet",
            ],
            Directory.EnumerateFiles(_folder["run"], "connectivity-at-*").Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }
}
