using System.CommandLine;
using BenchmarkDotNet.Running;
using SnnCluster.Benchmarks.Faults;
using SnnCluster.Benchmarks.Gpu;
using SnnCluster.Benchmarks.Learning;
using SnnCluster.Benchmarks.Load;
using SnnCluster.Benchmarks.Micro;
using SnnCluster.Benchmarks.Partitioned;
using SnnCluster.Benchmarks.PlainScalar;
using SnnCluster.Benchmarks.Virtual;
using SnnCluster.Benchmarks.WholeRuns;
using SnnCluster.Model.Networks;

namespace SnnCluster.Benchmarks;

/// <summary>The benchmark program; <c>--help</c> lists what it measures.</summary>
internal static class Program
{
    private const int Success = 0;
    private const int BadInput = 2;

    public static int Main(string[] args)
    {
        // What follows "micro" is BenchmarkDotNet's.
        if (args is [MicroName, .. var rest])
        {
            BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(rest, MicroConfig.Create());
            return Success;
        }

        RootCommand root = CreateCommand();
        ParseResult parsed = root.Parse(args.Length == 0 ? ["--help"] : args);
        if (parsed.Errors.Count > 0)
        {
            return Refuse(parsed.Errors.Select(error => error.Message));
        }

        try
        {
            return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (InvalidDescriptionException exception)
        {
            return Refuse([exception.Message]);
        }
        catch (BenchmarkException exception)
        {
            return Refuse([exception.Message]);
        }
    }

    private const string MicroName = "micro";

    private static RootCommand CreateCommand() => new(
        "Benchmarks of SnnCluster. 'micro' measures hot paths with BenchmarkDotNet; the others measure whole runs, each in a "
        + "process of its own, and print Markdown on standard output and progress on standard error.")
    {
        new Command(MicroName, "BenchmarkDotNet over hot paths; what follows is BenchmarkDotNet's, as --filter '*NeuronUpdate*' or --list flat."),
        TableCommand.Create(),
        GrowthCommand.Create(),
        PartitionsCommand.Create(),
        VirtualClusterCommand.Create(),
        LoadCommand.Create(),
        FaultsCommand.Create(),
        LearningCommand.Create(),
        AccuracyCommand.Create(),
        MemoryTable.CreateCell(),
        EquationsCommand.Create(),
        PlainCommand.Create(),
        BandwidthCommand.Create(),
        KernelsCommand.Create(),
        TestsCommand.Create(),
    };

    private static int Refuse(IEnumerable<string> findings)
    {
        foreach (string finding in findings)
        {
            Console.Error.WriteLine($"error: {finding}");
        }

        return BadInput;
    }
}
