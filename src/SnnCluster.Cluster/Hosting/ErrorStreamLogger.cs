using System.Globalization;
using Akka.Actor;
using Akka.Dispatch;
using Akka.Event;

namespace SnnCluster.Cluster.Hosting;

/// <summary>
/// Writes the log to standard error, one line an event: standard output is for results. What Akka says of its own workings
/// is left out unless the level is DEBUG: nodes tell of members and runs themselves. Below DEBUG there are only so many warnings
/// and errors of a kind in a minute (<see cref="LogLimit"/>).
/// </summary>
public sealed class ErrorStreamLogger : ReceiveActor, IRequiresMessageQueue<ILoggerMessageQueueSemantics>
{
    private readonly LogLimit _limit = new(TimeProvider.System);
    private readonly bool _writesAll = Logging.LogLevelFor(Context.System.Settings.LogLevel) == LogLevel.DebugLevel;

    /// <summary>Created by Akka.</summary>
    public ErrorStreamLogger()
    {
        Receive<LogEvent>(log =>
        {
            string? note = null;
            if (_writesAll || (!IsChatter(log) && (log.LogLevel() < LogLevel.WarningLevel || _limit.Takes(KindOf(log), out note))))
            {
                Write(log, note);
            }
        });
        Receive<InitializeLogger>(_ => Sender.Tell(new LoggerInitialized()));
    }

    // A lost connection is told by the endpoint that had it, by its writer and by its reader, and a singleton's proxy warns
    // at its start, when it cannot know the singleton yet: membership and runs tell what has become of it. An address that
    // nobody answers at is told with a stack trace: whoever needs that address says so in one line. The last node of a cluster waits
    // in vain for another one that could coordinate.
    internal static bool IsChatter(LogEvent log) =>
        log.LogClass.Namespace?.StartsWith("Akka", StringComparison.Ordinal) == true
        && (log.LogLevel() < LogLevel.WarningLevel
            || log.LogClass.Name is "ClusterSingletonProxy" or "ReliableDeliverySupervisor" or "EndpointWriter" or "EndpointReader"
            || log.Cause?.GetType().Namespace == "Akka.Remote"
            || $"{log.Message}".StartsWith("Coordinated shutdown phase [cluster-exiting] timed out", StringComparison.Ordinal)
            || $"{log.Message}".StartsWith("Tried to associate with unreachable", StringComparison.Ordinal));

    // What a line is made from, as what it says of an address or a number differs from one to the next.
    internal static string KindOf(LogEvent log)
    {
        string text = log.Message is LogMessage message ? message.Format : $"{log.Message}";
        return $"{log.LogClass.FullName} {log.LogLevel()} {(text.Length > 24 ? text[..24] : text)}";
    }

    internal static void Write(LogEvent log, string? note = null)
    {
        string level = log.LogLevel() switch
        {
            LogLevel.ErrorLevel => "error",
            LogLevel.WarningLevel => "warning",
            LogLevel.InfoLevel => "info",
            _ => "debug",
        };
        string cause = log.Cause is null ? "" : $": {log.Cause.Message}";
        string text = $"{log.Message}{cause}{(note is null ? "" : $" ({note})")}".ReplaceLineEndings(" ");
        try
        {
            Console.Error.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{log.Timestamp:HH:mm:ss.fff} {level} {text}"));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Where the log cannot be written, the work goes on without.
        }
    }
}
