using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using SnnCluster.Faults.Schedules;

namespace SnnCluster.Faults;

/// <summary>The command <c>snncluster-faults</c>.</summary>
internal static class Program
{
    private static readonly Option<string> Seeds = new("--seeds")
    {
        HelpName = "A..B",
        Description = "Seeds of the schedules to run, A and B included.",
        DefaultValueFactory = _ => "1..1000",
    };

    private static readonly Option<bool> Trace = new("--trace")
    {
        Description = "Prints the last events of schedules that fail.",
    };

    private static readonly Option<int> Kept = new("--events")
    {
        HelpName = "N",
        Description = "How many of them.",
        DefaultValueFactory = _ => 200,
    };

    private static readonly Option<bool> List = new("--list")
    {
        Description = "Prints a line for each schedule.",
    };

    public static int Main(string[] args)
    {
        var command = new RootCommand(
            "Runs clusters in one process and in virtual time, injects faults, and checks how runs end.")
        {
            Seeds, Trace, Kept, List,
        };
        command.SetAction(Run);
        return command.Parse(args).Invoke();
    }

    private static int Run(ParseResult parsed)
    {
        string[] ends = parsed.GetValue(Seeds)!.Split("..");
        if (!int.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out int first)
            || !int.TryParse(ends[^1], NumberStyles.None, CultureInfo.InvariantCulture, out int last)
            || ends.Length > 2 || first > last)
        {
            Console.Error.WriteLine($"error: --seeds is '{parsed.GetValue(Seeds)}': must be A..B, with A at most B");
            return 2;
        }

        long began = Stopwatch.GetTimestamp();
        int kept = parsed.GetValue(Trace) ? parsed.GetValue(Kept) : 1;
        var table = new FaultTable();
        bool lists = parsed.GetValue(List);
        Batch.Run(first, last, kept, result =>
        {
            table.Add(result);
            if (lists)
            {
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{result.Seed} {result.Ending} {result.Seconds:0.0} s {result.Events} events {result.Recoveries} recoveries {result.Hash:x16} {result.Error}"));
            }

            if (result.Finding is not null)
            {
                Console.WriteLine($"FAILED seed {result.Seed}: {result.Finding}");
                if (parsed.GetValue(Trace))
                {
                    Console.WriteLine(string.Join('\n', Schedule.Of(result.Seed).Faults));
                    Console.WriteLine(string.Join('\n', result.Trace));
                }
            }
        });
        Console.Write(table);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s on {Environment.ProcessorCount} cores"));
        return table.Failed == 0 ? 0 : 1;
    }
}
