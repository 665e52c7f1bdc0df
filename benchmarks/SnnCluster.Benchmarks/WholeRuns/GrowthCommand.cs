using System.CommandLine;
using System.Globalization;

namespace SnnCluster.Benchmarks.WholeRuns;

/// <summary><c>growth</c>: how our cost grows with the size of the network.</summary>
internal static class GrowthCommand
{
    private const int FitFrom = 4;
    private const int FitTo = 64;

    public static Command Create()
    {
        var options = new RunOptionSet("1,2,4,7,16,32,64", "1000", "3");
        Option<string?> raw = new("--raw") { HelpName = "FILE", Description = "Also write every measurement as a line of JSON; default: no." };
        Command command = options.AddTo(new Command(
            "growth", "How our cost grows with the size of the network: time per neuron and step and per event, build time, memory."));
        command.Add(raw);
        command.SetAction(parsed =>
        {
            RunSettings settings = options.Read(parsed);
            List<Measurement> all = Interleaving.Run(
                settings, [Programs.SnnCluster(settings, rewiring: true)], parsed.GetValue(raw));
            Write(settings, all);
            return 0;
        });
        return command;
    }

    private static void Write(RunSettings settings, List<Measurement> all)
    {
        Console.WriteLine(Markdown.Conditions(settings));
        Console.WriteLine(Markdown.Table(
            [
                "scale", "neurons per layer", "synapses", "RTF", "loop: ns per neuron and step", "update: ns per neuron and step",
                "ns per synaptic event", "ns per attempt", "deliver, update, rewire", "build [s]", "peak memory [MB]",
            ],
            settings.Scales.Distinct().Select(scale => Row(scale, [.. all.Where(run => run.Scale == scale)]))));
        (double, double)[] points =
        [
            .. settings.Scales.Distinct().Where(scale => scale is >= FitFrom and <= FitTo).Select(scale => (
                256.0 * scale * scale,
                Spread.Of(all.Where(run => run.Scale == scale).Select(run => run.LoopSeconds)).Median)),
        ];
        if (points.Length >= 2)
        {
            Console.WriteLine(
                $"Loop time grows as neurons^{Growth.Exponent(points).ToString("N3", CultureInfo.InvariantCulture)} "
                + $"(least squares over the scales from {FitFrom} to {FitTo}).");
        }
    }

    private static string[] Row(int scale, Measurement[] runs)
    {
        Spread Of(Func<Measurement, double> value) => Spread.Of(runs.Select(value));
        string Median(Func<Measurement, double> value) => Markdown.Number(Of(value).Median);
        string Share(Func<Measurement, double> value) => Markdown.Percent(Of(value).Median);
        return
        [
            $"{scale}",
            (256L * scale * scale).ToString("N0", CultureInfo.InvariantCulture),
            Of(run => run.Synapses).Median.ToString("N0", CultureInfo.InvariantCulture),
            Markdown.Range(Of(run => run.RealTimeFactor)),
            Median(run => run.LoopNsPerNeuronStep),
            Median(run => run.UpdateNsPerNeuronStep),
            Median(run => run.NsPerEvent),
            Median(run => run.NsPerAttempt),
            $"{Share(run => run.DeliverShare)}, {Share(run => run.UpdateShare)}, {Share(run => run.RewireShare)}",
            Median(run => run.BuildSeconds),
            Of(run => run.PeakMemoryBytes / 1e6).Median.ToString("N0", CultureInfo.InvariantCulture),
        ];
    }
}
