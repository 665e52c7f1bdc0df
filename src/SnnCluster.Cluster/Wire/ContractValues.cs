using System.Collections;
using System.Collections.Concurrent;
using System.Linq.Expressions;
using System.Reflection;
using MessagePack;

namespace SnnCluster.Cluster.Wire;

/// <summary>
/// Looks whether a contract that was read has all that its type promises: MessagePack gives null for what is nil or
/// missing, and any number for an enum, whatever the type says. Who reads the message would fail on it far from here.
/// </summary>
internal static class ContractValues
{
    private static readonly ConcurrentDictionary<Type, Member[]> Members = new();

    private delegate string? Check(object? value);

    /// <summary>The first member that has a value which its type rules out, as "Nodes[2].Address"; null: there is none.</summary>
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
            if (property.IsDefined(typeof(KeyAttribute)) && CheckOf(nullability.Create(property)) is Check check)
            {
                members.Add(new Member(property.Name, Getter(type, property), check));
            }
        }

        return [.. members];
    }

    // Null: every value is fine.
    private static Check? CheckOf(NullabilityInfo info)
    {
        Type type = info.Type;
        Check? content = ContentOf(info);
        if (type.IsValueType)
        {
            return content;
        }

        bool mayBeNull = info.ReadState == NullabilityState.Nullable;
        return (mayBeNull, content) switch
        {
            (true, null) => null,
            (true, _) => value => value is null ? null : content(value),
            (false, null) => value => value is null ? "" : null,
            (false, _) => value => value is null ? "" : content(value),
        };
    }

    private static Check? ContentOf(NullabilityInfo info)
    {
        Type type = Nullable.GetUnderlyingType(info.Type) ?? info.Type;
        if (type.IsEnum)
        {
            return value => value is null || Enum.IsDefined(type, value) ? null : "";
        }

        if (type.IsDefined(typeof(MessagePackObjectAttribute)))
        {
            return value => value is not null && Wrong(value) is string where ? "." + where : null;
        }

        if (info.ElementType is not null)
        {
            return CheckOf(info.ElementType) is Check item ? value => WrongItem((IEnumerable)value!, item) : null;
        }

        return info.GenericTypeArguments switch
        {
            [NullabilityInfo only] when IsSequence(type) && CheckOf(only) is Check item =>
                value => WrongItem((IEnumerable)value!, item),
            [_, NullabilityInfo last] when CheckOf(last) is Check item => value => WrongEntry(value!, item),
            _ => null,
        };
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
