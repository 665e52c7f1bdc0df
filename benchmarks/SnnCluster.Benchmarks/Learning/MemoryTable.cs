using System.CommandLine;
using System.Globalization;
using SnnCluster.Benchmarks.WholeRuns;
using SnnCluster.Learning.Examples;
using SnnCluster.Learning.Networks;

namespace SnnCluster.Benchmarks.Learning;

/// <summary>Resident memory that a worker takes, against hidden size and sequence length.</summary>
internal static class MemoryTable
{
    private const string CellName = "learning-memory";

    public static string Measure()
    {
        var rows = new List<IReadOnlyList<string>>();
        foreach (double density in new[] { 1, 0.05 })
        {
            foreach (int size in new[] { 128, 512, 2048, 4096 })
            {
                string[] cells = [.. new[] { 80, 320, 1280 }.Select(steps => Resident(size, steps, density))];
                rows.Add([string.Create(CultureInfo.InvariantCulture, $"{size} at {density:P0}"), .. cells]);
            }
        }

        return "Resident memory of a worker [MB] (state, optimiser, one gradient, what an example needs), feed-forward, 784 inputs:\n\n"
            + Markdown.Table(["hidden", "80 steps", "320 steps", "1,280 steps"], rows);
    }

    /// <summary>The command of the process that is measured, which nobody else calls.</summary>
    public static Command CreateCell()
    {
        var size = new Argument<int>("size");
        var steps = new Argument<int>("steps");
        var density = new Argument<double>("density");
        var command = new Command(CellName) { size, steps, density };
        command.Hidden = true;
        command.SetAction(parsed =>
        {
            Console.WriteLine(Measure(parsed.GetValue(size), parsed.GetValue(steps), parsed.GetValue(density)));
            return 0;
        });
        return command;
    }

    // In a process of its own: memory that was freed before would be found again and not be counted.
    private static string Resident(int size, int steps, double density)
    {
        string[] arguments =
        [
            CellName, .. new IFormattable[] { size, steps, density }.Select(value => value.ToString(null, CultureInfo.InvariantCulture)),
        ];
        string output = ChildProcess.Run(ChildProcess.Beside("SnnCluster.Benchmarks"), arguments, cpu: null).Output;
        return Markdown.Number(long.Parse(output, CultureInfo.InvariantCulture) / 1e6);
    }

    private static long Measure(int size, int steps, double density)
    {
        Learn(16, 16, 1); // Compiles the code that is measured.
        long before = Environment.WorkingSet;
        using LearningCase kept = Learn(size, steps, density);
        return Environment.WorkingSet - before;
    }

    private static LearningCase Learn(int size, int steps, double density)
    {
        var builder = new SpikeExamplesBuilder(784, steps, 10);
        builder.Add(0, Enumerable.Range(0, 784).Select(channel => new Spike(channel % steps, channel)).ToArray());
        var one = new LearningCase(
            new ClassifierDescription { Hidden = [new HiddenLayerDescription { Size = size, InputDensity = density }] },
            builder.Build(),
            1);
        one.Learn();
        one.Step();
        return one;
    }
}
