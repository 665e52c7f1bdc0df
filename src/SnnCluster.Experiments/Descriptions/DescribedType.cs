using System.Collections.Concurrent;
using System.Reflection;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Descriptions;

/// <summary>
/// A type that stands in descriptions as an object: a record or struct that a constructor and properties make. Its keys are the names of the constructor's
/// parameters, each with a property of the same name, and of the properties that can be set. All of it is found out from the type, so that a model is one file.
/// </summary>
internal sealed class DescribedType
{
    private const BindingFlags Public = BindingFlags.Instance | BindingFlags.Public;
    private static readonly ConcurrentDictionary<Type, DescribedType?> Known = new();

    [ThreadStatic]
    private static HashSet<Type>? _underway;

    private readonly ConstructorInfo? _constructor;
    private readonly Lazy<object?> _sample;

    private DescribedType(Type type, ConstructorInfo? constructor, List<DescribedMember> members)
    {
        Type = type;
        _constructor = constructor;
        Members = members;
        _sample = new Lazy<object?>(() => TryCreate(new Dictionary<DescribedMember, object?>()));
    }

    public Type Type { get; }

    public IReadOnlyList<DescribedMember> Members { get; }

    /// <summary>Whether nothing must be said of it.</summary>
    public bool NeedsNothing => Members.All(member => !member.IsRequired);

    /// <summary>One with all defaults, and with 0 or nothing for what must be given; null where there is none.</summary>
    public object? Sample => _sample.Value;

    /// <summary>How a type stands in descriptions; null where it cannot.</summary>
    public static DescribedType? Of(Type type)
    {
        if (Known.TryGetValue(type, out DescribedType? known))
        {
            return known;
        }

        // A type that holds itself would have no end: as a part of itself it cannot be described.
        _underway ??= [];
        if (!_underway.Add(type))
        {
            return null;
        }

        try
        {
            return Known.GetOrAdd(type, Find(type));
        }
        finally
        {
            _underway.Remove(type);
        }
    }

    /// <summary>The member of a key, in any case; null where there is none.</summary>
    public DescribedMember? Find(string name) =>
        Members.FirstOrDefault(member => string.Equals(member.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The default of a member that need not be given; null also where there is none.</summary>
    public object? DefaultOf(DescribedMember member) =>
        member.IsRequired ? null : member.Parameter is { HasDefaultValue: true } parameter ? parameter.DefaultValue : Sample is object sample ? member.Get(sample) : null;

    /// <summary>Makes one.</summary>
    /// <param name="values">Values by member; the others have their defaults.</param>
    /// <exception cref="ArgumentException">The constructor refuses a value.</exception>
    public object Create(IReadOnlyDictionary<DescribedMember, object?> values)
    {
        object made;
        try
        {
            made = _constructor is null
                ? Activator.CreateInstance(Type)!
                : _constructor.Invoke([.. Members.Where(member => member.Parameter is not null).OrderBy(member => member.Parameter!.Position)
                    .Select(member => values.TryGetValue(member, out object? value) ? value : Missing(member))]);
        }
        catch (TargetInvocationException exception) when (exception.InnerException is ArgumentException inner)
        {
            throw new ArgumentException(inner.Message.Split(" (Parameter")[0].TrimEnd('.'), inner.ParamName, inner);
        }

        foreach ((DescribedMember member, object? value) in values)
        {
            if (member.Parameter is null)
            {
                member.Property.SetValue(made, value);
            }
        }

        return made;
    }

    private static object? Missing(DescribedMember member) =>
        member.Parameter is { HasDefaultValue: true } parameter && parameter.DefaultValue is object value ? value
        : member.Type.IsValueType ? Activator.CreateInstance(member.Type)
        : member.Type == typeof(string) ? ""
        : member.IsNullable ? null
        : DescribedKind.Of(member.Type).Nothing;

    private object? TryCreate(IReadOnlyDictionary<DescribedMember, object?> values)
    {
        try
        {
            return Create(values);
        }
        catch (Exception exception) when (exception is ArgumentException or TargetInvocationException or MissingMethodException)
        {
            return null;
        }
    }

    private static DescribedType? Find(Type type)
    {
        if (type.IsAbstract || type.ContainsGenericParameters || !type.IsVisible || type.IsPrimitive || type.IsArray)
        {
            return null;
        }

        PropertyInfo[] properties = [.. type.GetProperties(Public).Where(property => property.GetMethod is { IsPublic: true } && property.GetIndexParameters().Length == 0)];
        ConstructorInfo? constructor = type.GetConstructors(Public)
            .Where(one => one.GetParameters().All(parameter => parameter.ParameterType != type && PropertyOf(parameter, properties) is not null))
            .MaxBy(one => one.GetParameters().Length);
        if (constructor is null && !type.IsValueType)
        {
            return null;
        }

        ParameterInfo[] parameters = constructor?.GetParameters() ?? [];
        var members = new List<DescribedMember>();
        foreach (PropertyInfo property in properties.OrderBy(property => DepthOf(property.DeclaringType!)).ThenBy(property => property.MetadataToken))
        {
            ParameterInfo? parameter = Array.Find(parameters, one => PropertyOf(one, properties) == property);
            bool isSettable = property.SetMethod is { IsPublic: true };
            if (parameter is null && (!isSettable || (type.Namespace?.StartsWith("System", StringComparison.Ordinal) ?? false)))
            {
                continue;
            }

            var member = new DescribedMember(property, parameter);
            if (DescribedKind.IsKnown(member.Type))
            {
                members.Add(member);
            }
            else if (member.IsRequired)
            {
                // What only code can give.
                return null;
            }
        }

        return new DescribedType(type, constructor, members);
    }

    // A property that overrides another is declared below, and stands where that stood.
    private static int DepthOf(Type type) => type.BaseType is Type below ? 1 + DepthOf(below) : 0;

    private static PropertyInfo? PropertyOf(ParameterInfo parameter, PropertyInfo[] properties) => Array.Find(
        properties,
        property => string.Equals(property.Name, parameter.Name, StringComparison.OrdinalIgnoreCase) && property.PropertyType == parameter.ParameterType);
}

/// <summary>A key of a described type.</summary>
internal sealed class DescribedMember
{
    public DescribedMember(PropertyInfo property, ParameterInfo? parameter)
    {
        Property = property;
        Parameter = parameter;
        Name = char.ToLowerInvariant(property.Name[0]) + property.Name[1..];
        Type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        IsNullable = Type != property.PropertyType
            || (!property.PropertyType.IsValueType && new NullabilityInfoContext().Create(property).ReadState == NullabilityState.Nullable);
        IsRequired = parameter is null ? IsRequiredMember(property) : !parameter.HasDefaultValue;
        MayBeInfinite = property.IsDefined(typeof(MayBeInfiniteAttribute));
    }

    public PropertyInfo Property { get; }

    /// <summary>The parameter of the constructor; null where the property is set.</summary>
    public ParameterInfo? Parameter { get; }

    /// <summary>The key.</summary>
    public string Name { get; }

    /// <summary>Its type, without that it may be null.</summary>
    public Type Type { get; }

    public bool IsNullable { get; }

    public bool IsRequired { get; }

    public bool MayBeInfinite { get; }

    public object? Get(object instance) => Property.GetValue(instance);

    // By its name: a package has an attribute of the same one.
    private static bool IsRequiredMember(PropertyInfo property) =>
        property.CustomAttributes.Any(attribute => attribute.AttributeType.FullName == "System.Runtime.CompilerServices.RequiredMemberAttribute");
}
