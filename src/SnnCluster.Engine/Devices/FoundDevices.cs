namespace SnnCluster.Engine.Devices;

/// <summary>A way to find the GPUs of a kind.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Find">Finds them, or throws what the driver says.</param>
/// <param name="Probe">Says what is wrong with the driver, where none was found; null where nothing is.</param>
internal sealed record GpuSearch(string Kind, Func<IReadOnlyList<DeviceInfo>> Find, Func<string?> Probe);

/// <summary>The GPUs of a machine, and what drivers said that are there but broken.</summary>
/// <param name="Devices">The GPUs.</param>
/// <param name="Failures">One line for each driver that failed, with its kind before it.</param>
internal sealed record FoundDevices(IReadOnlyList<DeviceInfo> Devices, IReadOnlyList<string> Failures)
{
    /// <summary>Looks for GPUs of all kinds: a driver that fails does not stop the others.</summary>
    public static FoundDevices Of(IEnumerable<GpuSearch> searches)
    {
        var devices = new List<DeviceInfo>();
        var failures = new List<string>();
        foreach (GpuSearch search in searches)
        {
            string? wrong;
            try
            {
                IReadOnlyList<DeviceInfo> found = search.Find();
                devices.AddRange(found);
                wrong = found.Count > 0 ? null : search.Probe();
            }
            catch (Exception failure) when (failure is not OutOfMemoryException)
            {
                // A library that is not found is no news: most machines have no such driver.
                wrong = failure.GetBaseException() is DllNotFoundException ? search.Probe() : failure.GetBaseException().Message;
            }

            if (wrong is not null)
            {
                failures.Add($"{search.Kind}: {OneLine(wrong)}");
            }
        }

        return new FoundDevices(devices, failures);
    }

    private static string OneLine(string text) =>
        string.Join(' ', text.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
}
