using SnnCluster.Engine.Memory;

namespace SnnCluster.Engine.Tests.Memory;

public sealed unsafe class NativeArrayTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1000)]
    public void Memory_is_aligned_to_cache_lines_and_zeroed(int length)
    {
        using var array = new NativeArray<long>(length);
        Assert.Equal(0, (long)array.Pointer % 64);
        Assert.Equal(length, array.Length);
        Assert.DoesNotContain(array.Span.ToArray(), value => value != 0);
    }

    [Fact]
    public void A_resized_array_keeps_what_fits_and_zeroes_the_rest()
    {
        using var array = new NativeArray<int>(5);
        for (int i = 0; i < 5; i++)
        {
            array[i] = i + 1;
        }

        array.Resize(8);
        Assert.Equal([1, 2, 3, 4, 5, 0, 0, 0], array.Span.ToArray());
        array.Resize(3);
        Assert.Equal([1, 2, 3], array.Span.ToArray());
    }

    [Fact]
    public void Capacity_at_least_doubles_and_never_shrinks()
    {
        using var array = new NativeArray<byte>(10);
        array.EnsureCapacity(10);
        Assert.Equal(10, array.Length);
        array.EnsureCapacity(11);
        Assert.Equal(20, array.Length);
        array.EnsureCapacity(100);
        Assert.Equal(100, array.Length);
        array.EnsureCapacity(3);
        Assert.Equal(100, array.Length);
    }

    [Fact]
    public void Renewed_memory_is_zeroed_and_the_old_stays_until_it_is_released()
    {
        using var array = new NativeArray<int>(2);
        array[1] = 7;
        int* old = array.Renew(4);
        Assert.Equal(7, old[1]);
        Assert.Equal([0, 0, 0, 0], array.Span.ToArray());
        NativeArray<int>.Release(old);
    }
}
