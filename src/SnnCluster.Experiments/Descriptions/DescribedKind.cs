using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace SnnCluster.Experiments.Descriptions;

/// <summary>What a value of a type is in a description.</summary>
internal enum ValueKind
{
    Flag,
    Text,
    Whole,
    Number,
    Word,
    Pair,
    List,
    Dictionary,
    Object,
    Family,
}

/// <summary>How a type stands in a description.</summary>
/// <param name="Kind">What its values are.</param>
/// <param name="Item">The type of a list's items, of a dictionary's values or of what makes a pair; null for others.</param>
/// <param name="Type">The type.</param>
internal sealed record DescribedKind(ValueKind Kind, Type? Item, Type Type)
{
    private static readonly ConcurrentDictionary<Type, DescribedKind?> Known = new();

    /// <summary>Whether a list of it may stand in a file.</summary>
    public bool IsNumber => Kind is ValueKind.Number or ValueKind.Whole;

    /// <summary>A value that stands for none where one is missing.</summary>
    public object? Nothing => Kind switch
    {
        ValueKind.List => Array.CreateInstance(Item!, 0),
        ValueKind.Object => DescribedType.Of(Type)!.Sample,
        ValueKind.Dictionary => Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(typeof(string), Item!)),
        _ => null,
    };

    public static bool IsKnown(Type type) => Find(type) is not null;

    /// <exception cref="ArgumentException">No value of the type can stand in a description.</exception>
    public static DescribedKind Of(Type type) =>
        Find(type) ?? throw new ArgumentException($"values of type {type.Name} cannot stand in descriptions", nameof(type));

    private static DescribedKind? Find(Type type) => Known.TryGetValue(type, out DescribedKind? known) ? known : Known[type] = Make(type);

    private static DescribedKind? Make(Type type)
    {
        if (type.IsEnum)
        {
            return new DescribedKind(ValueKind.Word, null, type);
        }

        ValueKind? simple = Type.GetTypeCode(type) switch
        {
            TypeCode.Boolean => ValueKind.Flag,
            TypeCode.String => ValueKind.Text,
            TypeCode.Int32 or TypeCode.Int64 or TypeCode.UInt64 => ValueKind.Whole,
            TypeCode.Single or TypeCode.Double => ValueKind.Number,
            _ => null,
        };
        if (simple is ValueKind kind)
        {
            return new DescribedKind(kind, null, type);
        }

        if (type.IsArray)
        {
            return Of(ValueKind.List, type.GetElementType()!, type);
        }

        if (type.IsGenericType)
        {
            Type definition = type.GetGenericTypeDefinition();
            Type[] arguments = type.GetGenericArguments();
            return definition == typeof(IReadOnlyList<>) ? Of(ValueKind.List, arguments[0], type)
                : definition == typeof(IReadOnlyDictionary<,>) && arguments[0] == typeof(string) ? Of(ValueKind.Dictionary, arguments[1], type)
                : typeof(ITuple).IsAssignableFrom(type) && arguments.Distinct().Count() == 1 && IsKnown(arguments[0])
                    ? new DescribedKind(ValueKind.Pair, arguments[0], type)
                : null;
        }

        // A record below which there are others; which ones, a catalogue knows.
        bool isOfSystem = type.Namespace?.StartsWith("System", StringComparison.Ordinal) ?? false;
        return type is { IsAbstract: true, IsClass: true, IsSealed: false, IsVisible: true } && !isOfSystem ? new DescribedKind(ValueKind.Family, null, type)
            : DescribedType.Of(type) is not null ? new DescribedKind(ValueKind.Object, null, type)
            : null;
    }

    // Types may hold themselves, in lists of them or without: what such a list is, is known before what is in it.
    private static DescribedKind? Of(ValueKind kind, Type item, Type type) => IsKnown(item) ? new DescribedKind(kind, item, type) : null;
}
