using System.CommandLine;
using System.Globalization;
using SnnCluster.Benchmarks.WholeRuns;

namespace SnnCluster.Benchmarks.Partitioned;

/// <summary>
/// <c>partitions</c>: what partitions cost and gain: the actor layer, two partitions of one process, two processes.
/// </summary>
internal static class PartitionsCommand
{
    public static Command Create()
    {
        var options = new RunOptionSet("7,16", "1000", "7");
        Command command = options.AddTo(new Command(
            "partitions",
            "What partitions cost and gain against one thread that runs the whole network, all cases in turn in one process."));
        command.SetAction(parsed =>
        {
            Run(options.Read(parsed));
            return 0;
        });
        return command;
    }

    private static void Run(RunSettings settings)
    {
        using WorkerPair workers = WorkerPair.Start();
        Console.WriteLine(Markdown.Conditions(settings, ownProcesses: false));
        var rows = new List<IReadOnlyList<string>>();
        foreach (int scale in settings.Scales)
        {
            foreach (double delayMs in new[] { 1, 0.1 })
            {
                rows.AddRange(Measure(settings, scale, delayMs, workers));
            }
        }

        Console.WriteLine(Markdown.Table(
            ["scale, delay", "case", "RTF", "speed against one thread", "exchange", "goal"], rows));
    }

    private static IEnumerable<IReadOnlyList<string>> Measure(
        RunSettings settings, int scale, double delayMs, WorkerPair workers)
    {
        PartitionCase[] cases = PartitionCase.All(settings, scale, delayMs, workers);
        cases[0].Run(); // Finds code to compile and memory to map.
        double[][] factors = [.. cases.Select(_ => new double[settings.Repeats])];
        double[][] exchange = [.. cases.Select(_ => new double[settings.Repeats])];
        for (int round = 0; round < settings.Repeats; round++)
        {
            for (int i = 0; i < cases.Length; i++)
            {
                // There and back, so that a machine that gets faster or slower favours no case.
                int c = round % 2 == 0 ? i : cases.Length - 1 - i;
                (factors[c][round], exchange[c][round]) = cases[c].Run();
            }

            Console.Error.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"scale {scale}, delay {delayMs} ms, round {round + 1} of {settings.Repeats}: RTF {string.Join(", ", factors.Select(f => Markdown.Number(f[round])))}"));
        }

        for (int c = 0; c < cases.Length; c++)
        {
            int one = c;
            Spread ratio = Spread.Of(Enumerable.Range(0, settings.Repeats).Select(r => factors[0][r] / factors[one][r]));
            yield return
            [
                string.Create(CultureInfo.InvariantCulture, $"{scale}, {delayMs} ms"),
                cases[c].Name,
                Markdown.Range(Spread.Of(factors[c])),
                c == 0 ? "1" : Markdown.Range(ratio),
                c == 0 ? "" : Markdown.Percent(Spread.Of(exchange[c]).Median),
                cases[c].Goal,
            ];
        }
    }
}
