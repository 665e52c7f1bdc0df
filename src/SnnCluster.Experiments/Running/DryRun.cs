using SnnCluster.Cluster.Wire.Contracts;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Running;

/// <summary>What is known of a run before it starts.</summary>
/// <param name="Placement">Who would hold what.</param>
/// <param name="Inputs">How finely the input of every receptor is summed.</param>
/// <param name="MemoryBytes">About how much memory it would take of this process at its peak, all in all [bytes].</param>
/// <param name="Notes">What a person should know of the network although it is fit to run.</param>
public sealed record DryRun(
    RunPlacement Placement, IReadOnlyList<ReceptorInput> Inputs, double MemoryBytes, IReadOnlyList<string> Notes);
