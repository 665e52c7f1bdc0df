using System.Collections;
using System.Collections.Concurrent;
using System.Globalization;
using System.Linq.Expressions;
using System.Numerics;
using System.Reflection;
using MessagePack;

namespace SnnCluster.Cluster.Wire;

/// <summary>
/// Looks whether a contract that was read has all that its type promises: MessagePack gives null for what is nil or
/// missing, and any number for an enum, whatever the type says. Numbers are within their range (<see
/// cref="WireRangeAttribute"/>): each may become an index, a length, a divisor or a count far from here. What depends on the
/// network is looked at where that is known (<see cref="Runs.RunChecks"/>).
/// </summary>
internal static class ContractValues
{
    private static readonly ConcurrentDictionary<Type, Member[]> Members = new();

    private const string Missing = " is missing";

    private delegate string? Check(object? value);

    /// <summary>What is wrong with the first member that is, as "Nodes[2].Address is missing"; null: nothing is.</summary>
    public static string? Wrong(object contract)
    {
        foreach (Member member in Members.GetOrAdd(contract.GetType(), Find))
        {
            if (member.Wrong(member.Get(contract)) is string where)
            {
                return member.Name + where;
            }
        }

        return null;
    }

    private static Member[] Find(Type type)
    {
        var nullability = new NullabilityInfoContext();
        var members = new List<Member>();
        foreach (PropertyInfo property in type.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
        {
            WireRangeAttribute range = property.GetCustomAttribute<WireRangeAttribute>() ?? WireRangeAttribute.Default;
            if (property.IsDefined(typeof(KeyAttribute)) && CheckOf(nullability.Create(property), range) is Check check)
            {
                members.Add(new Member(property.Name, Getter(type, property), check));
            }
        }

        return [.. members];
    }

    // Null: every value is fine.
    private static Check? CheckOf(NullabilityInfo info, WireRangeAttribute range)
    {
        Type type = info.Type;
        Check? content = ContentOf(info, range);
        if (type.IsValueType)
        {
            return content;
        }

        bool mayBeNull = info.ReadState == NullabilityState.Nullable;
        return (mayBeNull, content) switch
        {
            (true, null) => null,
            (true, _) => value => value is null ? null : content(value),
            (false, null) => value => value is null ? Missing : null,
            (false, _) => value => value is null ? Missing : content(value),
        };
    }

    private static Check? ContentOf(NullabilityInfo info, WireRangeAttribute range)
    {
        Type type = Nullable.GetUnderlyingType(info.Type) ?? info.Type;
        if (type.IsEnum)
        {
            return value => value is null || Enum.IsDefined(type, value) ? null : $" is {(int)value}: there is no such value";
        }

        if (type == typeof(int) || type == typeof(long) || type == typeof(double))
        {
            return value => WrongNumber(value, type, range);
        }

        // Numbers one after the other, without an object for each.
        if (typeof(IEnumerable<int>).IsAssignableFrom(type))
        {
            return value => WrongNumber((IEnumerable<int>)value!, range);
        }

        if (typeof(IEnumerable<long>).IsAssignableFrom(type))
        {
            return value => WrongNumber((IEnumerable<long>)value!, range);
        }

        if (typeof(IEnumerable<double>).IsAssignableFrom(type))
        {
            return value => WrongNumber((IEnumerable<double>)value!, range);
        }

        if (type.IsDefined(typeof(MessagePackObjectAttribute)))
        {
            return value => value is not null && Wrong(value) is string where ? "." + where : null;
        }

        if (info.ElementType is not null)
        {
            return CheckOf(info.ElementType, range) is Check item ? value => WrongItem((IEnumerable)value!, item) : null;
        }

        return info.GenericTypeArguments switch
        {
            [NullabilityInfo only] when IsSequence(type) && CheckOf(only, range) is Check item =>
                value => WrongItem((IEnumerable)value!, item),
            [_, NullabilityInfo last] when CheckOf(last, range) is Check item => value => WrongEntry(value!, item),
            _ => null,
        };
    }

    // Seeds and checksums are 64-bit numbers without a sign: each is as good as any other.
    private static string? WrongNumber(object? value, Type type, WireRangeAttribute range) => value switch
    {
        int number when !range.Has(number) => Wrong(number, type, range),
        long number when !range.Has(number) => Wrong(number, type, range),
        double number when !range.Has(number) => Wrong(number, type, range),
        _ => null,
    };

    private static string? WrongNumber<T>(IEnumerable<T> numbers, WireRangeAttribute range)
        where T : struct, INumber<T>
    {
        int index = 0;
        foreach (T number in numbers)
        {
            if (!range.Has(double.CreateChecked(number)))
            {
                return $"[{index}]{Wrong(number, typeof(T), range)}";
            }

            index++;
        }

        return null;
    }

    private static string Wrong(object number, Type type, WireRangeAttribute range)
    {
        double most = type == typeof(int) ? Math.Min(range.Most, int.MaxValue) : range.Most;
        return most < long.MaxValue
            ? string.Create(CultureInfo.InvariantCulture, $" is {number}: must be {range.Least} to {most}")
            : string.Create(CultureInfo.InvariantCulture, $" is {number}: must be a number of at least {range.Least}");
    }

    private static bool IsSequence(Type type) => typeof(IEnumerable).IsAssignableFrom(type);

    private static string? WrongItem(IEnumerable items, Check check)
    {
        int index = 0;
        foreach (object? item in items)
        {
            if (check(item) is string where)
            {
                return $"[{index}]{where}";
            }

            index++;
        }

        return null;
    }

    private static string? WrongEntry(object dictionary, Check check) => dictionary is IDictionary entries
        ? WrongItem(entries.Values, check)
        : null;

    private static Func<object, object?> Getter(Type type, PropertyInfo property)
    {
        ParameterExpression contract = Expression.Parameter(typeof(object));
        Expression value = Expression.Property(Expression.Convert(contract, type), property);
        return Expression.Lambda<Func<object, object?>>(Expression.Convert(value, typeof(object)), contract).Compile();
    }

    private sealed record Member(string Name, Func<object, object?> Get, Check Wrong);
}
