using System.Globalization;
using Akka.Actor;
using Akka.Dispatch;
using Akka.Event;

namespace SnnCluster.Cluster.Hosting;

/// <summary>
/// Writes the log to standard error, one line an event: standard output is for results. What Akka says of its own workings
/// is left out unless the level is DEBUG: nodes tell of members and runs themselves.
/// </summary>
public sealed class ErrorStreamLogger : ReceiveActor, IRequiresMessageQueue<ILoggerMessageQueueSemantics>
{
    private readonly bool _writesAll = Logging.LogLevelFor(Context.System.Settings.LogLevel) == LogLevel.DebugLevel;

    /// <summary>Created by Akka.</summary>
    public ErrorStreamLogger()
    {
        Receive<LogEvent>(log =>
        {
            if (_writesAll || !IsChatter(log))
            {
                Write(log);
            }
        });
        Receive<InitializeLogger>(_ => Sender.Tell(new LoggerInitialized()));
    }

    // A lost connection is told by the endpoint that had it, by its writer and by its reader, and a singleton's proxy warns
    // at its start, when it cannot know the singleton yet: membership and runs tell what has become of it. An address that
    // nobody answers at is told with a stack trace: whoever needs that address says so in one line.
    internal static bool IsChatter(LogEvent log) =>
        log.LogClass.Namespace?.StartsWith("Akka", StringComparison.Ordinal) == true
        && (log.LogLevel() < LogLevel.WarningLevel
            || log.LogClass.Name is "ClusterSingletonProxy" or "ReliableDeliverySupervisor" or "EndpointWriter" or "EndpointReader"
            || log.Cause?.GetType().Namespace == "Akka.Remote"
            || $"{log.Message}".StartsWith("Tried to associate with unreachable", StringComparison.Ordinal));

    internal static void Write(LogEvent log)
    {
        string level = log.LogLevel() switch
        {
            LogLevel.ErrorLevel => "error",
            LogLevel.WarningLevel => "warning",
            LogLevel.InfoLevel => "info",
            _ => "debug",
        };
        string cause = log.Cause is null ? "" : $": {log.Cause.Message}";
        string text = $"{log.Message}{cause}".ReplaceLineEndings(" ");
        Console.Error.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{log.Timestamp:HH:mm:ss.fff} {level} {text}"));
    }
}
