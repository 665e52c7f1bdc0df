using System.Reflection;
using System.Runtime.CompilerServices;
using SnnCluster.Model.Networks;

namespace SnnCluster.Engine.Gpu;

/// <summary>Checks that a model's or rule's structs can go to a device, where the host would take any.</summary>
internal static class DeviceTypes
{
    private const BindingFlags Instance = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    /// <summary>Fails for structs that kernels cannot take.</summary>
    /// <exception cref="InvalidDescriptionException">It names the struct, the field and the rule.</exception>
    public static void Check(string owner, params ReadOnlySpan<Type> types)
    {
        foreach (Type type in types)
        {
            if (!type.IsVisible && !IsOpenToDevices(type.Assembly))
            {
                Type hidden = Array.Find(type.GetGenericArguments(), argument => !argument.IsVisible) ?? type;
                throw new InvalidDescriptionException($"{owner} uses {hidden.Name}: must be public to run on a GPU");
            }

            CheckFields(owner, type);
        }
    }

    // bool and char are converted when a struct leaves .NET, so they have no fixed layout there.
    private static void CheckFields(string owner, Type type)
    {
        if (type.GetFields(Instance).Length == 0)
        {
            throw new InvalidDescriptionException(
                $"{owner} uses {type.Name}, which has no field: to run on a GPU, it needs at least one");
        }

        foreach (FieldInfo field in type.GetFields(Instance))
        {
            if (field.FieldType == typeof(bool) || field.FieldType == typeof(char))
            {
                throw new InvalidDescriptionException(
                    $"{owner} uses {type.Name}, whose field {field.Name} is a {field.FieldType.Name}: to run on a GPU, "
                    + "fields must be numbers (an int of 0 or 1 will do)");
            }

            if (!field.FieldType.IsPrimitive && !field.FieldType.IsEnum)
            {
                CheckFields(owner, field.FieldType);
            }
        }
    }

    private static bool IsOpenToDevices(Assembly assembly) => assembly
        .GetCustomAttributes<InternalsVisibleToAttribute>()
        .Any(attribute => attribute.AssemblyName == ILGPU.Context.RuntimeAssemblyName);
}
