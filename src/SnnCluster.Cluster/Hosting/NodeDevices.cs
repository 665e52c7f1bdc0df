using SnnCluster.Cluster.Wire.Contracts;
using SnnCluster.Engine.Devices;
using SnnCluster.Model.Networks;

namespace SnnCluster.Cluster.Hosting;

/// <summary>What a node offers to hold partitions.</summary>
internal static class NodeDevices
{
    /// <summary>The devices of a list.</summary>
    /// <param name="list">
    /// Names separated by commas, "host" once for each core that may be used; "auto": all GPUs and every core; empty: none.
    /// </param>
    /// <exception cref="InvalidDescriptionException">A device is not there.</exception>
    public static IReadOnlyList<DeviceOffer> Of(string list)
    {
        IReadOnlyList<DeviceInfo> there = DeviceCatalog.List();
        string trimmed = list.Trim().Trim('[', ']');
        if (trimmed == "auto")
        {
            DeviceInfo host = there.First(device => device.Kind == DeviceCatalog.Host);
            return
            [
                .. there.Where(device => device.IsGpu).Select(Offer),
                .. Enumerable.Repeat(Offer(host), Environment.ProcessorCount),
            ];
        }

        var errors = new ValidationErrors();
        var offers = new List<DeviceOffer>();
        foreach (string name in trimmed.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            string wanted = name.Trim('"', '\'');
            if (there.FirstOrDefault(device => device.Name == wanted) is DeviceInfo device)
            {
                offers.Add(Offer(device));
            }
            else
            {
                errors.Add($"--devices has '{wanted}': must be auto, or of "
                    + $"{string.Join(", ", there.Select(one => one.Name))}, the devices of this machine{DeviceCatalog.FailureText}");
            }
        }

        errors.ThrowIfAny();
        return offers;
    }

    private static DeviceOffer Offer(DeviceInfo device) =>
        new() { Name = device.Name, Kind = device.Kind, MemoryBytes = device.MemoryBytes };
}
