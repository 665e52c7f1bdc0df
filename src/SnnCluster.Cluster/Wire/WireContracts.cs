using System.Diagnostics.CodeAnalysis;

namespace SnnCluster.Cluster.Wire;

/// <summary>
/// All message types of this library that may cross the network, by their names. It is filled from the library's own
/// assembly, once, so that nothing that is loaded later can add to what is deserialised.
/// </summary>
public static class WireContracts
{
    // A lazy value rather than a static constructor: a mistake in a contract is to surface as what it is.
    private static readonly Lazy<WireContractTable> Table =
        new(() => WireContractTable.FromAssembly(typeof(WireContracts).Assembly));

    /// <summary>The contracts: name to type.</summary>
    /// <exception cref="InvalidOperationException">A contract is declared wrongly.</exception>
    public static IReadOnlyDictionary<string, Type> All => Table.Value.TypesByName;

    internal static WireContractTable Default => Table.Value;

    /// <summary>The type of a name.</summary>
    /// <param name="name">Name on the wire.</param>
    /// <param name="type">The type, if there is one.</param>
    /// <returns>Whether the name is known.</returns>
    /// <exception cref="InvalidOperationException">A contract is declared wrongly.</exception>
    public static bool TryGetType(string name, [NotNullWhen(true)] out Type? type) => Table.Value.TryGetType(name, out type);

    /// <summary>The name of a type.</summary>
    /// <param name="type">Type of a message.</param>
    /// <param name="name">Name on the wire, if the type has one.</param>
    /// <returns>Whether the type is a contract of this library.</returns>
    /// <exception cref="InvalidOperationException">A contract is declared wrongly.</exception>
    public static bool TryGetName(Type type, [NotNullWhen(true)] out string? name) => Table.Value.TryGetName(type, out name);
}
