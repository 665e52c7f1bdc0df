using System.Collections.Concurrent;
using System.Diagnostics;
using System.Reflection;

namespace SnnCluster.Engine;

/// <summary>Says on standard error, once for each assembly, that hot loops run code which the compiler may not optimise.</summary>
internal static class UnoptimisedCode
{
    private static readonly ConcurrentDictionary<Assembly, bool> Told = new();

    /// <summary>Looks at the assemblies of a class, of its type arguments, and of the model, whose code is inlined in loops.</summary>
    /// <param name="type">The class.</param>
    /// <param name="to">Who is told; null: standard error.</param>
    public static void Tell(Type type, TextWriter? to = null)
    {
        Assembly[] found = [.. type.GetGenericArguments().Append(type).Append(typeof(Model.Arithmetic.PortableMath))
            .Select(each => each.Assembly).Distinct().Where(IsUnoptimised).Where(assembly => Told.TryAdd(assembly, true))];
        if (found.Length > 0)
        {
            string names = string.Join(", ", found.Select(assembly => assembly.GetName().Name).Order(StringComparer.Ordinal));
            try
            {
                (to ?? Console.Error).WriteLine(
                    $"warning: built without optimisation (as Debug): {names}; simulations take many times as long. Build and run with -c Release");
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // Nobody can be told, and the network is built all the same.
            }
        }
    }

    private static bool IsUnoptimised(Assembly assembly) =>
        assembly.GetCustomAttribute<DebuggableAttribute>() is { IsJITOptimizerDisabled: true };
}
