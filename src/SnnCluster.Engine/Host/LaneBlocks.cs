using System.Numerics;
using SnnCluster.Engine.Memory;
using SnnCluster.Model.Lanes;

namespace SnnCluster.Engine.Host;

/// <summary>Structs of a population's neurons, one for each lane of them: all fields are lanes.</summary>
internal sealed unsafe class LaneBlocks<T, TBlock> : IDisposable
    where T : unmanaged, ILane<T>
    where TBlock : unmanaged
{
    private readonly NativeArray<TBlock> _blocks;

    /// <param name="neurons">Number of neurons.</param>
    /// <param name="multiple">What the number of blocks is rounded up to a multiple of.</param>
    public LaneBlocks(int neurons, int multiple = 1)
    {
        int width = T.Width * multiple;
        _blocks = new NativeArray<TBlock>((neurons + width - 1L) / width * multiple);
    }

    /// <summary>Fields of a struct.</summary>
    public static int Fields => sizeof(TBlock) / sizeof(T);

    public int Count => (int)_blocks.Length;

    public TBlock* Pointer => _blocks.Pointer;

    /// <summary>Whether all fields, those of neurons that only fill the last blocks included, are numbers.</summary>
    public bool HoldNumbersAlone
    {
        get
        {
            float* values = (float*)Pointer;
            long count = (long)Count * Fields * T.Width;
            long i = 0;

            // A value equals itself unless it is not a number.
            for (; i <= count - Vector<float>.Count; i += Vector<float>.Count)
            {
                Vector<float> value = Vector.Load(values + i);
                if (!Vector.EqualsAll(value, value))
                {
                    return false;
                }
            }

            for (; i < count; i++)
            {
                if (float.IsNaN(values[i]))
                {
                    return false;
                }
            }

            return true;
        }
    }

    public void Read(int field, Span<float> values, int first)
    {
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = *Address(field, first + i);
        }
    }

    public void Write(int field, ReadOnlySpan<float> values)
    {
        int whole = values.Length / T.Width * T.Width;
        for (int i = 0; i < whole; i += T.Width)
        {
            values.Slice(i, T.Width).CopyTo(new Span<float>(Address(field, i), T.Width));
        }

        // Neurons that only fill the last blocks copy the last real one, so that they cost no more than it does.
        for (int i = whole; values.Length > 0 && i < Count * T.Width; i++)
        {
            *Address(field, i) = values[Math.Min(i, values.Length - 1)];
        }
    }

    public void Dispose() => _blocks.Dispose();

    private float* Address(int field, int neuron) => (float*)((T*)(Pointer + (neuron / T.Width)) + field) + (neuron % T.Width);
}
