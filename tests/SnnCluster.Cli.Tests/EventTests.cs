using System.Text.Json.Nodes;

namespace SnnCluster.Cli.Tests;

/// <summary>What a command tells another program: <c>--progress json-lines</c>.</summary>
public sealed class EventTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_line_is_an_event_and_the_last_is_the_result()
    {
        CommandLine command = CommandLine.Run(
            "run", "brunel", "--neurons", "250", "--duration-ms", "20", "--record", "spikes,e.V:neurons=0-1", "--out", _folder["out"], "--no-figures",
            "--progress", "json-lines", "--live", "spikes,states,values");
        Assert.Equal((0, ""), (command.ExitCode, command.Error));
        JsonObject[] events = EventsOf(command);
        Assert.Equal("begin", KindOf(events[0]));
        Assert.Equal(["build", "run", "write"], events.Where(one => KindOf(one) == "progress").Select(one => (string)one["phase"]!).Distinct());
        JsonObject result = events[^1];
        Assert.Equal("result", KindOf(result));
        Assert.Equal(_folder["out"], (string)result["folder"]!);
        JsonNode written = JsonNode.Parse(File.ReadAllText(Path.Combine(_folder["out"], "summary.json")))!;
        Assert.True(JsonNode.DeepEquals(written, result["summary"]));
        Assert.Equal((long)written["spikes"]!, events.Where(one => KindOf(one) == "spikes").Sum(one => one["neurons"]!.AsArray().Count));
        Assert.All(events.Where(one => KindOf(one) == "spikes"), one => Assert.Equal(one["neurons"]!.AsArray().Count, one["timesMs"]!.AsArray().Count));
        Assert.Equal(40, events.Where(one => KindOf(one) == "states").Sum(one => one["values"]!.AsArray().Count));
        Assert.Contains(events, one => KindOf(one) == "value" && (string)one["name"]! == "rate-hz" && (double)one["timeMs"]! == 20);
        Assert.Empty(Directory.EnumerateFiles(_folder["out"], "*.png"));
    }

    [Fact]
    public void Errors_are_events_with_the_same_texts()
    {
        string[] words = ["run", "brunel", "--neurons", "-1", "--duration-ms", "x"];
        CommandLine texts = CommandLine.Run(words);
        CommandLine events = CommandLine.Run([.. words, "--progress=json-lines"]);
        Assert.Equal((2, 2, ""), (texts.ExitCode, events.ExitCode, events.Error));
        Assert.Equal(texts.Errors, EventsOf(events).Where(one => KindOf(one) == "error").Select(one => $"error: {(string)one["text"]!}"));
    }

    [Theory]
    [InlineData("--progress json-line", "--progress is 'json-line': must be auto or json-lines; did you mean 'json-lines'?")]
    [InlineData("--live spikes", "--live is 'spikes': needs --progress json-lines")]
    [InlineData("--live spike --progress json-lines", "--live has 'spike': must be a kind of event; did you mean 'spikes'?")]
    [InlineData("--live spikes --progress json-lines", "--live has 'spikes', and none are recorded: --record spikes records them, with --out DIR")]
    [InlineData("--live states --progress json-lines", "--live has 'states', and none are recorded: --record POPULATION.VARIABLE records them")]
    [InlineData("--live values --progress json-lines", "--live has 'values', and none are recorded: --record rates records them")]
    [InlineData("--dry-run --progress json-lines", "--progress is json-lines, and --dry-run follows no run: give one of them")]
    public void What_cannot_be_told_is_refused(string words, string text)
    {
        CommandLine command = CommandLine.Run(["run", "brunel", "--neurons", "250", "--duration-ms", "20", .. words.Split(' ')]);
        Assert.Equal(2, command.ExitCode);
        string error = Assert.Single(words.Contains("json-lines", StringComparison.Ordinal)
            ? EventsOf(command).Where(one => KindOf(one) == "error").Select(one => (string)one["text"]!)
            : command.Errors);
        Assert.Contains(text, error, StringComparison.Ordinal);
    }

    [Fact]
    public void An_early_end_is_told()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        CommandLine command = CommandLine.Run(cancelled.Token, "run", "brunel", "--neurons", "250", "--duration-ms", "1000000", "--progress", "json-lines");
        JsonObject[] events = EventsOf(command);
        Assert.Equal(130, command.ExitCode);
        Assert.False((bool)events.Single(one => KindOf(one) == "result")["summary"]!["complete"]!);
        Assert.StartsWith("Ended early", (string)events[^1]["text"]!, StringComparison.Ordinal);
    }

    private static JsonObject[] EventsOf(CommandLine command) =>
        [.. command.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!.AsObject())];

    private static string KindOf(JsonObject told) => (string)told["event"]!;
}
