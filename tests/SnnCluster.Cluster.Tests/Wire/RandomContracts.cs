using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
using SnnCluster.Cluster.Wire;

namespace SnnCluster.Cluster.Tests.Wire;

/// <summary>Fills contracts with random values that their members may have.</summary>
internal sealed class RandomContracts(Random random)
{
    private readonly NullabilityInfoContext _nullability = new();

    public object Create(Type type)
    {
        object contract = RuntimeHelpers.GetUninitializedObject(type);
        foreach (PropertyInfo property in type.GetProperties().Where(property => property.CanWrite))
        {
            bool mayBeNull = _nullability.Create(property).ReadState == NullabilityState.Nullable;
            property.SetValue(contract, mayBeNull && random.Next(4) == 0 ? null : Value(property.PropertyType, Range(property)));
        }

        return contract;
    }

    private static WireRangeAttribute Range(PropertyInfo property) =>
        property.GetCustomAttribute<WireRangeAttribute>() ?? WireRangeAttribute.Default;

    private object Value(Type type, WireRangeAttribute range)
    {
        if (type.IsEnum)
        {
            Array values = Enum.GetValues(type);
            return values.GetValue(random.Next(values.Length))!;
        }

        if (type == typeof(byte[]))
        {
            byte[] bytes = new byte[random.Next(20)];
            random.NextBytes(bytes);
            return bytes;
        }

        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>))
        {
            Type item = type.GetGenericArguments()[0];
            var list = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(item))!;
            for (int i = random.Next(4); i > 0; i--)
            {
                list.Add(Value(item, range));
            }

            return list;
        }

        return Type.GetTypeCode(type) switch
        {
            TypeCode.Boolean => random.Next(2) == 0,
            TypeCode.Int32 => random.Next((int)range.Least, (int)Math.Min(int.MaxValue, range.Most)),
            TypeCode.Int64 => random.NextInt64((long)range.Least, range.Most < long.MaxValue ? (long)range.Most : long.MaxValue),
            TypeCode.UInt64 => (ulong)random.NextInt64(long.MinValue, long.MaxValue),
            TypeCode.Double => random.NextDouble() * Math.ScaleB(1, random.Next(-500, 500)),
            TypeCode.String => new string([.. Enumerable.Range(0, random.Next(10)).Select(_ => (char)random.Next(1, 0x2000))]),
            _ when type == typeof(IReadOnlyDictionary<string, string>) => Enumerable.Range(0, random.Next(4))
                .ToDictionary(key => $"k{key}", _ => (string)Value(typeof(string), range)),
            _ => Create(type),
        };
    }
}
