using System.Globalization;
using SnnCluster.Cluster.Wire.Contracts;
using SnnCluster.Engine.Devices;
using SnnCluster.Engine.Partitions;
using SnnCluster.Engine.Probes;
using SnnCluster.Model.Networks;

namespace SnnCluster.Cluster.Placement;

/// <summary>
/// Cuts a network into partitions and gives each to a device: neighbours to the same node where they can, since an
/// exchange within a node is the cheapest.
/// </summary>
public static class RunPlanner
{
    /// <summary>
    /// Cost of a synapse relative to a neuron's: measured on one core, a neuron's update takes about 1 ns in each step,
    /// and an event at a synapse about 50 ns, at 20 Hz and 0.1 ms in one of 500 steps.
    /// </summary>
    public const double SynapseCost = 0.1;

    /// <summary>Plans a run.</summary>
    /// <param name="observation">The network, and what is observed of it.</param>
    /// <param name="specification">What was asked for.</param>
    /// <param name="nodes">The nodes that are there.</param>
    /// <exception cref="InvalidDescriptionException">It cannot be done; it says all that is wrong.</exception>
    public static RunPlacement Plan(
        ObservationPlan observation, RunSpecification specification, IReadOnlyList<NodeReport> nodes)
    {
        NetworkDescription network = observation.Network;
        List<(NodeReport Node, DeviceOffer Device)> devices = DevicesFor(network, specification.Device, nodes);
        int count = specification.Partitions > 0 ? specification.Partitions
            : specification.Shares.Count > 0 ? specification.Shares.Count
            : devices.Count;
        if (specification.Shares.Count > 0 && specification.Shares.Count != count)
        {
            throw new InvalidDescriptionException(
                $"--shares has {specification.Shares.Count} values: must have one for each of the {count} partitions");
        }

        PartitionPlan cut = specification.Shares.Count > 0
            ? PartitionPlan.ByShare(network, specification.Shares)
            : PartitionPlan.Even(network, count);
        (NodeReport Node, DeviceOffer Device)[] places =
            [.. Enumerable.Range(0, count).Select(p => devices[(int)((long)p * Math.Min(devices.Count, count) / count)])];
        string[] used = [.. places.Select(place => place.Node.Address).Distinct()];
        double[] costs = [.. Enumerable.Range(0, count).Select(p => CostOf(network, cut[p]))];
        PartitionPlacement[] partitions =
        [
            .. places.Select((place, p) => new PartitionPlacement
            {
                Node = Array.IndexOf(used, place.Node.Address),
                Device = place.Device.Name,
                Slices = [.. cut[p].Select(slice => new SliceContract { Begin = slice.Begin, End = slice.End })],
                Neurons = cut[p].Sum(slice => (long)slice.Count),
                ExpectedSynapses = MemoryEstimate.PartitionSynapses(network, cut[p]),
                MemoryBytes = MemoryEstimate.PartitionBytes(network, cut[p], observation),
                CostShare = costs[p] / costs.Sum(),
            }),
        ];
        CheckMemory(network, cut, partitions, places);
        return new RunPlacement
        {
            Nodes = used,
            Partitions = partitions,
            Transport = used.Length == 1 ? "shared" : specification.Transport == "auto" ? "direct" : specification.Transport,
        };
    }

    /// <summary>The estimated cost of a step of one partition, in updates of a neuron.</summary>
    public static double CostOf(NetworkDescription network, IReadOnlyList<Slice> slices) =>
        slices.Sum(slice => (double)slice.Count) + (SynapseCost * MemoryEstimate.PartitionSynapses(network, slices));

    private static List<(NodeReport Node, DeviceOffer Device)> DevicesFor(
        NetworkDescription network, string wanted, IReadOnlyList<NodeReport> nodes)
    {
        (NodeReport Node, DeviceOffer Device)[] all =
            [.. nodes.SelectMany(node => node.Devices.Select(device => (node, device)))];
        if (all.Length == 0)
        {
            throw new InvalidDescriptionException(nodes.Count == 0
                ? "the cluster has no node with a device: start one with 'snncluster node'"
                : "no node of the cluster offers a device (see --devices of 'snncluster node')");
        }

        string kind = wanted == "auto" ? AutoKind(network, all) : wanted;
        List<(NodeReport, DeviceOffer)> chosen =
            [.. all.Where(place => place.Device.Kind == kind || place.Device.Name == kind)];
        if (chosen.Count == 0)
        {
            throw new InvalidDescriptionException(
                $"--device is '{wanted}': the cluster offers only "
                + string.Join(", ", all.Select(place => place.Device.Name).Distinct().Order()));
        }

        return chosen;
    }

    // A run uses one kind of device, since only then is its answer the same for every cut.
    private static string AutoKind(NetworkDescription network, (NodeReport Node, DeviceOffer Device)[] all)
    {
        string[] kinds = [.. all.Select(place => place.Device.Kind).Distinct()];
        string[] gpus = [.. kinds.Where(kind => kind is "cuda" or "opencl").Order()];
        bool large = DeviceCatalog.NeuronsOf(network) >= DeviceCatalog.AutoNeurons;
        return gpus.Length > 0 && (large || !kinds.Contains(DeviceCatalog.Host)) ? gpus[0]
            : kinds.Contains(DeviceCatalog.Host) ? DeviceCatalog.Host
            : kinds[0];
    }

    // Host partitions of one machine share its memory, whichever process they are in; a GPU's memory is its own.
    private static void CheckMemory(
        NetworkDescription network,
        PartitionPlan cut,
        PartitionPlacement[] partitions,
        (NodeReport Node, DeviceOffer Device)[] places)
    {
        var errors = new ValidationErrors();
        var used = new Dictionary<string, double>();
        for (int p = 0; p < partitions.Length; p++)
        {
            MemoryEstimate.CheckArrays(network, cut[p], errors);
            (NodeReport node, DeviceOffer device) = places[p];
            bool isHost = device.Kind is not ("cuda" or "opencl");
            string pool = isHost ? node.Machine : $"{node.Address} {device.Name}";
            double before = used.GetValueOrDefault(pool);
            used[pool] = before + partitions[p].MemoryBytes;
            if (used[pool] > device.MemoryBytes)
            {
                errors.Add($"partition {p} needs about {Gigabytes(partitions[p].MemoryBytes)} on {device.Name} of node "
                    + $"{node.Address}: there is {Gigabytes(Math.Max(0, device.MemoryBytes - before))} left of "
                    + $"{Gigabytes(device.MemoryBytes)}");
            }
        }

        errors.ThrowIfAny();
    }

    private static string Gigabytes(double bytes) => (bytes / (1L << 30)).ToString("N2", CultureInfo.InvariantCulture) + " GiB";
}
