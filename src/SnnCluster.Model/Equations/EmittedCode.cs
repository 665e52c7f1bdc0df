using System.Globalization;
using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using SnnCluster.Model.Networks;

namespace SnnCluster.Model.Equations;

/// <summary>
/// Code that was made at run time, each piece once. It is written as an assembly and loaded, since ILGPU reads the code of methods, which builders at run time do
/// not give.
/// </summary>
internal static class EmittedCode
{
    /// <summary>A struct that others can see.</summary>
    public const TypeAttributes Struct = TypeAttributes.Public | TypeAttributes.Sealed | TypeAttributes.SequentialLayout | TypeAttributes.BeforeFieldInit;

    // What is loaded stays, some 100 kB each: a node that is sent one text after the other must not run out of memory.
    private const int Most = 2000;

    private static readonly Dictionary<string, object> Known = [];

    /// <summary>What was made of a text, or is made now.</summary>
    /// <param name="text">All that decides which code there is.</param>
    /// <param name="define">Defines types in a module, with a name of their own.</param>
    /// <param name="load">Takes them from the assembly.</param>
    /// <exception cref="InvalidDescriptionException">There is too much in this process.</exception>
    public static T Of<T>(string text, Action<ModuleBuilder, string> define, Func<Assembly, string, T> load)
        where T : class
    {
        lock (Known)
        {
            if (!Known.TryGetValue(text, out object? made))
            {
                if (Known.Count >= Most)
                {
                    throw new InvalidDescriptionException(string.Create(
                        CultureInfo.InvariantCulture, $"this process has compiled {Most} different equations, which is the most that it keeps: start it again"));
                }

                string name = string.Create(CultureInfo.InvariantCulture, $"SnnCluster.Equations{Known.Count}");
                var assembly = new PersistedAssemblyBuilder(new AssemblyName(name), typeof(object).Assembly);
                define(assembly.DefineDynamicModule(name), name);
                using var stream = new MemoryStream();
                assembly.Save(stream);
                stream.Position = 0;
                AssemblyLoadContext context = AssemblyLoadContext.GetLoadContext(typeof(EmittedCode).Assembly) ?? AssemblyLoadContext.Default;
                Known[text] = made = load(context.LoadFromStream(stream), name);
            }

            return (T)made;
        }
    }

    /// <summary>Defines fields for so many constants, at least one: a struct without fields would still take a byte.</summary>
    public static FieldBuilder[] DefineConstants(TypeBuilder type, int count) =>
        [.. Enumerable.Range(0, Math.Max(1, count)).Select(i => type.DefineField(string.Create(CultureInfo.InvariantCulture, $"C{i}"), typeof(float), FieldAttributes.Public))];

    /// <summary>A struct of constants.</summary>
    public static object Fill(Type type, IEnumerable<float> values)
    {
        object constants = RuntimeHelpers.GetUninitializedObject(type);
        foreach ((FieldInfo field, float value) in type.GetFields().OrderBy(field => field.MetadataToken).Zip(values))
        {
            field.SetValue(constants, value);
        }

        return constants;
    }
}
