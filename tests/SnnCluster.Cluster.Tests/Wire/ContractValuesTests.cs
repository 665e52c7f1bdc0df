using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Akka.Actor;
using Akka.TestKit.Xunit2;
using MessagePack;
using SnnCluster.Cluster.Wire;

namespace SnnCluster.Cluster.Tests.Wire;

public sealed class ContractValuesTests() : TestKit(TestSystems.Create("values", "akka.loggers = []"))
{
    private static readonly JsonSerializerOptions Json = new() { TypeInfoResolver = new DefaultJsonTypeInfoResolver() };

    [Fact]
    public void Every_contract_comes_back_with_all_its_values()
    {
        var serializer = new WireSerializer((ExtendedActorSystem)Sys);
        var filler = new RandomContracts(new Random(1));
        foreach ((string name, Type type) in WireContracts.All)
        {
            for (int i = 0; i < 50; i++)
            {
                object message = filler.Create(type);
                object back = serializer.FromBinary(serializer.ToBinary(message), name);
                Assert.Equal(JsonSerializer.Serialize(message, type, Json), JsonSerializer.Serialize(back, type, Json));
            }
        }
    }

    /// <summary>Other nodes read by these names and keys: whoever changes one raises the version in the first line. After the name stands who may send it.</summary>
    [Fact]
    public void Names_and_keys_are_those_of_this_version()
    {
        var text = new StringBuilder($"version {WireProtocol.Version}\n");
        foreach ((string name, Type type) in WireContracts.All.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            text.Append($"{name} of {type.GetCustomAttribute<WireContractAttribute>()!.From}\n{KeysOf(type)}");
        }

        // What is no message of its own but part of one.
        IEnumerable<Type> parts = typeof(WireContracts).Assembly.GetTypes()
            .Where(type => type.IsDefined(typeof(MessagePackObjectAttribute)) && !WireContracts.TryGetName(type, out _));
        foreach (Type type in parts.OrderBy(type => type.Name, StringComparer.Ordinal))
        {
            text.Append($"{type.Name}\n{KeysOf(type)}");
        }

        Assert.Equal(Golden(), text.ToString());
    }

    private static string Golden()
    {
        using Stream stream = typeof(ContractValuesTests).Assembly.GetManifestResourceStream("contracts.txt")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static string KeysOf(Type type) => string.Concat(type.GetProperties()
        .Select(property => (property.GetCustomAttribute<KeyAttribute>()?.IntKey, property))
        .Where(pair => pair.IntKey is not null)
        .OrderBy(pair => pair.IntKey)
        .Select(pair => $"  {pair.IntKey} {NameOf(pair.property.PropertyType)} {pair.property.Name}\n"));

    private static string NameOf(Type type) => type.IsGenericType
        ? $"{type.Name[..type.Name.IndexOf('`')]}<{string.Join(",", type.GetGenericArguments().Select(NameOf))}>"
        : type.IsEnum ? $"{type.Name}({string.Join("|", Enum.GetNames(type))})" : type.Name;
}
