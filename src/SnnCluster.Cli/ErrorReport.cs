using System.Reflection;
using SnnCluster.Cluster.Hosting;
using SnnCluster.Engine;
using SnnCluster.Experiments.Figures;
using SnnCluster.Experiments.Reports;
using SnnCluster.Learning.DataSets;
using SnnCluster.Learning.Persistence;
using SnnCluster.Learning.Training;
using SnnCluster.Model.Networks;

namespace SnnCluster.Cli;

/// <summary>Tells errors: one line for each finding, and never a stack trace unless it is asked for.</summary>
internal static class ErrorReport
{
    /// <summary>Tells an exception and gives the exit code that goes with it.</summary>
    public static int Of(Exception exception, CommandContext context)
    {
        Exception cause = Unwrap(exception);
        switch (cause)
        {
            case InvalidDescriptionException invalid:
                BadInput(context, invalid.Findings);
                return ExitCode.BadInput;
            case DataFileException or ClassifierFormatException:
                BadInput(context, [cause.Message]);
                return ExitCode.BadInput;
            case SimulationException or ClusterException or TrainingException or IOException:
                context.Error.WriteLine($"error: {ErrorText.OneLine(cause.Message)}");
                return ExitCode.Failure;
            case OperationCanceledException when context.Cancellation.IsCancellationRequested:
                context.Error.WriteLine("Ended before the run began: nothing was written.");
                return ExitCode.Cancelled;
            default:
                context.Error.WriteLine($"error: {cause.GetType().Name}: {ErrorText.OneLine(cause.Message)}");
                context.Error.WriteLine(context.Debug ? exception.ToString() : "SNNCLUSTER_DEBUG=1 shows the details.");
                return ExitCode.Failure;
        }
    }

    /// <summary>One line for each thing that a user got wrong.</summary>
    public static void BadInput(CommandContext context, IReadOnlyList<string> findings)
    {
        foreach (string finding in findings)
        {
            context.Error.WriteLine($"error: {ErrorText.OneLine(finding)}");
        }
    }

    /// <summary>One line for what failed on the way.</summary>
    public static void Failed(CommandContext context, string message) =>
        context.Error.WriteLine($"error: {ErrorText.OneLine(message)}");

    /// <summary>
    /// A line for each figure that could not be drawn, however quiet the command is to be. Its data is whole, so it is a
    /// warning, except to whom asked for figures alone.
    /// </summary>
    public static void Figures(CommandContext context, FigureFiles figures, string kind = "warning")
    {
        foreach (FigureFailure failure in figures.Failures)
        {
            context.Error.WriteLine($"{kind}: {ErrorText.OneLine(failure.Text)}");
            if (context.Debug)
            {
                context.Error.WriteLine(failure.Cause.ToString());
            }
        }
    }

    private static Exception Unwrap(Exception exception) => exception switch
    {
        TargetInvocationException { InnerException: Exception inner } => Unwrap(inner),
        TypeInitializationException { InnerException: Exception inner } => Unwrap(inner),
        AggregateException { InnerExceptions: [Exception inner] } => Unwrap(inner),
        _ => exception,
    };
}
