using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
using MessagePack;

namespace SnnCluster.Tests.Shared;

/// <summary>
/// Makes contracts with harmless values, and of each contract those in which one number is at an end of its type, -1, 0 or not
/// a number. It knows no contract: what is added is tested by itself.
/// </summary>
internal static class ContractNumbers
{
    private const BindingFlags All = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
    private static readonly object[] Ints = [int.MinValue, -1, 0, int.MaxValue];
    private static readonly object[] Longs = [long.MinValue, -1L, 0L, long.MaxValue];
    private static readonly object[] Unsigned = [0UL, ulong.MaxValue];
    private static readonly object[] Doubles =
        [double.MinValue, -1.0, 0.0, double.MaxValue, double.NaN, double.PositiveInfinity, double.NegativeInfinity];

    /// <summary>A contract with 1 for all its numbers, one item in each list, and nothing that is null.</summary>
    public static object Filled(Type type)
    {
        object contract = RuntimeHelpers.GetUninitializedObject(type);
        foreach (PropertyInfo property in Members(type))
        {
            property.SetValue(contract, Value(property.PropertyType));
        }

        return contract;
    }

    /// <summary>The same contract with one number changed, and where that number is, as "Specification.States[0].Variable".</summary>
    public static IEnumerable<(string Path, object Number, object Contract)> Changes(object contract)
    {
        foreach (PropertyInfo property in Members(contract.GetType()))
        {
            foreach ((string path, object number, object? changed) in ChangesOf(property.GetValue(contract), property.PropertyType))
            {
                object copy = contract.GetType().GetMethod("<Clone>$", All)!.Invoke(contract, null)!;
                property.SetValue(copy, changed);
                yield return (property.Name + path, number, copy);
            }
        }
    }

    private static IEnumerable<(string Path, object Number, object? Changed)> ChangesOf(object? value, Type type)
    {
        if (ExtremesOf(Nullable.GetUnderlyingType(type) ?? type) is object[] extremes)
        {
            foreach (object number in extremes)
            {
                yield return ("", number, number);
            }
        }
        else if (value is not null && type.IsDefined(typeof(MessagePackObjectAttribute)))
        {
            foreach ((string path, object number, object changed) in Changes(value))
            {
                yield return ($".{path}", number, changed);
            }
        }
        else if (ItemOf(type) is Type item && item != typeof(byte) && value is IEnumerable items)
        {
            object?[] all = [.. items.Cast<object?>()];
            foreach ((string path, object number, object? changed) in all.Length == 0 ? [] : ChangesOf(all[0], item))
            {
                var copy = Array.CreateInstance(item, all.Length);
                all.CopyTo(copy, 0);
                copy.SetValue(changed, 0);
                yield return ($"[0]{path}", number, copy);
            }
        }
    }

    private static object[]? ExtremesOf(Type type) =>
        type.IsEnum ? null
        : Type.GetTypeCode(type) switch
        {
            TypeCode.Int32 => Ints,
            TypeCode.Int64 => Longs,
            TypeCode.UInt64 => Unsigned,
            TypeCode.Double => Doubles,
            TypeCode.Boolean or TypeCode.String or TypeCode.Object => null,
            _ => throw new NotSupportedException($"give extremes of {type}"),
        };

    private static IEnumerable<PropertyInfo> Members(Type type) =>
        type.GetProperties(All).Where(property => property.IsDefined(typeof(KeyAttribute)));

    private static Type? ItemOf(Type type) =>
        type.IsArray ? type.GetElementType()
        : type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) ? type.GetGenericArguments()[0]
        : null;

    private static object Value(Type declared)
    {
        Type type = Nullable.GetUnderlyingType(declared) ?? declared;
        if (ItemOf(type) is Type item)
        {
            var list = Array.CreateInstance(item, 1);
            list.SetValue(Value(item), 0);
            return list;
        }

        return type == typeof(string) ? "x"
            : type == typeof(bool) ? false
            : type.IsEnum ? Enum.GetValues(type).GetValue(0)!
            : type.IsPrimitive ? Convert.ChangeType(1, type)
            : type == typeof(IReadOnlyDictionary<string, string>) ? new Dictionary<string, string>()
            : Filled(type);
    }
}
