using System.Collections.Immutable;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Serialization;
using SnnCluster.Cluster.Wire;

namespace SnnCluster.Cluster.Tests.Wire;

/// <summary>Actor systems that know the contracts of the tests.</summary>
internal static class TestSystems
{
    internal const string Remote = """
        akka.actor.provider = remote
        akka.loglevel = WARNING
        akka.stdout-loglevel = OFF
        akka.loggers = []
        akka.remote.dot-netty.tcp.hostname = "127.0.0.1"
        akka.remote.dot-netty.tcp.port = 0
        """;

    /// <summary>A system with the wire's configuration on top of the one given.</summary>
    internal static ActorSystem Create(string name, string hocon)
    {
        Config config = WireConfiguration.Create().WithFallback(ConfigurationFactory.ParseString(hocon));
        SerializationSetup contracts = SerializationSetup.Create(system =>
            ImmutableHashSet.Create(SerializerDetails.Create(WireSerializer.ConfigurationName, Serializer(system), [])));
        return ActorSystem.Create(name, ActorSystemSetup.Create(BootstrapSetup.Create().WithConfig(config), contracts));
    }

    /// <summary>A system as Akka makes it, with JSON as its default.</summary>
    internal static ActorSystem CreateWithDefaults(string name, string hocon) =>
        ActorSystem.Create(name, ConfigurationFactory.ParseString(hocon));

    internal static WireSerializer Serializer(ExtendedActorSystem system, int maximumMessageBytes = 100_000) =>
        new(system, TestContracts.Table, maximumMessageBytes);

    internal static Address AddressOf(ActorSystem system) => ((ExtendedActorSystem)system).Provider.DefaultAddress;
}

/// <summary>Answers questions with its node's name.</summary>
internal sealed class Answerer : ReceiveActor
{
    public Answerer()
    {
        Receive<Question>(question => question.ReplyTo.Tell(new Answer($"{Context.System.Name}: {question.Text}")));
    }
}
