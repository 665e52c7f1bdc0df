using System.Globalization;
using Akka.Actor;
using Akka.Dispatch;
using Akka.Event;

namespace SnnCluster.Cluster.Hosting;

/// <summary>Writes the log to standard error, one line an event: standard output is for results.</summary>
public sealed class ErrorStreamLogger : ReceiveActor, IRequiresMessageQueue<ILoggerMessageQueueSemantics>
{
    /// <summary>Created by Akka.</summary>
    public ErrorStreamLogger()
    {
        Receive<LogEvent>(Write);
        Receive<InitializeLogger>(_ => Sender.Tell(new LoggerInitialized()));
    }

    private static void Write(LogEvent log)
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
