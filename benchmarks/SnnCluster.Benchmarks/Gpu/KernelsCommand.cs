using System.CommandLine;
using System.Diagnostics;
using SnnCluster.Benchmarks.WholeRuns;
using SnnCluster.Engine;
using SnnCluster.Engine.Devices;
using SnnCluster.Model.Networks;

namespace SnnCluster.Benchmarks.Gpu;

/// <summary>
/// <c>kernels</c>: the time of each part of a step against the time that its bytes take at the bandwidth of the device.
/// A part's time is the difference between networks with and without it, which is true on any device, whether it
/// computes while the host waits or not.
/// </summary>
internal static class KernelsCommand
{
    private const double DtMs = 0.1;
    private const int BandwidthBytes = 1_000_000_000;

    // The least bytes of each part. Random accesses count as sectors of 32 bytes, the smallest that memory gives.
    private const double Sector = 32;

    // A target reads and writes potential, refractory time and conductance, and reads and clears its input sum (64
    // bits); a source reads and writes its countdown and what rounding took from it, and reads its rate.
    private const double BytesPerPairOfNeurons = (3 * 8) + 16 + (2 * 8) + 4;

    // A synapse's target and weight in a row, and its target's sum, read and written.
    private const double BytesPerStaticEvent = 8 + (2 * Sector);

    // The weight is written, too, and the target's spikes are read.
    private const double BytesPerPlasticEvent = BytesPerStaticEvent + 4 + Sector;

    // The row's signature or header, and its targets.
    private const double BytesPerAttempt = 2 * Sector;

    public static Command Create()
    {
        var options = new RunOptionSet("7,32", "500", "3");
        Command command = options.AddTo(new Command(
            "kernels", "The time of each part of a step against the memory-bandwidth floor of the device."));
        command.SetAction(parsed =>
        {
            RunSettings settings = options.Read(parsed);
            if (settings.Cpu is not null)
            {
                throw new BenchmarkException("--cpu pins other processes: 'kernels' runs in this one; use taskset");
            }

            MemoryBandwidth bandwidth = MemoryBandwidth.Measure(settings.Device, BandwidthBytes);
            double bytesPerSecond = bandwidth.BytesPerSecond.Median;
            Console.WriteLine(Markdown.Conditions(settings, ownProcesses: false));
            Console.WriteLine(
                $"{bandwidth.Device}: {Markdown.Number(bytesPerSecond / 1e9)} GB/s by copies of {Markdown.Number(bandwidth.Bytes / 1e6)} MB.\n");
            Console.WriteLine(Markdown.Table(
                ["scale", "part of a step", "us per step", "per what", "ns each", "floor [us]", "times the floor"],
                settings.Scales.SelectMany(scale => Measure(settings, scale).Select(part => Row(scale, part, bytesPerSecond)))));
            List<string[]> kernels = [.. settings.Scales.SelectMany(scale => TimeKernels(settings, scale))];
            if (kernels.Count > 0)
            {
                Console.WriteLine("Each kernel alone, from an idle device to an idle device, launch included:\n");
                Console.WriteLine(Markdown.Table(["scale", "kernel", "launches", "us per launch", "us per step"], kernels));
            }

            return 0;
        });
        return command;
    }

    private static string[] Row(int scale, Part part, double bytesPerSecond)
    {
        double floorUs = 1e6 * part.Count * part.Bytes / bytesPerSecond;
        string count = $"{Markdown.Number(part.Count)} {part.What}";
        if (part.MicrosecondsPerStep <= 0)
        {
            return [$"{scale}", part.Name, "lost in noise", count, "", Markdown.Number(floorUs), ""];
        }

        return
        [
            $"{scale}", part.Name, Markdown.Number(part.MicrosecondsPerStep), count,
            Markdown.Number(1000 * part.MicrosecondsPerStep / part.Count),
            Markdown.Number(floorUs), Markdown.Number(part.MicrosecondsPerStep / floorUs),
        ];
    }

    private static IEnumerable<Part> Measure(RunSettings settings, int scale)
    {
        NetworkDescription whole = MapNetwork.Describe(scale, DtMs, settings.Seed);
        NetworkDescription wired = MapNetwork.Describe(scale, DtMs, settings.Seed, ("rewiring", false));
        NetworkDescription fixedWeights = MapNetwork.Describe(scale, DtMs, settings.Seed, ("rewiring", false), ("stdp", false));
        NetworkDescription bare = whole with { Projections = [] };
        Cost neurons = Time(settings, bare, scale);
        Cost plain = Time(settings, fixedWeights, scale);
        Cost plastic = Time(settings, wired, scale);
        Cost rewired = Time(settings, whole, scale);
        yield return new Part(
            "neuron update", neurons.MicrosecondsPerStep, 256.0 * scale * scale, "pairs of neurons", BytesPerPairOfNeurons);
        yield return new Part(
            "delivery, static", plain.MicrosecondsPerStep - neurons.MicrosecondsPerStep, plain.EventsPerStep, "events", BytesPerStaticEvent);
        yield return new Part(
            "delivery, STDP", plastic.MicrosecondsPerStep - neurons.MicrosecondsPerStep, plastic.EventsPerStep, "events", BytesPerPlasticEvent);
        yield return new Part(
            "rewiring",
            rewired.MicrosecondsPerStep - plastic.MicrosecondsPerStep,
            2 * 10.0 * scale * scale * DtMs,
            "attempts",
            BytesPerAttempt);
    }

    private static Cost Time(RunSettings settings, NetworkDescription network, int scale)
    {
        int steps = (int)Math.Round(settings.DurationMs / DtMs);
        using IDevice device = DeviceCatalog.Open(settings.Device, 512.0 * scale * scale);
        using Simulation simulation = Simulation.Create(network, device);
        Run(simulation, steps); // Compiles kernels; rates and caches become what they stay.
        long eventsBefore = simulation.SynapticEvents;

        // Differences of disturbed times mean nothing, so the least disturbed are taken.
        double seconds = Enumerable.Range(0, settings.Repeats).Min(_ => Run(simulation, steps));
        long events = simulation.SynapticEvents - eventsBefore;
        return new Cost(1e6 * seconds / steps, (double)events / steps / settings.Repeats);
    }

    private static IEnumerable<string[]> TimeKernels(RunSettings settings, int scale)
    {
        int steps = (int)Math.Round(settings.DurationMs / DtMs);
        using IDevice device = DeviceCatalog.Open(settings.Device, 512.0 * scale * scale);
        if (device is not GpuDevice gpu)
        {
            return [];
        }

        using Simulation simulation = Simulation.Create(MapNetwork.Describe(scale, DtMs, settings.Seed), gpu);
        Run(simulation, steps);
        gpu.TimesKernels = true;
        Run(simulation, steps);
        return
        [
            .. gpu.KernelTimes.OrderByDescending(kernel => kernel.Value.Seconds).Select(kernel => new[]
            {
                $"{scale}", kernel.Key, $"{kernel.Value.Launches}",
                Markdown.Number(1e6 * kernel.Value.Seconds / kernel.Value.Launches),
                Markdown.Number(1e6 * kernel.Value.Seconds / steps),
            }),
        ];
    }

    // Asking for the number of events waits for all that was started on the device.
    private static double Run(Simulation simulation, int steps)
    {
        long start = Stopwatch.GetTimestamp();
        simulation.Run(steps);
        _ = simulation.SynapticEvents;
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private sealed record Cost(double MicrosecondsPerStep, double EventsPerStep);

    private sealed record Part(string Name, double MicrosecondsPerStep, double Count, string What, double Bytes);
}
