using System.Runtime.CompilerServices;
using SnnCluster.Model.Lanes;

namespace SnnCluster.Learning.Host;

/// <summary>
/// What spikes do to rows of a matrix. Several are taken together: what they add to, or what is added to them, stays in registers
/// while rows pass.
/// </summary>
internal static unsafe class RowOperations<T>
    where T : unmanaged, ILane<T>
{
    /// <summary>sum[i] += Σ over rows of values[row, i], in the order of the rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddRows(float* sum, int length, float* values, int stride, int* rows, int count)
    {
        int i = 0;
        for (; i <= length - (8 * T.Width); i += 8 * T.Width)
        {
            T* s = (T*)(sum + i);
            T a = s[0];
            T b = s[1];
            T c = s[2];
            T d = s[3];
            T e = s[4];
            T f = s[5];
            T g = s[6];
            T h = s[7];
            for (int r = 0; r < count; r++)
            {
                T* v = (T*)(values + ((long)rows[r] * stride) + i);
                a += v[0];
                b += v[1];
                c += v[2];
                d += v[3];
                e += v[4];
                f += v[5];
                g += v[6];
                h += v[7];
            }

            s[0] = a;
            s[1] = b;
            s[2] = c;
            s[3] = d;
            s[4] = e;
            s[5] = f;
            s[6] = g;
            s[7] = h;
        }

        for (; i < length; i += T.Width)
        {
            T a = *(T*)(sum + i);
            for (int r = 0; r < count; r++)
            {
                a += *(T*)(values + ((long)rows[r] * stride) + i);
            }

            *(T*)(sum + i) = a;
        }
    }

    /// <summary>sums[row, i] += values[i] for each row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddToRows(float* sums, int stride, int* rows, int count, float* values, int length)
    {
        for (int i = 0; i < length; i += T.Width)
        {
            T a = *(T*)(values + i);
            for (int r = 0; r < count; r++)
            {
                *(T*)(sums + ((long)rows[r] * stride) + i) += a;
            }
        }
    }
}
