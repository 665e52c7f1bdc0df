using System.Diagnostics;
using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;
using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.OpenCL;
using SnnCluster.Benchmarks.WholeRuns;
using SnnCluster.Engine.Gpu;

namespace SnnCluster.Benchmarks.Gpu;

/// <summary>How fast a device's memory is copied, which is the floor of everything that only moves data.</summary>
/// <param name="Device">What was measured.</param>
/// <param name="BytesPerSecond">Bytes read plus bytes written, by the median copy.</param>
/// <param name="Bytes">Size of what was copied.</param>
internal sealed record MemoryBandwidth(string Device, Spread BytesPerSecond, long Bytes)
{
    private const int Copies = 20;
    private const int GroupSize = 256;

    // The emulation on the CPU copies some 50 MB a second.
    private const long LargestEmulated = 1_000_000;

    /// <summary>Measures a device of the kinds that <c>--device</c> knows.</summary>
    /// <param name="device">host, cuda, opencl or ilgpu-cpu.</param>
    /// <param name="bytes">Size of what is copied; at most a quarter of the device's memory is.</param>
    /// <exception cref="BenchmarkException">The device is not there.</exception>
    public static MemoryBandwidth Measure(string device, long bytes) =>
        device.Split(':')[0] is "host" or "auto" ? MeasureHost(bytes) : MeasureAccelerator(device, bytes);

    private static MemoryBandwidth MeasureHost(long bytes)
    {
        byte[] source = GC.AllocateUninitializedArray<byte>((int)bytes);
        byte[] target = GC.AllocateUninitializedArray<byte>((int)bytes);
        Array.Fill(source, (byte)1);
        return new MemoryBandwidth("host", TimeCopies(bytes, () => source.AsSpan().CopyTo(target)), bytes);
    }

    private static MemoryBandwidth MeasureAccelerator(string device, long bytes)
    {
        using Context context = GpuContexts.Create(builder => Add(builder, device));
        using Accelerator accelerator = Find(context, device).CreateAccelerator(context);
        bool emulated = accelerator.AcceleratorType == AcceleratorType.CPU;
        long length = Math.Min(bytes, emulated ? LargestEmulated : accelerator.MemorySize / 4) / sizeof(long);
        using MemoryBuffer1D<long, Stride1D.Dense> source = accelerator.Allocate1D<long>(length);
        using MemoryBuffer1D<long, Stride1D.Dense> target = accelerator.Allocate1D<long>(length);
        source.MemSetToZero();
        target.MemSetToZero();
        Action<KernelConfig, CopyArguments> kernel = accelerator.LoadStreamKernel<CopyArguments>(Copy);

        // On the CPU a group of threads is emulated, at microseconds each.
        int groupSize = emulated ? 1 : Math.Min(GroupSize, accelerator.MaxNumThreadsPerGroup);
        var grid = new KernelConfig((int)((length + groupSize - 1) / groupSize), groupSize);
        Spread bandwidth = TimeCopies(length * sizeof(long), () =>
        {
            kernel(grid, new CopyArguments { Source = source.View, Target = target.View });
            accelerator.Synchronize();
        });
        return new MemoryBandwidth(accelerator.Name, bandwidth, length * sizeof(long));
    }

    // Whole and nothing but: one 8-byte word per thread, neighbours side by side.
    private static void Copy(CopyArguments a)
    {
        long index = ((long)Grid.IdxX * Group.DimX) + Group.IdxX;
        if (index < a.Source.Length)
        {
            a.Target[index] = a.Source[index];
        }
    }

    private static Spread TimeCopies(long bytes, Action copy)
    {
        copy(); // Compiles, and touches all pages.
        copy();
        var rates = new double[Copies];
        for (int i = 0; i < Copies; i++)
        {
            long start = Stopwatch.GetTimestamp();
            copy();
            rates[i] = 2.0 * bytes / Stopwatch.GetElapsedTime(start).TotalSeconds;
        }

        return Spread.Of(rates);
    }

    private static void Add(Context.Builder builder, string device)
    {
        switch (KindOf(device))
        {
            case AcceleratorType.Cuda:
                builder.Cuda();
                break;
            case AcceleratorType.OpenCL:
                builder.OpenCL();
                break;
            default:
                builder.DefaultCPU();
                break;
        }
    }

    // A context without any device of a kind falls back to one on the CPU, which must not pass for a GPU.
    private static Device Find(Context context, string device)
    {
        int index = device.IndexOf(':', StringComparison.Ordinal) is int colon && colon >= 0
            ? RunOptionSet.Integer("--device", device[(colon + 1)..], 0, 255)
            : 0;
        Device[] devices = [.. context.Devices.Where(found => found.AcceleratorType == KindOf(device))];
        return index < devices.Length
            ? devices[index]
            : throw new BenchmarkException(
                $"no {device} device is on this machine: there are {devices.Length} of that kind (a GPU needs its driver installed)");
    }

    private static AcceleratorType KindOf(string device) => device.Split(':')[0] switch
    {
        "cuda" => AcceleratorType.Cuda,
        "opencl" => AcceleratorType.OpenCL,
        "ilgpu-cpu" => AcceleratorType.CPU,
        _ => throw new BenchmarkException($"--device is '{device}': must be host, cuda, opencl or ilgpu-cpu"),
    };

    /// <summary>What is copied, and where to.</summary>
    internal struct CopyArguments
    {
        public ArrayView<long> Source;
        public ArrayView<long> Target;
    }
}
