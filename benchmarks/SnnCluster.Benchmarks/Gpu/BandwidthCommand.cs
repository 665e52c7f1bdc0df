using System.CommandLine;
using SnnCluster.Benchmarks.WholeRuns;

namespace SnnCluster.Benchmarks.Gpu;

/// <summary><c>gpu-bandwidth</c>: the memory bandwidth of a device.</summary>
internal static class BandwidthCommand
{
    public static Command Create()
    {
        Option<string> device = RunOptionSet.Text("--device", "cuda", "DEVICE", "cuda, opencl, ilgpu-cpu or host");
        Option<string> megabytes = RunOptionSet.Text("--megabytes", "1024", "INTEGER", "Size of what is copied");
        var command = new Command("gpu-bandwidth", "The memory bandwidth of a device, measured with a copy kernel.") { device, megabytes };
        command.SetAction(parsed =>
        {
            long bytes = 1_000_000L * RunOptionSet.Integer("--megabytes", parsed.GetRequiredValue(megabytes), 1, 2000);
            MemoryBandwidth measured = MemoryBandwidth.Measure(parsed.GetRequiredValue(device), bytes);
            Console.WriteLine(
                $"{measured.Device}: {Rate(measured.BytesPerSecond.Median)} GB/s "
                + $"({Rate(measured.BytesPerSecond.Smallest)}-{Rate(measured.BytesPerSecond.Largest)}), "
                + $"bytes read and written by copies of {Markdown.Number(measured.Bytes / 1e6)} MB");
            return 0;
        });
        return command;
    }

    private static string Rate(double bytesPerSecond) => Markdown.Number(bytesPerSecond / 1e9);
}
