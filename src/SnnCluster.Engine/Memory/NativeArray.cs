using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SnnCluster.Engine.Memory;

/// <summary>
/// An array outside the managed heap: aligned to cache lines, zeroed, of any size, and reachable by pointer, so that
/// hot loops neither check bounds nor allocate. Elements are not initialised beyond zero.
/// </summary>
internal sealed unsafe class NativeArray<T> : IDisposable
    where T : unmanaged
{
    private const int Alignment = 64;
    private T* _pointer;

    public NativeArray(long length) => Allocate(length);

    /// <summary>A copy of values.</summary>
    public NativeArray(ReadOnlySpan<T> values)
        : this(values.Length) => values.CopyTo(Span);

    ~NativeArray() => Free();

    public long Length { get; private set; }

    /// <summary>The first element; changes when the array is resized.</summary>
    public T* Pointer => _pointer;

    public Span<T> Span => new(_pointer, checked((int)Length));

    public ref T this[long index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref _pointer[index];
    }

    /// <summary>Changes the length; keeps what fits and zeroes what is new.</summary>
    public void Resize(long length)
    {
        long kept = Math.Min(Length, length);
        T* old = Renew(length);
        Buffer.MemoryCopy(old, _pointer, Length * sizeof(T), kept * sizeof(T));
        Release(old);
    }

    /// <summary>Changes the length and zeroes all; returns the old memory, which <see cref="Release"/> frees.</summary>
    public T* Renew(long length)
    {
        T* old = _pointer;
        Allocate(length);
        return old;
    }

    /// <summary>Frees what <see cref="Renew"/> returned.</summary>
    public static void Release(T* memory) => NativeMemory.AlignedFree(memory);

    /// <summary>Makes room for so many elements, by at least doubling.</summary>
    public void EnsureCapacity(long length)
    {
        if (length > Length)
        {
            Resize(Math.Max(length, 2 * Length));
        }
    }

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Allocate(long length)
    {
        nuint bytes = (nuint)(Math.Max(length, 1) * sizeof(T));
        _pointer = (T*)NativeMemory.AlignedAlloc(bytes, HugePages.AlignmentOf(bytes, Alignment));
        HugePages.Advise(_pointer, bytes);
        NativeMemory.Clear(_pointer, bytes);
        Length = length;
    }

    private void Free()
    {
        NativeMemory.AlignedFree(_pointer);
        _pointer = null;
        Length = 0;
    }
}
