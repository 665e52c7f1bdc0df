using System.Runtime.Serialization;
using Akka.Actor;
using Akka.TestKit.Xunit2;
using MessagePack;
using SnnCluster.Cluster.Tests.Actors;
using SnnCluster.Cluster.Wire;
using SnnCluster.Cluster.Wire.Contracts;
using SnnCluster.Tests.Shared;

namespace SnnCluster.Cluster.Tests.Wire;

/// <summary>
/// Numbers of messages are set to what they can be at most, one by one: each is refused by its name, or does no harm.
/// </summary>
public sealed class ContractNumbersTests() : TestKit(TestSystems.Create("numbers", "akka.loggers = []"))
{
    /// <summary>Messages, and what lies in them, in reports and in manifests.</summary>
    public static TheoryData<Type> Contracts =>
    [
        .. typeof(WireContracts).Assembly.GetTypes()
            .Where(type => type.IsDefined(typeof(MessagePackObjectAttribute), false)).OrderBy(type => type.Name),
    ];

    [Theory]
    [MemberData(nameof(Contracts))]
    public void A_number_that_cannot_be_is_refused_by_its_name(Type type)
    {
        object right = ContractNumbers.Filled(type);
        Assert.Null(ContractValues.Wrong(right));
        foreach ((string path, object number, object wrong) in ContractNumbers.Changes(right))
        {
            string? finding = ContractValues.Wrong(wrong);
            if (finding is not null)
            {
                Assert.StartsWith(FormattableString.Invariant($"{path} is {number}: must be "), finding);
            }
            else
            {
                Assert.True(MayBeNegative(path) || Convert.ToDouble(number) is >= 0 and < double.PositiveInfinity, $"{path} is {number}");
            }
        }
    }

    [Fact]
    public void The_serializer_refuses_with_the_name_of_message_and_number()
    {
        var serializer = new WireSerializer((ExtendedActorSystem)Sys);
        RunSpecification run = TestNetworks.Run("delay-10", 100) with
        {
            KeptCheckpoints = 0,
        };
        var submit = new SubmitRun { ProtocolVersion = WireProtocol.Version, Specification = run };
        SerializationException exception = Assert.Throws<SerializationException>(
            () => serializer.FromBinary(serializer.ToBinary(submit), "submit"));
        Assert.Equal(
            "Message \"submit\" is refused: its Specification.KeptCheckpoints is 0: must be 1 to 2147483647",
            exception.Message);
    }

    // Versions are compared and told; -1 stands for none in the others.
    private static bool MayBeNegative(string path) => path.EndsWith("ProtocolVersion", StringComparison.Ordinal)
        || path is "Seen" or "Partition" or "Step" or "LostNode" or "Parts[0].Partition";
}
