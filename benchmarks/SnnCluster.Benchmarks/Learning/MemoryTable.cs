using System.Globalization;
using SnnCluster.Benchmarks.WholeRuns;
using SnnCluster.Learning.Examples;
using SnnCluster.Learning.Networks;

namespace SnnCluster.Benchmarks.Learning;

/// <summary>Resident memory that a worker takes, against hidden size and sequence length.</summary>
internal static class MemoryTable
{
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

    private static string Resident(int size, int steps, double density)
    {
        var builder = new SpikeExamplesBuilder(784, steps, 10);
        builder.Add(0, Enumerable.Range(0, 784).Select(channel => new Spike(channel % steps, channel)).ToArray());
        SpikeExamples examples = builder.Build();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        long before = Environment.WorkingSet;
        using var one = new LearningCase(
            new ClassifierDescription { Hidden = [new HiddenLayerDescription { Size = size, InputDensity = density }] }, examples, 1);
        one.Learn();
        one.Step();
        return Markdown.Number((Environment.WorkingSet - before) / 1e6);
    }
}
