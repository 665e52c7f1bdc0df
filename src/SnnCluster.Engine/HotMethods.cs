using System.Reflection;
using System.Runtime.CompilerServices;

namespace SnnCluster.Engine;

/// <summary>
/// Compiles the methods of hot loops when a network is built. They carry
/// <see cref="MethodImplOptions.AggressiveOptimization"/>, so they never run in the compiler's quick first tier, nor in code that was
/// compiled ahead for any processor; compiling them here keeps their compilation (tens of milliseconds) out of the first step.
/// What they call in every turn and is not inlined carries it, too, where its first tier would be slow.
/// </summary>
public static class HotMethods
{
    private const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public
        | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    /// <summary>Compiles what is marked in a class and its bases.</summary>
    /// <remarks>Where they cannot be optimised, standard error is told so.</remarks>
    public static void Prepare(Type type)
    {
        UnoptimisedCode.Tell(type);
        for (Type? t = type; t is not null && t != typeof(object); t = t.BaseType)
        {
            RuntimeTypeHandle[] arguments = [.. t.GetGenericArguments().Select(argument => argument.TypeHandle)];
            foreach (MethodInfo method in t.GetMethods(Declared))
            {
                bool hot = (method.MethodImplementationFlags & MethodImplAttributes.AggressiveOptimization) != 0;
                if (hot && !method.IsGenericMethodDefinition)
                {
                    RuntimeHelpers.PrepareMethod(method.MethodHandle, arguments);
                }
            }
        }
    }
}
