using System.Runtime.CompilerServices;
using SnnCluster.Cluster.Hosting;
using SnnCluster.Engine;
using SnnCluster.Experiments.Reports;
using SnnCluster.Model.Networks;

namespace SnnCluster;

/// <summary>What a program in a single file needs before it uses anything else.</summary>
internal static class ScriptErrors
{
    /// <summary>
    /// Such programs are built as if they were to be compiled to native code: what makes code while it runs, as actors and kernels do, is switched off. They are
    /// not compiled to native code, so it is switched on again before anybody has asked. The package does that when it is built; the project cannot.
    /// </summary>
#pragma warning disable CA2255 // A library has no other place that comes first; a property in each script would be needed instead.
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void Prepare()
    {
        AppContext.SetSwitch("System.Runtime.CompilerServices.RuntimeFeature.IsDynamicCodeSupported", true);
        if (Environment.GetEnvironmentVariable("SNNCLUSTER_DEBUG") != "1")
        {
            AppDomain.CurrentDomain.UnhandledException += (_, unhandled) => Tell(unhandled.ExceptionObject);
        }
    }

    // What says all by its message ends the script with that and the command's exit code; whatever else, with a stack trace.
    private static void Tell(object exception)
    {
        if (CodeOf(exception) is int code)
        {
            foreach (string line in LinesOf((Exception)exception))
            {
                Console.Error.WriteLine(line);
            }

            Environment.Exit(code);
        }
    }

    private static int? CodeOf(object exception) => exception switch
    {
        InvalidDescriptionException => 2,
        SimulationException or ClusterException => 1,
        OperationCanceledException => 130,
        _ => null,
    };

    private static IEnumerable<string> LinesOf(Exception exception) => exception switch
    {
        InvalidDescriptionException invalid => invalid.Findings.Select(finding => $"error: {ErrorText.OneLine(finding)}"),
        OperationCanceledException => ["Ended before the next run began."],
        _ => [$"error: {ErrorText.OneLine(exception.Message)}"],
    };
}
