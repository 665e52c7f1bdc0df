using System.CommandLine;
using System.Reflection;
using System.Runtime.Loader;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace SnnCluster.Benchmarks.Gpu;

/// <summary><c>tests</c>: runs a test assembly in this process, for machines with a GPU and no .NET.</summary>
internal static class TestsCommand
{
    public static Command Create()
    {
        Argument<string> assembly = new("assembly") { HelpName = "ASSEMBLY", Description = "A test assembly, as tests/SnnCluster.Engine.Tests.dll." };
        Option<string> filter = new("--filter")
        {
            HelpName = "TEXT",
            Description = "Only tests whose full name contains this; default: all.",
            DefaultValueFactory = _ => "",
        };
        var command = new Command("tests", "Run a test assembly in this process, on a machine without an SDK.") { assembly, filter };
        command.SetAction(parsed => Run(Path.GetFullPath(parsed.GetRequiredValue(assembly)), parsed.GetRequiredValue(filter)));
        return command;
    }

    private static int Run(string path, string filter)
    {
        if (!File.Exists(path))
        {
            throw new BenchmarkException($"there is no test assembly '{path}'");
        }

        // What the tests bring along lies beside them.
        string folder = Path.GetDirectoryName(path)!;
        AssemblyLoadContext.Default.Resolving += (context, name) =>
            Path.Combine(folder, name.Name + ".dll") is string file && File.Exists(file) ? context.LoadFromAssemblyPath(file) : null;
        Assembly assembly = AssemblyLoadContext.Default.LoadFromAssemblyPath(path);
        var options = new Options();
        using var framework = new XunitTestFramework(new Sink());
        using ITestFrameworkDiscoverer discoverer = framework.GetDiscoverer(Reflector.Wrap(assembly));
        var discovered = new Sink();
        discoverer.Find(includeSourceInformation: false, discovered, options);
        discovered.Wait();
        ITestCase[] cases =
            [.. discovered.Cases.Where(test => test.DisplayName.Contains(filter, StringComparison.OrdinalIgnoreCase))];
        using ITestFrameworkExecutor executor = framework.GetExecutor(assembly.GetName());
        var executed = new Sink();
        executor.RunTests(cases, executed, options);
        executed.Wait();
        Console.WriteLine($"{executed.Passed} passed, {executed.Skipped} skipped, {executed.Failed} failed");
        return executed.Failed == 0 && executed.Passed > 0 ? 0 : 1;
    }

    /// <summary>Takes what the test framework tells.</summary>
    private sealed class Sink : IMessageSink
    {
        private readonly ManualResetEventSlim _finished = new();
        private readonly Lock _lock = new();

        public List<ITestCase> Cases { get; } = [];

        public int Passed { get; private set; }

        public int Skipped { get; private set; }

        public int Failed { get; private set; }

        public void Wait() => _finished.Wait();

        public bool OnMessage(IMessageSinkMessage message)
        {
            lock (_lock)
            {
                Take(message);
            }

            return true;
        }

        private void Take(IMessageSinkMessage message)
        {
            switch (message)
            {
                case ITestCaseDiscoveryMessage discovered:
                    Cases.Add(discovered.TestCase);
                    break;
                case ITestPassed:
                    Passed++;
                    break;
                case ITestSkipped skipped:
                    Skipped++;
                    Console.WriteLine($"skipped: {skipped.Test.DisplayName}: {skipped.Reason}");
                    break;
                case ITestFailed failed:
                    Fail(failed.Test.DisplayName, failed);
                    break;
                case IErrorMessage error:
                    Fail("the test framework", error);
                    break;
                case ITestAssemblyCleanupFailure or ITestCollectionCleanupFailure or ITestClassCleanupFailure:
                    Fail("cleaning up", (IFailureInformation)message);
                    break;
                case IDiscoveryCompleteMessage or ITestAssemblyFinished:
                    _finished.Set();
                    break;
            }
        }

        private void Fail(string what, IFailureInformation failure)
        {
            Failed++;
            Console.WriteLine($"failed: {what}");
            for (int i = 0; i < failure.Messages.Length; i++)
            {
                Console.WriteLine($"  {failure.ExceptionTypes[i]}: {failure.Messages[i]}\n{failure.StackTraces[i]}");
            }
        }
    }

    /// <summary>The framework's defaults.</summary>
    private sealed class Options : ITestFrameworkDiscoveryOptions, ITestFrameworkExecutionOptions
    {
        private readonly Dictionary<string, object?> _values = [];

        public TValue GetValue<TValue>(string name) =>
            _values.TryGetValue(name, out object? value) ? (TValue)value! : default!;

        public void SetValue<TValue>(string name, TValue value) => _values[name] = value;
    }
}
