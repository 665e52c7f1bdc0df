using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
using MessagePack;
using SnnCluster.Cluster.Wire;
using SnnCluster.Fuzz.Running;

namespace SnnCluster.Fuzz.Samples;

/// <summary>Contracts with random values that their members may have.</summary>
internal sealed class ContractSamples(FuzzRandom random)
{
    private readonly NullabilityInfoContext _nullability = new();

    public object Create(Type type)
    {
        object contract = RuntimeHelpers.GetUninitializedObject(type);
        foreach (PropertyInfo property in type.GetProperties().Where(property => property.IsDefined(typeof(KeyAttribute))))
        {
            NullabilityInfo info = _nullability.Create(property);
            property.SetValue(contract, MayBeNull(info) && random.OneIn(4) ? null : Value(info, Range(property)));
        }

        return contract;
    }

    private static bool MayBeNull(NullabilityInfo info) => info.ReadState == NullabilityState.Nullable;

    private static WireRangeAttribute Range(PropertyInfo property) =>
        property.GetCustomAttribute<WireRangeAttribute>() ?? WireRangeAttribute.Default;

    private static double Within(double number, WireRangeAttribute range) => Math.Clamp(number, range.Least, range.Most);

    private object Value(NullabilityInfo info, WireRangeAttribute range)
    {
        Type type = Nullable.GetUnderlyingType(info.Type) ?? info.Type;
        if (type.IsEnum)
        {
            return Enum.GetValues(type).GetValue(random.Below(Enum.GetValues(type).Length))!;
        }

        if (type == typeof(byte[]))
        {
            return random.Bytes(random.Below(40));
        }

        if ((info.ElementType ?? (info.GenericTypeArguments is [NullabilityInfo one] ? one : null)) is NullabilityInfo item
            && Nullable.GetUnderlyingType(info.Type) is null)
        {
            int count = random.Below(4);
            IList list = Array.CreateInstance(item.Type, count);
            for (int i = 0; i < count; i++)
            {
                list[i] = MayBeNull(item) && random.OneIn(4) ? null : Value(item, range);
            }

            return list;
        }

        return Type.GetTypeCode(type) switch
        {
            TypeCode.Boolean => random.OneIn(2),
            TypeCode.Int32 => (int)Math.Min(int.MaxValue, Within(random.Small(int.MaxValue), range)),
            TypeCode.UInt32 => (uint)random.Next(),
            // Of which a double has all digits.
            TypeCode.Int64 => (long)Within(random.Next() >> 11, range),
            TypeCode.UInt64 => random.Next(),
            TypeCode.Double => Within((double)(long)random.Next() / (1 + random.Small(1000)), range),
            TypeCode.String => new string([.. Enumerable.Range(0, random.Below(10)).Select(_ => (char)(1 + random.Below(0x2000)))]),
            _ when type == typeof(IReadOnlyDictionary<string, string>) =>
                Enumerable.Range(0, random.Below(4)).ToDictionary(key => $"k{key}", key => $"value {key}"),
            _ when type == typeof(Guid) => new Guid(random.Bytes(16)),
            _ => Create(type),
        };
    }
}
