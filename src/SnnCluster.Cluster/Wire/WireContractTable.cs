using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using MessagePack;

namespace SnnCluster.Cluster.Wire;

/// <summary>Contract names and their types, checked when the table is built.</summary>
internal sealed class WireContractTable
{
    private readonly FrozenDictionary<string, Type> _typesByName;
    private readonly FrozenDictionary<Type, string> _namesByType;

    private WireContractTable(Dictionary<string, Type> typesByName)
    {
        _typesByName = typesByName.ToFrozenDictionary(StringComparer.Ordinal);
        _namesByType = typesByName.ToFrozenDictionary(pair => pair.Value, pair => pair.Key);
    }

    internal IReadOnlyDictionary<string, Type> TypesByName => _typesByName;

    /// <summary>All contracts of an assembly.</summary>
    internal static WireContractTable FromAssembly(Assembly assembly) => FromTypes(assembly.GetTypes());

    /// <summary>All contracts among some types; types that have nothing to do with the wire are passed over.</summary>
    /// <exception cref="InvalidOperationException">Contracts are declared wrongly; the message names all of them.</exception>
    internal static WireContractTable FromTypes(IEnumerable<Type> types)
    {
        var typesByName = new Dictionary<string, Type>(StringComparer.Ordinal);
        var findings = new List<string>();
        foreach (Type type in types)
        {
            WireContractAttribute? contract = type.GetCustomAttribute<WireContractAttribute>(inherit: false);
            if (contract is null)
            {
                if (type.IsClass && !type.IsAbstract && typeof(IWireMessage).IsAssignableFrom(type))
                {
                    findings.Add($"{type} is a wire message and has no {nameof(WireContractAttribute)}");
                }

                continue;
            }

            findings.AddRange(Faults(type, contract.Name));
            if (!typesByName.TryAdd(contract.Name, type))
            {
                findings.Add($"{typesByName[contract.Name]} and {type} have the same contract name \"{contract.Name}\"");
            }
        }

        return findings.Count == 0
            ? new WireContractTable(typesByName)
            : throw new InvalidOperationException("Wire contracts are declared wrongly: " + string.Join("; ", findings));
    }

    internal bool TryGetType(string name, [NotNullWhen(true)] out Type? type) => _typesByName.TryGetValue(name, out type);

    internal bool TryGetName(Type type, [NotNullWhen(true)] out string? name) => _namesByType.TryGetValue(type, out name);

    private static IEnumerable<string> Faults(Type type, string name)
    {
        if (string.IsNullOrWhiteSpace(name))
        {
            yield return $"the contract name of {type} is empty";
        }

        if (type.IsAbstract || type.ContainsGenericParameters)
        {
            yield return $"{type} is a contract and is abstract or generic";
        }

        if (!typeof(IWireMessage).IsAssignableFrom(type))
        {
            // The configuration binds the interface to the serializer: without it, sending is refused.
            yield return $"{type} is a contract and does not implement {nameof(IWireMessage)}";
        }

        MessagePackObjectAttribute? messagePack = type.GetCustomAttribute<MessagePackObjectAttribute>(inherit: false);
        if (messagePack is null)
        {
            yield return $"{type} is a contract and has no {nameof(MessagePackObjectAttribute)}";
        }
        else if (messagePack.KeyAsPropertyName)
        {
            yield return $"{type} uses property names as keys; contracts have explicit integer keys";
        }
    }
}
