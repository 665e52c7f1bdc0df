// Kernels get these structs from the host, which sets all fields.
#pragma warning disable CS0649
using ILGPU;
using SnnCluster.Model.Plasticity;

namespace SnnCluster.Engine.Gpu;

/// <summary>The curves of a projection as kernels see them.</summary>
internal struct DeviceDecays : IDecays
{
    /// <summary>All tables, one after another.</summary>
    public ArrayView<float> Tables;

    /// <summary>Where each table begins, and the end of the last.</summary>
    public ArrayView<int> Begins;

    /// <inheritdoc/>
    public readonly float After(int curve, int steps)
    {
        // As an unsigned number, what passed since "never" is long, too. There are tables for all bytes.
        int index = curve & 255;
        int begin = Begins[index];
        return Tables[begin + (int)Math.Min((uint)steps, (uint)(Begins[index + 1] - begin - 1))];
    }
}

/// <summary>Curves as tables in a device's memory.</summary>
internal sealed class GpuDecays : IDisposable
{
    private readonly GpuArray<float> _tables;
    private readonly GpuArray<int> _begins;

    public GpuDecays(GpuRuntime runtime, IReadOnlyList<float[]> tables)
    {
        // A curve that there is not has no number.
        float[][] all = [.. tables, .. Enumerable.Repeat(new[] { float.NaN }, byte.MaxValue + 1 - tables.Count)];
        var begins = new int[all.Length + 1];
        for (int i = 0; i < all.Length; i++)
        {
            begins[i + 1] = checked(begins[i] + all[i].Length);
        }

        _tables = runtime.Allocate<float>([.. all.SelectMany(table => table)]);
        _begins = runtime.Allocate<int>(begins);
    }

    public DeviceDecays View => new() { Tables = _tables.View, Begins = _begins.View };

    public void Dispose()
    {
        _tables.Dispose();
        _begins.Dispose();
    }
}
