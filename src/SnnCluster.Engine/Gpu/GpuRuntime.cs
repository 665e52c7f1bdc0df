using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.OpenCL;
using SnnCluster.Engine.Devices;
using SnnCluster.Model.Networks;

namespace SnnCluster.Engine.Gpu;

/// <summary>How many threads kernels get on an accelerator.</summary>
/// <param name="FlatGroupSize">Threads per group where each thread works for itself.</param>
/// <param name="FlatGroups">Most groups of such a kernel; beyond, threads take several elements.</param>
/// <param name="RowGroupSize">Threads per group where <see cref="RowThreads"/> share rows.</param>
/// <param name="RowGroups">Groups of such a kernel, which take as many rows as there are.</param>
/// <param name="RowsPerGroup">Rows that a group takes at a time.</param>
internal sealed record LaunchShape(int FlatGroupSize, int FlatGroups, int RowGroupSize, int RowGroups, int RowsPerGroup = 1)
{
    private const int LargestRowGroup = 64;
    private const int WarpsPerGroup = 8;

    // Threads that a multiprocessor of CUDA holds, at most.
    private const int ThreadsPerMultiprocessor = 2048;

    /// <summary>
    /// Of CUDA, rows get one warp each (a row of these networks has some dozens of synapses), and as many groups of eight are started
    /// as the device holds. Of OpenCL devices that do not say how many threads run in step, ILGPU takes the largest group for
    /// that, hence the limit. ILGPU's CPU accelerator emulates a group with one system thread per member, so there a
    /// group has one member; two groups show that the work is divided.
    /// </summary>
    public static LaunchShape For(Accelerator accelerator)
    {
        int flat = Math.Min(128, accelerator.MaxNumThreadsPerGroup);
        int many = 32 * accelerator.NumMultiprocessors;
        return accelerator.AcceleratorType switch
        {
            AcceleratorType.CPU => new LaunchShape(1, 2, 1, 2),
            AcceleratorType.Cuda => new LaunchShape(
                flat,
                many,
                WarpsPerGroup * accelerator.WarpSize,
                ThreadsPerMultiprocessor / (WarpsPerGroup * accelerator.WarpSize) * accelerator.NumMultiprocessors,
                WarpsPerGroup),
            _ => new LaunchShape(
                flat, many, Math.Clamp(accelerator.WarpSize, 1, Math.Min(LargestRowGroup, accelerator.MaxNumThreadsPerGroup)), many),
        };
    }
}

/// <summary>An accelerator with its one stream: all copies and kernels run in the order in which they were asked for.</summary>
/// <param name="name">Name of the device.</param>
/// <param name="open">The accelerator, which it closes.</param>
/// <param name="shape">How many threads kernels get.</param>
internal sealed class GpuRuntime(string name, OpenAccelerator open, LaunchShape shape) : IDisposable
{
    private readonly Dictionary<string, KernelTime> _times = [];

    // Memory that nobody has given back: others may have opened the device, so it does not go with the accelerator.
    private readonly HashSet<IDisposable> _memory = [];

    public Accelerator Accelerator { get; } = open.Accelerator;

    /// <summary>The stream: of CUDA one of its own, since others may have opened the device, and the default stream cannot be captured.</summary>
    public AcceleratorStream Stream { get; } =
        open.Accelerator.AcceleratorType == AcceleratorType.Cuda ? open.Accelerator.CreateStream() : open.Accelerator.DefaultStream;

    public LaunchShape Shape { get; } = shape;

    /// <summary>Whether to wait for each kernel and note its time, which slows a run down.</summary>
    public bool TimesKernels { get; set; }

    public IReadOnlyDictionary<string, KernelTime> KernelTimes => _times;

    /// <summary>Methods of all kernels that were compiled.</summary>
    public IReadOnlyCollection<MethodInfo> Kernels => open.Kernels;

    public GpuArray<T> Allocate<T>(long length)
        where T : unmanaged => new(this, length);

    /// <summary>Memory of the device; to be freed.</summary>
    /// <param name="length">Elements, at least 1.</param>
    public MemoryBuffer1D<T, Stride1D.Dense> AllocateBuffer<T>(long length)
        where T : unmanaged
    {
        try
        {
            MemoryBuffer1D<T, Stride1D.Dense> buffer = Accelerator.Allocate1D<T>(length);
            _memory.Add(buffer);
            return buffer;
        }
        catch (AcceleratorException failure)
        {
            throw IsTooLittleMemory(failure) ? TooLittleMemory(length * Unsafe.SizeOf<T>()) : Failed(failure);
        }
    }

    /// <summary>Memory of the host that the device reads and writes by itself; to be freed.</summary>
    /// <param name="length">Elements, at least 1.</param>
    public PageLockedArray1D<T> AllocatePageLocked<T>(int length)
        where T : unmanaged
    {
        try
        {
            PageLockedArray1D<T> array = Accelerator.AllocatePageLocked1D<T>(length);
            _memory.Add(array);
            return array;
        }
        catch (AcceleratorException failure)
        {
            throw IsTooLittleMemory(failure)
                ? new InvalidDescriptionException($"{Mebibytes((long)length * Unsafe.SizeOf<T>())} of this machine's memory cannot be locked for device {name}")
                : Failed(failure);
        }
    }

    /// <summary>Frees memory, which may have been freed before.</summary>
    public void Free(IDisposable memory)
    {
        if (_memory.Remove(memory))
        {
            Release(memory);
        }
    }

    public GpuArray<T> Allocate<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        var array = new GpuArray<T>(this, values.Length);
        array.Upload(values);
        return array;
    }

    /// <summary>Compiles a kernel for explicit groups, once per accelerator.</summary>
    public GpuKernel<TArguments> Load<TArguments>(string name, Action<TArguments> kernel)
        where TArguments : struct => new(name, this, open.Load(kernel));

    public void Synchronize()
    {
        try
        {
            Stream.Synchronize();
        }
        catch (AcceleratorException failure)
        {
            throw Failed(failure);
        }
    }

    /// <summary>What to throw when the driver reports that something went wrong on the device, which then does nothing more.</summary>
    public SimulationException Failed(Exception failure)
    {
        open.Fail();
        return new(
            $"device {name} has failed: {failure.Message.TrimEnd('.')}. A checkpoint can go on on another device: 'resume' with --allow-other-device");
    }

    // What to throw when the device has not as many bytes as are asked for.
    private InvalidDescriptionException TooLittleMemory(long bytes) => new(
        $"device {name} has too little memory: {Mebibytes(bytes)} more are needed than are taken already, and it has {Mebibytes(Accelerator.MemorySize)} in all"
        + FreeMemoryText());

    public void Dispose()
    {
        foreach (IDisposable memory in _memory)
        {
            Release(memory);
        }

        _memory.Clear();
        if (Stream != Accelerator.DefaultStream)
        {
            Release(Stream);
        }

        open.Close();
    }

    /// <summary>Gives something of a device back. A device that has failed takes nothing back, and why it failed was told already.</summary>
    public static void Release(IDisposable resource)
    {
        try
        {
            resource.Dispose();
        }
        catch (AcceleratorException)
        {
        }
    }

    /// <summary>Waits until the device does nothing more, be it that it has failed.</summary>
    public void Finish()
    {
        try
        {
            Stream.Synchronize();
        }
        catch (AcceleratorException)
        {
        }
    }

    private string FreeMemoryText()
    {
        try
        {
            return Accelerator is CudaAccelerator cuda ? $", of which {Mebibytes(cuda.GetFreeMemory())} are free" : "";
        }
        catch (AcceleratorException)
        {
            return "";
        }
    }

    private static bool IsTooLittleMemory(AcceleratorException failure) => failure switch
    {
        CudaException cuda => cuda.Error == nameof(CudaError.CUDA_ERROR_OUT_OF_MEMORY),
        CLException cl => cl.Error is CLError.CL_MEM_OBJECT_ALLOCATION_FAILURE or CLError.CL_INVALID_BUFFER_SIZE
            or CLError.CL_OUT_OF_RESOURCES or CLError.CL_OUT_OF_HOST_MEMORY,
        _ => false,
    };

    private static string Mebibytes(long bytes) =>
        string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1 << 20):N1} MiB");

    public void AddTime(string kernel, double seconds)
    {
        KernelTime before = _times.GetValueOrDefault(kernel);
        _times[kernel] = new KernelTime(before.Launches + 1, before.Seconds + seconds);
    }
}

/// <summary>A compiled kernel that takes one struct of views and numbers.</summary>
internal sealed class GpuKernel<TArguments>(
    string name, GpuRuntime runtime, Action<AcceleratorStream, KernelConfig, TArguments> launch)
    where TArguments : struct
{
    /// <summary>Starts threads that share out so many elements, each in its own thread.</summary>
    public void OverElements(long count, TArguments arguments)
    {
        if (count > 0)
        {
            LaunchShape shape = runtime.Shape;
            long groups = Math.Min((count + shape.FlatGroupSize - 1) / shape.FlatGroupSize, shape.FlatGroups);
            Launch((int)groups, shape.FlatGroupSize, arguments);
        }
    }

    /// <summary>Starts groups that share out as many rows as the device itself finds.</summary>
    public void OverRows(TArguments arguments) => Launch(runtime.Shape.RowGroups, runtime.Shape.RowGroupSize, arguments);

    /// <summary>Starts groups that share out so many rows.</summary>
    public void OverRows(int count, TArguments arguments)
    {
        if (count > 0)
        {
            LaunchShape shape = runtime.Shape;
            Launch(Math.Min((count + shape.RowsPerGroup - 1) / shape.RowsPerGroup, shape.RowGroups), shape.RowGroupSize, arguments);
        }
    }

    private void Launch(int groups, int groupSize, TArguments arguments)
    {
        try
        {
            if (runtime.TimesKernels)
            {
                LaunchTimed(groups, groupSize, arguments);
            }
            else
            {
                launch(runtime.Stream, new KernelConfig(groups, groupSize), arguments);
            }
        }
        catch (AcceleratorException failure)
        {
            throw runtime.Failed(failure);
        }
    }

    private void LaunchTimed(int groups, int groupSize, TArguments arguments)
    {
        runtime.Synchronize();
        long start = Stopwatch.GetTimestamp();
        launch(runtime.Stream, new KernelConfig(groups, groupSize), arguments);
        runtime.Synchronize();
        runtime.AddTime(name, Stopwatch.GetElapsedTime(start).TotalSeconds);
    }
}
