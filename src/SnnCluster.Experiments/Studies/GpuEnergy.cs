using System.Runtime.InteropServices;

namespace SnnCluster.Experiments.Studies;

/// <summary>
/// The energy that the NVIDIA GPUs of this machine have taken since their driver was loaded, as NVML tells it
/// (nvmlDeviceGetTotalEnergyConsumption, from Volta on).
/// </summary>
internal static class GpuEnergy
{
    /// <summary>The library that drivers of NVIDIA bring.</summary>
    public const string Library = "libnvidia-ml.so.1";

    private const int Success = 0;

    private delegate int Init();

    private delegate int GetCount(out uint count);

    private delegate int GetHandle(uint index, out nint device);

    private delegate int GetEnergy(nint device, out ulong millijoules);

    /// <summary>The energy of each GPU that tells it [uJ]; null where none does.</summary>
    /// <param name="library">Name of the library.</param>
    public static IReadOnlyList<double>? Read(string library = Library)
    {
        // It stays loaded: a study asks before and after each run.
        if (!NativeLibrary.TryLoad(library, out nint handle)
            || Function<Init>(handle, "nvmlInit_v2") is not Init init
            || Function<GetCount>(handle, "nvmlDeviceGetCount_v2") is not GetCount getCount
            || Function<GetHandle>(handle, "nvmlDeviceGetHandleByIndex_v2") is not GetHandle getHandle
            || Function<GetEnergy>(handle, "nvmlDeviceGetTotalEnergyConsumption") is not GetEnergy getEnergy
            || init() != Success
            || getCount(out uint count) != Success)
        {
            return null;
        }

        var energies = new List<double>();
        for (uint gpu = 0; gpu < count; gpu++)
        {
            if (getHandle(gpu, out nint device) == Success && getEnergy(device, out ulong millijoules) == Success)
            {
                energies.Add(millijoules * 1e3);
            }
        }

        return energies.Count > 0 ? energies : null;
    }

    private static T? Function<T>(nint library, string name)
        where T : Delegate =>
        NativeLibrary.TryGetExport(library, name, out nint address) ? Marshal.GetDelegateForFunctionPointer<T>(address) : null;
}
