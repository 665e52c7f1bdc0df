using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SnnCluster.Engine.Gpu;

/// <summary>Structs of floats as one array for each field, and back.</summary>
internal static class StateFields
{
    /// <summary>The first fields of some structs.</summary>
    public static float[][] Split<T>(T[] states, int fields)
        where T : unmanaged
    {
        ReadOnlySpan<float> all = MemoryMarshal.Cast<T, float>(states);
        int stride = Unsafe.SizeOf<T>() / sizeof(float);
        var split = new float[fields][];
        for (int field = 0; field < fields; field++)
        {
            split[field] = new float[states.Length];
            for (int i = 0; i < states.Length; i++)
            {
                split[field][i] = all[(i * stride) + field];
            }
        }

        return split;
    }

    /// <summary>Structs out of their first fields; the others are 0.</summary>
    public static T[] Join<T>(IReadOnlyList<float[]> fields, int count)
        where T : unmanaged
    {
        var states = new T[count];
        Span<float> all = MemoryMarshal.Cast<T, float>(states.AsSpan());
        int stride = Unsafe.SizeOf<T>() / sizeof(float);
        for (int field = 0; field < fields.Count; field++)
        {
            for (int i = 0; i < count; i++)
            {
                all[(i * stride) + field] = fields[field][i];
            }
        }

        return states;
    }
}
