using System.CommandLine;
using SnnCluster.Benchmarks.WholeRuns;
using SnnCluster.Learning.DataSets;
using SnnCluster.Learning.Examples;

namespace SnnCluster.Benchmarks.Learning;

/// <summary>
/// <c>learning</c>: what training costs: the event form against the online form, workers, and the time and memory of an
/// example against density, size and spikes.
/// </summary>
internal static class LearningCommand
{
    private static readonly Option<string> Data = new("--data")
    {
        HelpName = "DIR",
        Description = "Folder with the files of MNIST (snncluster data mnist --out DIR).",
        Required = true,
    };

    private static readonly Option<int> Repeats = new("--repeats")
    {
        HelpName = "INTEGER",
        Description = "Times that each case is measured, all cases in turn; default: 5.",
        DefaultValueFactory = _ => 5,
    };

    private static readonly Option<string> Parts = new("--parts")
    {
        HelpName = "LIST",
        Description = "What to measure, of forms,workers,density,size,spikes,memory; default: all.",
        DefaultValueFactory = _ => "forms,workers,density,size,spikes,memory",
    };

    private static readonly Option<string> Figures = new("--figures")
    {
        HelpName = "DIR",
        Description = "Folder for a figure of time against spikes; default: none is drawn.",
    };

    public static Command Create()
    {
        var command = new Command("learning", "What training by e-prop costs, on MNIST.") { Data, Repeats, Parts, Figures };
        command.SetAction(parsed =>
        {
            var points = new List<(string Series, double Events, double Microseconds)>();
            Run(parsed.GetRequiredValue(Data), parsed.GetValue(Repeats), parsed.GetValue(Parts)!.Split(','), points);
            if (parsed.GetValue(Figures) is string directory && points.Count > 0)
            {
                CostFigure.Save(directory, points);
            }

            return 0;
        });
        return command;
    }

    private static void Run(
        string folder, int repeats, string[] parts, List<(string Series, double Events, double Microseconds)> points)
    {
        DataSet mnist = DataSetCatalog.Find("mnist")!.Load(new DataSetRequest { Folder = folder });
        Console.WriteLine(Markdown.Machine() + $"; all in one process, cases in turn; medians of {repeats} (smallest-largest).\n");
        foreach (string part in parts)
        {
            Console.WriteLine(part switch
            {
                "forms" => FormsTable.Measure(mnist, repeats),
                "workers" => WorkersTable.Measure(mnist, repeats),
                "density" => CostTables.Density(mnist, repeats),
                "size" => CostTables.Size(mnist, repeats),
                "spikes" => CostTables.Spikes(repeats, points),
                "memory" => MemoryTable.Measure(),
                _ => throw new BenchmarkException($"--parts has '{part}': must be of forms,workers,density,size,spikes,memory"),
            });
        }
    }
}
