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

    /// <summary>Plans a run on nodes that have no other.</summary>
    /// <param name="observation">The network, and what is observed of it.</param>
    /// <param name="specification">What was asked for.</param>
    /// <param name="nodes">The nodes that are there.</param>
    /// <exception cref="InvalidDescriptionException">It cannot be done; it says all that is wrong.</exception>
    public static RunPlacement Plan(
        ObservationPlan observation, RunSpecification specification, IReadOnlyList<NodeReport> nodes) =>
        Plan(observation, specification, nodes, new DeviceLedger())!;

    /// <summary>Plans a run on the devices that no other run holds.</summary>
    /// <param name="observation">The network, and what is observed of it.</param>
    /// <param name="specification">
    /// What was asked for. Where that is a number of partitions, each gets a device of its own as far as the nodes have so
    /// many; else there is a partition for each device that is free.
    /// </param>
    /// <param name="nodes">The nodes that are there.</param>
    /// <param name="held">What other runs hold.</param>
    /// <param name="mostDevices">It takes so many devices at most.</param>
    /// <param name="takesFewer">Whether it makes do with fewer devices than it has partitions.</param>
    /// <returns>The plan; null where it has to wait for other runs.</returns>
    /// <exception cref="InvalidDescriptionException">It cannot be done, now or later; it says all that is wrong.</exception>
    public static RunPlacement? Plan(
        ObservationPlan observation,
        RunSpecification specification,
        IReadOnlyList<NodeReport> nodes,
        DeviceLedger held,
        int mostDevices = int.MaxValue,
        bool takesFewer = false)
    {
        RunPlacement? plan = TryPlan(observation, specification, nodes, held, mostDevices, takesFewer);
        if (plan is null)
        {
            // What waiting cannot mend is an error now.
            TryPlan(observation, specification, nodes, new DeviceLedger(), mostDevices, takesFewer);
        }

        return plan;
    }

    /// <summary>Whether nodes offer a device that a run may take.</summary>
    /// <param name="wanted">The kind of device, or its name; "auto": any.</param>
    /// <param name="nodes">The nodes.</param>
    public static bool HasDevice(string wanted, IEnumerable<NodeReport> nodes) =>
        nodes.Any(node => node.Devices.Any(device => IsWanted(device, wanted)));

    private static RunPlacement? TryPlan(
        ObservationPlan observation,
        RunSpecification specification,
        IReadOnlyList<NodeReport> nodes,
        DeviceLedger held,
        int mostDevices,
        bool takesFewer)
    {
        NetworkDescription network = observation.Network;
        List<Place> all = PlacesFor(network, specification.Device, nodes);
        Place[] free = [.. all.Where(place => !held.IsHeld(place.Node.Address, place.Index))];
        int asked = specification.Partitions > 0 ? specification.Partitions : specification.Shares.Count;
        int count = asked > 0 ? asked : Math.Max(1, Math.Min(free.Length, mostDevices));
        if (specification.Shares.Count > 0 && specification.Shares.Count != count)
        {
            throw new InvalidDescriptionException(
                $"--shares has {specification.Shares.Count} values: must have one for each of the {count} partitions");
        }

        (PartitionPlan cut, double[] bytes) = Cut(observation, specification, count);
        Place[] roomy = [.. WithRoom(free, bytes.Max(), held)];
        while (asked == 0 && roomy.Length is > 0 and int fewer && fewer < count)
        {
            count = fewer;
            (cut, bytes) = Cut(observation, specification, count);
            roomy = [.. WithRoom(free, bytes.Max(), held)];
        }

        // Devices with little memory may do for the smaller partitions.
        free = [.. (roomy.Length >= Math.Min(count, mostDevices) ? roomy : free).Take(mostDevices)];
        if (free.Length < (takesFewer ? 1 : Math.Min(count, Math.Min(all.Count, mostDevices))))
        {
            return null;
        }

        Place[] places = [.. Enumerable.Range(0, count).Select(p => free[(int)((long)p * Math.Min(free.Length, count) / count)])];
        string[] used = [.. places.Select(place => place.Node.Address).Distinct()];
        double[] costs = [.. Enumerable.Range(0, count).Select(p => CostOf(network, cut[p]))];
        PartitionPlacement[] partitions =
        [
            .. places.Select((place, p) => new PartitionPlacement
            {
                Node = Array.IndexOf(used, place.Node.Address),
                Device = place.Device.Name,
                DeviceIndex = place.Index,
                Slices = [.. cut[p].Select(slice => new SliceContract { Begin = slice.Begin, End = slice.End })],
                Neurons = cut[p].Sum(slice => (long)slice.Count),
                ExpectedSynapses = MemoryEstimate.PartitionSynapses(network, cut[p]),
                MemoryBytes = bytes[p],
                CostShare = costs[p] / costs.Sum(),
            }),
        ];
        var errors = new ValidationErrors();
        CheckMemory(network, cut, partitions, places, held, errors);
        if (errors.Messages.Count > 0 && !held.IsEmpty)
        {
            return null;
        }

        errors.ThrowIfAny();
        return new RunPlacement
        {
            Nodes = used,
            Partitions = partitions,
            Transport = used.Length == 1 ? "shared" : specification.Transport == "auto" ? "direct" : specification.Transport,
        };
    }

    private static (PartitionPlan Cut, double[] Bytes) Cut(ObservationPlan observation, RunSpecification specification, int count)
    {
        NetworkDescription network = observation.Network;
        PartitionPlan cut = specification.Shares.Count > 0
            ? PartitionPlan.ByShare(network, specification.Shares)
            : PartitionPlan.Even(network, count);
        return (cut, [.. Enumerable.Range(0, count).Select(p => MemoryEstimate.PartitionBytes(network, cut[p], observation))]);
    }

    /// <summary>The estimated cost of a step of one partition, in updates of a neuron.</summary>
    public static double CostOf(NetworkDescription network, IReadOnlyList<Slice> slices) =>
        slices.Sum(slice => (double)slice.Count) + (SynapseCost * MemoryEstimate.PartitionSynapses(network, slices));

    private static List<Place> PlacesFor(NetworkDescription network, string wanted, IReadOnlyList<NodeReport> nodes)
    {
        Place[] all = [.. nodes.SelectMany(node => node.Devices.Select((device, index) => new Place(node, device, index)))];
        if (all.Length == 0)
        {
            throw new InvalidDescriptionException(nodes.Count == 0
                ? "the cluster has no node with a device: start one with 'snncluster node'"
                : "no node of the cluster offers a device (see --devices of 'snncluster node')");
        }

        string kind = wanted == "auto" ? AutoKind(network, all) : wanted;
        List<Place> chosen = [.. all.Where(place => IsWanted(place.Device, kind))];
        if (chosen.Count == 0)
        {
            throw new InvalidDescriptionException(
                $"--device is '{wanted}': the cluster offers only "
                + string.Join(", ", all.Select(place => place.Device.Name).Distinct().Order()));
        }

        return chosen;
    }

    private static bool IsWanted(DeviceOffer device, string wanted) => wanted == "auto" || device.Kind == wanted || device.Name == wanted;

    // A run uses one kind of device, since only then is its answer the same for every cut: which one does not depend on what
    // other runs hold.
    private static string AutoKind(NetworkDescription network, Place[] all)
    {
        string[] kinds = [.. all.Select(place => place.Device.Kind).Distinct()];
        string[] gpus = [.. kinds.Where(DeviceCatalog.IsGpu).Order()];
        bool large = DeviceCatalog.NeuronsOf(network) >= DeviceCatalog.AutoNeurons;
        return gpus.Length > 0 && (large || !kinds.Contains(DeviceCatalog.Host)) ? gpus[0]
            : kinds.Contains(DeviceCatalog.Host) ? DeviceCatalog.Host
            : kinds[0];
    }

    // Those on which a partition of a size fits, beside what other runs hold and one on each device before it.
    private static IEnumerable<Place> WithRoom(IEnumerable<Place> free, double bytes, DeviceLedger held)
    {
        var taken = new Dictionary<string, double>();
        foreach (Place place in free)
        {
            string pool = DeviceLedger.Pool(place.Node, place.Index);
            double before = taken.GetValueOrDefault(pool, held.MemoryIn(pool));
            if (before + bytes <= place.Device.MemoryBytes)
            {
                taken[pool] = before + bytes;
                yield return place;
            }
        }
    }

    private static void CheckMemory(
        NetworkDescription network,
        PartitionPlan cut,
        PartitionPlacement[] partitions,
        Place[] places,
        DeviceLedger held,
        ValidationErrors errors)
    {
        var used = new Dictionary<string, double>();
        for (int p = 0; p < partitions.Length; p++)
        {
            MemoryEstimate.CheckArrays(network, cut[p], errors);
            (NodeReport node, DeviceOffer device, int index) = places[p];
            string pool = DeviceLedger.Pool(node, index);
            double before = used.GetValueOrDefault(pool, held.MemoryIn(pool));
            used[pool] = before + partitions[p].MemoryBytes;
            if (used[pool] > device.MemoryBytes)
            {
                errors.Add($"partition {p} needs about {Gigabytes(partitions[p].MemoryBytes)} on {device.Name} of node "
                    + $"{node.Address}: there is {Gigabytes(Math.Max(0, device.MemoryBytes - before))} left of "
                    + $"{Gigabytes(device.MemoryBytes)}");
            }
        }
    }

    private static string Gigabytes(double bytes) => (bytes / (1L << 30)).ToString("N2", CultureInfo.InvariantCulture) + " GiB";

    private sealed record Place(NodeReport Node, DeviceOffer Device, int Index);
}
