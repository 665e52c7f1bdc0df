using System.Collections.Immutable;
using System.Reflection;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Serialization;
using SnnCluster.Cluster.Actors;
using SnnCluster.Cluster.Security;

namespace SnnCluster.Cluster.Wire;

/// <summary>Actor systems of nodes and clients, with the contracts of this library and of services.</summary>
internal static class WireSystems
{
    /// <summary>A system.</summary>
    /// <param name="config">Its configuration.</param>
    /// <param name="services">Assemblies of services with contracts of their own.</param>
    /// <exception cref="InvalidOperationException">Contracts are declared wrongly, or have the same name.</exception>
    /// <exception cref="Model.Networks.InvalidDescriptionException">TLS is on, and its files cannot be used.</exception>
    public static ActorSystem Create(Config config, IEnumerable<Assembly> services)
    {
        var setup = ActorSystemSetup.Create(BootstrapSetup.Create().WithConfig(config));
        if (PeerIdentity.Of(config) is PeerIdentity identity)
        {
            setup = setup.And(identity.ForRemoting());
        }

        Assembly[] assemblies = [.. services.Distinct()];
        if (assemblies.Length == 0)
        {
            return ActorSystem.Create(ActorNames.System, setup);
        }

        // The table belongs to the system and is complete before it starts: nothing that is loaded later adds to it.
        var table = WireContractTable.FromTypes(
            assemblies.Prepend(typeof(WireSystems).Assembly).SelectMany(assembly => assembly.GetTypes()));
        int maximum = config.GetInt(
            $"akka.actor.serialization-settings.{WireSerializer.ConfigurationName}.maximum-message-bytes",
            WireSerializer.DefaultMaximumMessageBytes);
        SerializationSetup contracts = SerializationSetup.Create(system => ImmutableHashSet.Create(
            SerializerDetails.Create(WireSerializer.ConfigurationName, new WireSerializer(system, table, maximum), [])));
        return ActorSystem.Create(ActorNames.System, setup.And(contracts));
    }
}
