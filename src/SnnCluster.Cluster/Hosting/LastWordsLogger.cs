using Akka.Event;

namespace SnnCluster.Cluster.Hosting;

/// <summary>
/// What Akka logs with before its loggers have started and after they have stopped. Its own one writes to standard output,
/// whatever the configuration says of levels, and that is for results.
/// </summary>
public sealed class LastWordsLogger : MinimalLogger
{
    /// <inheritdoc/>
    protected override void Log(object message)
    {
        if (message is LogEvent log && log.LogLevel() >= LogLevel.WarningLevel && !ErrorStreamLogger.IsChatter(log))
        {
            ErrorStreamLogger.Write(log);
        }
    }
}
