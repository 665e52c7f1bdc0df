using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using SnnCluster.Experiments.Running;

namespace SnnCluster.Cli.Output;

/// <summary>
/// What a command tells another program: standard output has a JSON object on each line, with the kind of event under "event"
/// (docs/python.md lists them). All characters are ASCII, so that no locale spoils a line.
/// </summary>
/// <remarks>
/// Once nobody reads standard output any more, what was asked for is of no use to anybody, and the run ends. So that this is noticed also while
/// a step takes long, how far it has come is told again every second.
/// </remarks>
internal sealed class EventLines : IProgress<RunProgress>, IDisposable
{
    /// <summary>What --progress says to have events.</summary>
    public const string Word = "json-lines";

    /// <summary>The option that asks for events.</summary>
    public const string OptionName = "--progress";

    private const int Format = 1;

    // Often enough for a bar that moves, seldom enough to cost nothing.
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly CommandContext _context;
    private readonly TextWriter _output;
    private readonly ITimer _beats;
    private readonly long _began;
    private RunProgress? _told;
    private long _toldAt;

    /// <param name="context">Where events go, and what ends where nobody takes them.</param>
    public EventLines(CommandContext context)
    {
        _context = context;
        _output = context.OpenEvents?.Invoke() ?? context.Output;
        _began = context.Clock.GetTimestamp();
        _beats = context.Clock.CreateTimer(_ => Again(), null, Beat, Beat);
    }

    /// <summary>Whether a command line asks for events.</summary>
    public static bool AreAsked(IReadOnlyList<string> arguments) =>
        arguments.Zip(arguments.Skip(1)).Contains((OptionName, Word)) || arguments.Contains($"{OptionName}={Word}") || arguments.Contains($"{OptionName}:{Word}");

    /// <summary>Tells what begins.</summary>
    /// <param name="name">The experiment, or what else is run.</param>
    public void Begin(string name) => Write("begin", writer =>
    {
        writer.WriteNumber("format", Format);
        writer.WriteString("name", name);
    });

    /// <inheritdoc/>
    public void Report(RunProgress value)
    {
        lock (_lock)
        {
            bool isNew = _told is not RunProgress told || told.Phase != value.Phase || told.Ahead != value.Ahead || told.RunId != value.RunId;
            if (isNew || _context.Clock.GetElapsedTime(_toldAt) >= Interval)
            {
                Tell(value);
            }
            else
            {
                _told = value;
            }
        }
    }

    /// <summary>Tells a text: an error, a warning or a note.</summary>
    public void Text(string kind, string text) => Write(kind, writer => writer.WriteString("text", text));

    /// <summary>Tells what came out; after it there are notes at most.</summary>
    /// <param name="summary">The summary, as summary.json holds it.</param>
    /// <param name="folder">The folder that files were written to; null: none.</param>
    public void Result(string summary, string? folder)
    {
        lock (_lock)
        {
            _told = null;
        }

        Write("result", writer =>
        {
            writer.WriteString("folder", folder is null ? null : Path.GetFullPath(folder));
            writer.WritePropertyName("summary");
            JsonNode.Parse(summary)!.WriteTo(writer);
        });
    }

    /// <summary>Writes an event.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="write">Writes its other keys.</param>
    public void Write(string kind, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("event", kind);
            write(writer);
            writer.WriteEndObject();
        }

        lock (_lock)
        {
            _output.Write(Encoding.ASCII.GetString(buffer.WrittenSpan) + "\n");
            _output.Flush();
        }

        if (_output is StandardStream { Failure: not null })
        {
            _context.EndEarly();
        }
    }

    /// <summary>A number; null where JSON has none for it.</summary>
    public static void WriteNumber(Utf8JsonWriter writer, string key, double value)
    {
        if (double.IsFinite(value))
        {
            writer.WriteNumber(key, value);
        }
        else
        {
            writer.WriteNull(key);
        }
    }

    public void Dispose() => _beats.Dispose();

    // Whoever waits for a slow reader tells enough by that: a beat that waited, too, would hold a thread, and the next one another.
    private void Again()
    {
        if (!_lock.TryEnter())
        {
            return;
        }

        try
        {
            if (_told is RunProgress told && _context.Clock.GetElapsedTime(_toldAt) >= Beat)
            {
                Tell(told);
            }
        }
        finally
        {
            _lock.Exit();
        }
    }

    private void Tell(RunProgress value)
    {
        _told = value;
        _toldAt = _context.Clock.GetTimestamp();
        Write("progress", writer =>
        {
            writer.WriteString("phase", value.Phase);
            writer.WriteNumber("simulatedMs", value.SimulatedMs);
            writer.WriteNumber("durationMs", value.DurationMs);
            writer.WriteNumber("loopSeconds", value.LoopSeconds);
            writer.WriteNumber("recordingSeconds", value.RecordingSeconds);
            writer.WriteNumber("elapsedSeconds", _context.Clock.GetElapsedTime(_began).TotalSeconds);
            WriteNumber(writer, "realTimeFactor", value.LoopSeconds / (value.SimulatedMs / 1000));
            writer.WriteString("run", value.RunId);
            writer.WriteNumber("ahead", value.Ahead);
            writer.WriteString("reason", value.Reason);
        });
    }
}
