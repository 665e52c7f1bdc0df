using System.Runtime.CompilerServices;

namespace SnnCluster.Engine.Partitions;

/// <summary>
/// Checks what callers of a partition name. Its memory lies outside the managed heap, where no index is checked: a wrong one
/// would read or overwrite whatever lies there.
/// </summary>
internal static class PartitionArguments
{
    /// <summary>That a variable and a range of neurons are there.</summary>
    /// <param name="variable">Number of the state variable.</param>
    /// <param name="variables">How many there are.</param>
    /// <param name="first">The first neuron, by its place in the slice.</param>
    /// <param name="count">How many neurons.</param>
    /// <param name="neurons">How many there are.</param>
    /// <exception cref="ArgumentOutOfRangeException">They are not.</exception>
    public static void RequireState(int variable, int variables, int first, int count, int neurons)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(variable);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(variable, variables);
        RequireRange(first, count, neurons);
    }

    /// <summary>That a range of neurons is there.</summary>
    /// <param name="first">The first neuron, by its place in the slice.</param>
    /// <param name="count">How many neurons.</param>
    /// <param name="neurons">How many there are.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is not.</exception>
    public static void RequireRange(int first, int count, int neurons)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first, neurons);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, neurons - first);
    }

    /// <summary>That spikes are of neurons that there are.</summary>
    /// <param name="spikes">Global ids.</param>
    /// <param name="size">Size of the population.</param>
    /// <exception cref="ArgumentOutOfRangeException">They are not.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void RequireNeurons(ReadOnlySpan<int> spikes, int size)
    {
        foreach (int neuron in spikes)
        {
            if ((uint)neuron >= (uint)size)
            {
                throw new ArgumentOutOfRangeException(
                    nameof(spikes), neuron, $"a spike of neuron {neuron}: neurons are numbered from 0 to {size - 1}");
            }
        }
    }
}
