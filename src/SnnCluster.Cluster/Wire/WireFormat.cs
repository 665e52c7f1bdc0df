using Akka.Actor;
using MessagePack;
using MessagePack.Formatters;
using MessagePack.Resolvers;

namespace SnnCluster.Cluster.Wire;

/// <summary>How MessagePack is used on the wire.</summary>
internal static class WireFormat
{
    /// <summary>How deep objects may be nested: messages are flat, and nesting lets a small message exhaust a stack.</summary>
    internal const int MaximumDepth = 32;

    /// <summary>The options of an actor system; references to actors are resolved in it.</summary>
    internal static MessagePackSerializerOptions CreateOptions(ExtendedActorSystem system) =>
        CreateOptions([new ActorRefFormatter(system)]);

    /// <summary>The options with formatters of one's own; without any, references to actors are not known.</summary>
    internal static MessagePackSerializerOptions CreateOptions(IReadOnlyList<IMessagePackFormatter> formatters)
    {
        // MessagePack's standard resolver less what formats types by their run-time type ("object" members): only
        // built-in types, enums, collections and types with [MessagePackObject] are known.
        IFormatterResolver resolver = CompositeResolver.Create(
            formatters,
            [
                BuiltinResolver.Instance,
                AttributeFormatterResolver.Instance,
                DynamicEnumResolver.Instance,
                DynamicGenericResolver.Instance,
                DynamicUnionResolver.Instance,
                new AttributedObjectResolver(),
            ]);
        return MessagePackSerializerOptions.Standard
            .WithResolver(resolver)
            .WithSecurity(MessagePackSecurity.UntrustedData.WithMaximumObjectGraphDepth(MaximumDepth));
    }

    /// <summary>
    /// Formats types with [MessagePackObject]. MessagePack has two generators for them: the faster one takes public types
    /// only, and the messages of an inner protocol need not be public.
    /// </summary>
    private sealed class AttributedObjectResolver : IFormatterResolver
    {
        public IMessagePackFormatter<T>? GetFormatter<T>() => typeof(T).IsVisible
            ? DynamicObjectResolver.Instance.GetFormatter<T>()
            : DynamicObjectResolverAllowPrivate.Instance.GetFormatter<T>();
    }
}
