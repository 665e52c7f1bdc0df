using System.CommandLine;

namespace SnnCluster.Benchmarks.WholeRuns;

/// <summary><c>table</c>: ours, the plain scalar version and Brian 2, interleaved.</summary>
internal static class TableCommand
{
    // What the project set out to reach, on a machine with AVX-512 (real-time factor by scale, for 10 s of model time).
    private static readonly Dictionary<int, double> Goals = new() { [1] = 0.005, [2] = 0.014, [4] = 0.050, [7] = 0.16 };

    public static Command Create()
    {
        var options = new RunOptionSet("1,2,4,7", "10000", "3");
        Option<string> with = RunOptionSet.Text("--with", "plain,brian2", "LIST", "Programs to compare with: plain, brian2, none");
        Option<string> brianDirectory = RunOptionSet.Text(
            "--brian2-directory", Path.Combine(Path.GetTempPath(), "snncluster-brian2"), "DIR", "Where Brian 2 builds its programs");
        Option<string?> raw = new("--raw") { HelpName = "FILE", Description = "Also write every measurement as a line of JSON; default: no." };
        Command command = options.AddTo(new Command(
            "table", "The topographic map at several scales: ours, the plain scalar version and Brian 2, interleaved."));
        command.Add(with);
        command.Add(brianDirectory);
        command.Add(raw);
        command.SetAction(parsed =>
        {
            RunSettings settings = options.Read(parsed);
            string[] others = [.. parsed.GetRequiredValue(with).Split(',').Where(name => name != "none")];
            if (others.FirstOrDefault(name => name is not ("plain" or "brian2")) is string unknown)
            {
                throw new BenchmarkException($"--with has '{unknown}': must be plain, brian2 or none");
            }

            List<MapProgram> programs = [Programs.SnnCluster(settings, rewiring: true)];
            if (others.Contains("plain"))
            {
                programs.Add(Programs.PlainScalar(settings));
            }

            if (others.Contains("brian2"))
            {
                programs.Add(Programs.SnnCluster(settings, rewiring: false));
                programs.Add(Programs.Brian(settings, parsed.GetRequiredValue(brianDirectory)));
            }

            List<Measurement> all = Interleaving.Run(settings, programs, parsed.GetValue(raw));
            Write(settings, all, others);
            return 0;
        });
        return command;
    }

    private static void Write(RunSettings settings, List<Measurement> all, string[] others)
    {
        Console.WriteLine(Markdown.Conditions(settings));
        Console.WriteLine("Real-time factor, with STDP and rewiring:\n");
        Console.WriteLine(Markdown.Table(
            ["scale", "neurons per layer", "snncluster", "goal (AVX-512)", "plain scalar", "plain / ours"],
            settings.Scales.Select(scale => RealTimeRow(all, scale))));
        Console.WriteLine("Where the time goes:\n");
        Console.WriteLine(Markdown.Table(
            [
                "scale", "program", "deliver", "update", "rewire", "ns per neuron and step", "ns per synaptic event",
                "ns per attempt", "synaptic events", "peak memory [MB]",
            ],
            settings.Scales.SelectMany(scale => new[] { Programs.Ours, Programs.Plain }
                .Where(program => Select(all, scale, program).Length > 0)
                .Select(program => CostRow(all, scale, program)))));
        if (others.Contains("brian2"))
        {
            Console.WriteLine("Real-time factor, with STDP and without rewiring:\n");
            Console.WriteLine(Markdown.Table(
                [
                    "scale", "neurons per layer", "snncluster", "Brian 2 (C++ standalone)", "Brian 2 / ours",
                    "mean rate source, target [Hz]: ours", "Brian 2",
                ],
                settings.Scales.Select(scale => PeerRow(all, scale))));
        }
    }

    private static string[] RealTimeRow(List<Measurement> all, int scale)
    {
        Measurement[] ours = Select(all, scale, Programs.Ours);
        Measurement[] plain = Select(all, scale, Programs.Plain);
        Spread factor = Spread.Of(ours.Select(run => run.RealTimeFactor));
        string goal = Goals.TryGetValue(scale, out double value) ? Markdown.Number(value) : "";
        if (plain.Length == 0)
        {
            return [$"{scale}", Neurons(scale), Markdown.Range(factor), goal, "", ""];
        }

        Spread other = Spread.Of(plain.Select(run => run.RealTimeFactor));
        return
        [
            $"{scale}", Neurons(scale), Markdown.Range(factor), goal, Markdown.Range(other),
            Markdown.Number(other.Median / factor.Median),
        ];
    }

    private static string[] CostRow(List<Measurement> all, int scale, string program)
    {
        Measurement[] runs = Select(all, scale, program);
        double Median(Func<Measurement, double> value) => Spread.Of(runs.Select(value)).Median;
        return
        [
            $"{scale}",
            program,
            Markdown.Percent(Median(run => run.DeliverShare)),
            Markdown.Percent(Median(run => run.UpdateShare)),
            Markdown.Percent(Median(run => run.RewireShare)),
            Markdown.Number(Median(run => run.UpdateNsPerNeuronStep)),
            Markdown.Number(Median(run => run.NsPerEvent)),
            Markdown.Number(Median(run => run.NsPerAttempt)),
            Median(run => run.SynapticEvents).ToString("N0", System.Globalization.CultureInfo.InvariantCulture),
            Markdown.Number(Median(run => run.PeakMemoryBytes) / 1e6),
        ];
    }

    private static string[] PeerRow(List<Measurement> all, int scale)
    {
        Measurement[] ours = Select(all, scale, Programs.OursWithoutRewiring);
        Measurement[] brian = Select(all, scale, Programs.Brian2);
        Spread factor = Spread.Of(ours.Select(run => run.RealTimeFactor));
        Spread other = Spread.Of(brian.Select(run => run.RealTimeFactor));
        return
        [
            $"{scale}", Neurons(scale), Markdown.Range(factor), Markdown.Range(other),
            Markdown.Number(other.Median / factor.Median), Rates(ours), Rates(brian),
        ];
    }

    private static string Rates(Measurement[] runs) =>
        $"{Markdown.Number(runs.Average(run => run.SourceRateHz))}, {Markdown.Number(runs.Average(run => run.TargetRateHz))}";

    private static Measurement[] Select(List<Measurement> all, int scale, string program) =>
        [.. all.Where(run => run.Scale == scale && run.Program == program)];

    private static string Neurons(int scale) =>
        (256L * scale * scale).ToString("N0", System.Globalization.CultureInfo.InvariantCulture);
}
