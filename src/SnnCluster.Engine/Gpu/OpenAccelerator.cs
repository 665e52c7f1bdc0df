using System.Reflection;
using ILGPU.Runtime;

namespace SnnCluster.Engine.Gpu;

/// <summary>
/// An accelerator with the kernels that were compiled for it. On CUDA all who open a device in this process have the same: kernels of several
/// contexts never run at once on a GPU, and each context would compile its own. Who opens it has a stream of its own.
/// </summary>
internal sealed class OpenAccelerator
{
    private static readonly Lock Guard = new();
    private static readonly Dictionary<string, OpenAccelerator> Shared = [];

    private readonly Dictionary<MethodInfo, Delegate> _kernels = [];
    private readonly string? _key;
    private int _users = 1;

    private OpenAccelerator(Accelerator accelerator, string? key)
    {
        Accelerator = accelerator;
        _key = key;
    }

    public Accelerator Accelerator { get; }

    /// <summary>Methods of all kernels that were compiled.</summary>
    public IReadOnlyCollection<MethodInfo> Kernels
    {
        get
        {
            lock (_kernels)
            {
                return [.. _kernels.Keys];
            }
        }
    }

    /// <summary>One of whoever opens it alone; to be closed.</summary>
    public static OpenAccelerator Of(Accelerator accelerator) => new(accelerator, null);

    /// <summary>One that is shared by all who open it by the same name; to be closed.</summary>
    /// <param name="name">Name of the device.</param>
    /// <param name="create">Opens the device, where nobody has.</param>
    public static OpenAccelerator Share(string name, Func<Accelerator> create)
    {
        lock (Guard)
        {
            if (Shared.TryGetValue(name, out OpenAccelerator? open))
            {
                open._users++;
                return open;
            }

            open = new OpenAccelerator(create(), name);
            Shared.Add(name, open);
            return open;
        }
    }

    /// <summary>A kernel for explicit groups, compiled once.</summary>
    public Action<AcceleratorStream, ILGPU.KernelConfig, TArguments> Load<TArguments>(Action<TArguments> kernel)
        where TArguments : struct
    {
        lock (_kernels)
        {
            if (!_kernels.TryGetValue(kernel.Method, out Delegate? launch))
            {
                launch = KernelLoader.Load(Accelerator, kernel);
                _kernels.Add(kernel.Method, launch);
            }

            return (Action<AcceleratorStream, ILGPU.KernelConfig, TArguments>)launch;
        }
    }

    /// <summary>Tells that the driver reports a failure: whoever opens the device from now on gets a new one.</summary>
    public void Fail()
    {
        lock (Guard)
        {
            Forget();
        }
    }

    /// <summary>Closes it, for good when all who have opened it have closed it.</summary>
    public void Close()
    {
        lock (Guard)
        {
            if (--_users > 0)
            {
                return;
            }

            Forget();
        }

        GpuRuntime.Release(Accelerator);
    }

    private void Forget()
    {
        if (_key is not null && Shared.TryGetValue(_key, out OpenAccelerator? open) && open == this)
        {
            Shared.Remove(_key);
        }
    }
}
