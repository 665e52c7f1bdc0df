using System.Globalization;
using System.Text.Json;
using System.Xml.Linq;
using ParquetSharp;

namespace SnnCluster.Cli.Tests;

public sealed class ExchangeStudyTests : IDisposable
{
    private static readonly string[] Carriers = ["spin", "in-process", "raw-tcp", "direct", "akka-echo", "actors"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("--bytes ", "--bytes is empty: a study needs at least one size")]
    [InlineData("--bytes -1", "--bytes has -1: must be from 0 to 3145728 (3M)")]
    [InlineData("--bytes 4M", "--bytes has 4194304: must be from 0 to 3145728 (3M)")]
    [InlineData("--bytes 1G", "--bytes has '1G': must be a whole number of bytes, or one with k or M")]
    [InlineData("--bytes k", "--bytes has 'k': must be a whole number of bytes")]
    [InlineData("--bytes 1.5k", "--bytes has '1.5k': must be a whole number of bytes")]
    [InlineData("--bytes 9999999M", "--bytes has '9999999M': must be a whole number of bytes")]
    [InlineData("--bytes 1,,2", "--bytes has '': must be a whole number of bytes")]
    [InlineData("--bytes 1k,1024", "--bytes has 1024 2 times: name each size once")]
    [InlineData("--rounds 0", "--rounds is '0': must be a whole number, at least 1")]
    [InlineData("--repetitions many", "--repetitions is 'many': must be a whole number, at least 1")]
    [InlineData("--round 2", "unknown option --round; did you mean --rounds?")]
    public void Options_are_refused(string options, string content)
    {
        CommandLine.Run(["study", "exchange", .. options.Split(' '), "--out", _folder["out"]]).IsRefused(1, content);
        Assert.True(_folder.IsEmpty);
    }

    [Fact]
    public void The_folder_is_checked_and_everything_is_told_at_once()
    {
        CommandLine.Run("study", "exchange", "--bytes", "1x", "--rounds", "x")
            .IsRefused(3, "--out is missing", "--bytes has '1x'", "--rounds is 'x'");
        File.WriteAllText(_folder["mine.txt"], "mine");
        CommandLine.Run("study", "exchange", "--out", _folder.Path).IsRefused(1, "exists and is not empty");
        CommandLine.Run("study", "exchange", "--out", _folder.Path, "--force").IsRefused(1, "is not a study");
    }

    [Fact]
    public void The_other_process_is_not_for_people()
    {
        Assert.DoesNotContain("exchange-echo", CommandLine.Run("--help").Output);
        CommandLine.Run("exchange").IsRefused(1, "unknown command 'exchange'");
        CommandLine.Run("exchange-echo", "--port", "0").IsRefused(1, "--port is '0'");
    }

    [Fact]
    public void A_study_that_is_cancelled_at_once_writes_nothing()
    {
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();
        CommandLine run = CommandLine.Run(cancellation.Token, "study", "exchange", "--out", _folder["out"]);
        Assert.Equal(130, run.ExitCode);
        run.HasNoStackTrace();
        Assert.True(_folder.IsEmpty);
    }

    [Fact]
    public void A_small_study_leaves_complete_files()
    {
        CommandLine run = CommandLine.Run(
            "study", "exchange", "--bytes", "0,1k", "--rounds", "2", "--repetitions", "10", "--out", _folder["out"], "--json");
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("exchange: round 2", run.Error);
        string Read(string name) => File.ReadAllText(Path.Combine(_folder["out"], name));
        Assert.Equal(Read("study.json").TrimEnd(), run.Output.TrimEnd());

        using var study = JsonDocument.Parse(run.Output);
        JsonElement root = study.RootElement;
        Assert.Equal(1, root.GetProperty("schema").GetInt32());
        Assert.Equal("exchange", root.GetProperty("study").GetString());
        Assert.True(root.GetProperty("complete").GetBoolean());
        Assert.Equal(24, root.GetProperty("measurements").GetArrayLength());
        JsonElement[] cases = [.. root.GetProperty("cases").EnumerateArray()];
        Assert.Equal([.. Carriers, .. Carriers], cases.Select(row => row.GetProperty("carrier").GetString()));
        Assert.All(cases, row =>
        {
            double median = row.GetProperty("microseconds").GetDouble();
            Assert.InRange(median, row.GetProperty("microsecondsLowerQuartile").GetDouble(), 1e7);
            Assert.InRange(row.GetProperty("microsecondsUpperQuartile").GetDouble(), median, 1e7);
            bool isCompared = row.GetProperty("reference").GetString()!.Length > 0;
            Assert.Equal(isCompared ? JsonValueKind.Number : JsonValueKind.Null, row.GetProperty("ratio").ValueKind);
        });

        string[] lines = Read("measurements.csv").TrimEnd().Split('\n');
        Assert.StartsWith("carrier,bytes,round,order,startSeconds,repetitions,microseconds,", lines[0]);
        Assert.Equal(25, lines.Length);
        Assert.All(lines[1..], line => Assert.True(double.Parse(line.Split(',')[6], CultureInfo.InvariantCulture) >= 0));
        Assert.Equal(13, Read("summary.csv").TrimEnd().Split('\n').Length);
        foreach ((string name, int rows) in new[] { ("measurements.parquet", 24), ("summary.parquet", 12) })
        {
            using var parquet = new ParquetFileReader(Path.Combine(_folder["out"], name));
            Assert.Equal(rows, parquet.FileMetaData.NumRows);
        }

        Assert.NotNull(XDocument.Parse(Read("exchange.svg")).Root);
        Assert.True(new FileInfo(Path.Combine(_folder["out"], "exchange.png")).Length > 1000);
        string report = Read("report.html");
        Assert.NotNull(XDocument.Parse(report["<!DOCTYPE html>".Length..]).Root);
        Assert.All(Carriers, carrier => Assert.Contains(carrier, report));
    }
}
