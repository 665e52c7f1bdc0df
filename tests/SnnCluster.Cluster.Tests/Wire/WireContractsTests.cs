using System.Reflection;
using Akka.Actor;
using Akka.TestKit.Xunit2;
using MessagePack;
using SnnCluster.Cluster.Wire;

namespace SnnCluster.Cluster.Tests.Wire;

public sealed class WireContractsTests() : TestKit(TestSystems.Create("contracts", "akka.loggers = []"))
{
    [Fact]
    public void All_contracts_of_the_library_have_explicit_and_unique_keys() => CheckContracts(WireContracts.All);

    [Fact]
    public void The_contracts_of_the_tests_pass_the_same_check() =>
        CheckContracts(TestContracts.Table.TypesByName.Where(pair => pair.Value != typeof(Anything)));

    [Fact]
    public void Names_and_types_lead_to_each_other()
    {
        Assert.All(WireContracts.All, pair =>
        {
            Assert.True(WireContracts.TryGetType(pair.Key, out Type? type));
            Assert.Equal(pair.Value, type);
            Assert.True(WireContracts.TryGetName(type, out string? name));
            Assert.Equal(pair.Key, name);
        });
        Assert.False(WireContracts.TryGetType("test-answer", out _));
        Assert.False(WireContracts.TryGetName(typeof(Answer), out _));
        Assert.False(TestContracts.Table.TryGetName(typeof(Part), out _));
    }

    [Theory]
    [InlineData(typeof(SameName), "have the same contract name \"test-answer\"")]
    [InlineData(typeof(NoMessagePack), "has no MessagePackObjectAttribute")]
    [InlineData(typeof(NamesAsKeys), "uses property names as keys")]
    [InlineData(typeof(NoMessage), "does not implement IWireMessage")]
    [InlineData(typeof(NoContract), "has no WireContractAttribute")]
    [InlineData(typeof(Base), "is abstract or generic")]
    [InlineData(typeof(NoName), "is empty")]
    public void Wrong_declarations_are_errors(Type type, string reason)
    {
        InvalidOperationException exception = Assert.Throws<InvalidOperationException>(
            () => WireContractTable.FromTypes([typeof(Answer), type]));
        Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
    }

    private void CheckContracts(IEnumerable<KeyValuePair<string, Type>> contracts)
    {
        IFormatterResolver resolver = WireFormat.CreateOptions((ExtendedActorSystem)Sys).Resolver;
        Assert.All(contracts, contract =>
        {
            const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
            PropertyInfo[] properties = contract.Value.GetProperties(Declared);
            KeyAttribute[] keys = [.. properties.Select(p => p.GetCustomAttribute<KeyAttribute>()).OfType<KeyAttribute>()];
            Assert.All(keys, key => Assert.NotNull(key.IntKey));
            Assert.Distinct(keys.Select(key => key.IntKey));
            Assert.All(
                properties.Where(property => property.GetMethod!.IsPublic),
                property => Assert.True(
                    property.IsDefined(typeof(KeyAttribute)) || property.IsDefined(typeof(IgnoreMemberAttribute)),
                    $"{contract.Value}.{property.Name} has neither a key nor [IgnoreMember]"));
            Assert.NotNull(resolver.GetFormatterDynamic(contract.Value));
            Assert.All(
                properties.Where(property => property.IsDefined(typeof(KeyAttribute))),
                property => Assert.NotNull(resolver.GetFormatterDynamic(property.PropertyType)));
        });
    }

    [MessagePackObject]
    [WireContract("test-answer", MessageSender.Client)]
    public sealed record SameName : IWireMessage;

    [WireContract("a", MessageSender.Client)]
    public sealed record NoMessagePack : IWireMessage;

    [MessagePackObject(keyAsPropertyName: true)]
    [WireContract("a", MessageSender.Client)]
    public sealed record NamesAsKeys : IWireMessage;

    [MessagePackObject]
    [WireContract("a", MessageSender.Client)]
    public sealed record NoMessage;

    [MessagePackObject]
    public sealed record NoContract : IWireMessage;

    [MessagePackObject]
    [WireContract("a", MessageSender.Client)]
    public abstract record Base : IWireMessage;

    [MessagePackObject]
    [WireContract(" ", MessageSender.Client)]
    public sealed record NoName : IWireMessage;
}
