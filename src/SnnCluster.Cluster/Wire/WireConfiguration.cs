using Akka.Configuration;

namespace SnnCluster.Cluster.Wire;

/// <summary>The part of Akka's configuration that decides what may cross the network.</summary>
public static class WireConfiguration
{
    /// <summary>
    /// Binds wire messages to <see cref="WireSerializer"/> and switches off the serializers that create objects of a type
    /// that the sender names. It goes on top of all other configuration (<c>Create().WithFallback(rest)</c>).
    /// </summary>
    /// <remarks>
    /// Akka's own messages (remoting, cluster, singleton) have serializers and bindings of their own, which stay, some of
    /// them behind a <see cref="GuardedSerializer"/>. What is
    /// switched off, by name in Akka's configuration: json (the default for all objects), hyperion (were it configured),
    /// proto (any class with a protobuf parser), and daemon-create (deploying actors of any class from another node).
    /// </remarks>
    public static Config Create()
    {
        string refusing = $"{typeof(RefusingSerializer).FullName}, {typeof(RefusingSerializer).Assembly.GetName().Name}";
        string guarded = $"{typeof(GuardedSerializer).FullName}, {typeof(GuardedSerializer).Assembly.GetName().Name}";
        string wire = $"{typeof(WireSerializer).FullName}, {typeof(WireSerializer).Assembly.GetName().Name}";
        string message = $"{typeof(IWireMessage).FullName}, {typeof(IWireMessage).Assembly.GetName().Name}";

        return ConfigurationFactory.ParseString($$"""
            akka.actor {
              serializers {
                {{WireSerializer.ConfigurationName}} = "{{wire}}"
                json = "{{refusing}}"
                proto = "{{refusing}}"
                daemon-create = "{{refusing}}"
                hyperion = "{{refusing}}"
                akka-system-msg = "{{guarded}}"
                akka-misc = "{{guarded}}"
              }
              serialization-bindings {
                "{{message}}" = {{WireSerializer.ConfigurationName}}
                "System.Object" = json
              }
              serialization-settings {
                allow-unregistered-types = off
                json.refused-identifier = {{RefusingSerializer.JsonIdentifier}}
                proto.refused-identifier = {{RefusingSerializer.ProtobufIdentifier}}
                daemon-create.refused-identifier = {{RefusingSerializer.DeploymentIdentifier}}
                hyperion.refused-identifier = {{RefusingSerializer.HyperionIdentifier}}
                akka-system-msg.guarded-identifier = {{GuardedSerializer.SystemMessages}}
                akka-misc.guarded-identifier = {{GuardedSerializer.Miscellaneous}}
              }
            }
            """);
    }
}
