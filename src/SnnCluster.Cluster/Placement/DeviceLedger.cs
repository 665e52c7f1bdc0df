using SnnCluster.Cluster.Wire.Contracts;
using SnnCluster.Engine.Devices;

namespace SnnCluster.Cluster.Placement;

/// <summary>
/// What runs hold of the devices and the memory of nodes. A device belongs to one run at a time; host partitions of one
/// machine share its memory, whichever process they are in, and a GPU's memory is its own.
/// </summary>
public sealed class DeviceLedger
{
    private readonly Dictionary<(string Node, int Device), string> _holders = [];
    private readonly Dictionary<string, double> _memory = [];

    /// <summary>Whether nothing is held.</summary>
    public bool IsEmpty => _holders.Count == 0;

    /// <summary>The runs that hold something.</summary>
    public IEnumerable<string> Holders => _holders.Values.Distinct();

    /// <summary>Enters what a run holds on a node.</summary>
    /// <param name="run">The run.</param>
    /// <param name="placement">How it is laid out.</param>
    /// <param name="node">The node.</param>
    public void Enter(string run, RunPlacement placement, NodeReport node)
    {
        foreach (PartitionPlacement partition in placement.On(node.Address))
        {
            if ((uint)partition.DeviceIndex < (uint)node.Devices.Count)
            {
                _holders[(node.Address, partition.DeviceIndex)] = run;
                string pool = Pool(node, partition.DeviceIndex);
                _memory[pool] = MemoryIn(pool) + partition.MemoryBytes;
            }
        }
    }

    /// <summary>Whether a run holds a device.</summary>
    /// <param name="node">Address of the node.</param>
    /// <param name="device">Index of the device among those that the node offers.</param>
    public bool IsHeld(string node, int device) => _holders.ContainsKey((node, device));

    /// <summary>The devices of a node that are free: the node with no others.</summary>
    /// <param name="node">The node.</param>
    public NodeReport FreeOf(NodeReport node) =>
        node with { Devices = [.. node.Devices.Where((_, device) => !IsHeld(node.Address, device))] };

    /// <summary>The memory that runs hold in a pool [bytes].</summary>
    /// <param name="pool">Name of the pool, as <see cref="Pool"/> gives it.</param>
    public double MemoryIn(string pool) => _memory.GetValueOrDefault(pool);

    /// <summary>Names the memory that a device's partitions lie in.</summary>
    /// <param name="node">The node.</param>
    /// <param name="device">Index of the device among those that it offers.</param>
    public static string Pool(NodeReport node, int device) => DeviceCatalog.IsGpu(node.Devices[device].Kind)
        ? $"{node.Address} {node.Devices[device].Name}"
        : node.Machine;
}
