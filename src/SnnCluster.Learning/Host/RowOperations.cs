using System.Runtime.CompilerServices;
using SnnCluster.Model.Lanes;

namespace SnnCluster.Learning.Host;

/// <summary>
/// What spikes do to rows of a weight matrix and of its gradient. A step's spikes are taken together: what they add to
/// (or what is added to them) stays in registers while their rows pass.
/// </summary>
internal static unsafe class RowOperations<T>
    where T : unmanaged, ILane<T>
{
    /// <summary>sum[i] += Σ over rows of weights[row, i], in the order of the rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddRows(float* sum, int length, float* weights, int stride, int* rows, int count)
    {
        int i = 0;
        for (; i <= length - (4 * T.Width); i += 4 * T.Width)
        {
            T* s = (T*)(sum + i);
            T a = s[0];
            T b = s[1];
            T c = s[2];
            T d = s[3];
            for (int r = 0; r < count; r++)
            {
                T* w = (T*)(weights + ((long)rows[r] * stride) + i);
                a += w[0];
                b += w[1];
                c += w[2];
                d += w[3];
            }

            s[0] = a;
            s[1] = b;
            s[2] = c;
            s[3] = d;
        }

        for (; i < length; i += T.Width)
        {
            T a = *(T*)(sum + i);
            for (int r = 0; r < count; r++)
            {
                a += *(T*)(weights + ((long)rows[r] * stride) + i);
            }

            *(T*)(sum + i) = a;
        }
    }

    /// <summary>gradient[row, i] += values[i] for each row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddToRows(float* gradient, int stride, int* rows, int count, float* values, int length)
    {
        int i = 0;
        for (; i <= length - (4 * T.Width); i += 4 * T.Width)
        {
            T* v = (T*)(values + i);
            T a = v[0];
            T b = v[1];
            T c = v[2];
            T d = v[3];
            for (int r = 0; r < count; r++)
            {
                T* g = (T*)(gradient + ((long)rows[r] * stride) + i);
                g[0] += a;
                g[1] += b;
                g[2] += c;
                g[3] += d;
            }
        }

        for (; i < length; i += T.Width)
        {
            T a = *(T*)(values + i);
            for (int r = 0; r < count; r++)
            {
                *(T*)(gradient + ((long)rows[r] * stride) + i) += a;
            }
        }
    }

    /// <summary>
    /// row[i] += Σ over steps of values[step, i], in the order of the steps: a row is read and written once, however often its
    /// source spikes.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddSteps(float* row, int length, float* values, int stride, int* steps, int count)
    {
        int i = 0;
        for (; i <= length - (8 * T.Width); i += 8 * T.Width)
        {
            T* sum = (T*)(row + i);
            T a = sum[0];
            T b = sum[1];
            T c = sum[2];
            T d = sum[3];
            T e = sum[4];
            T f = sum[5];
            T g = sum[6];
            T h = sum[7];
            for (int s = 0; s < count; s++)
            {
                T* v = (T*)(values + ((long)steps[s] * stride) + i);
                a += v[0];
                b += v[1];
                c += v[2];
                d += v[3];
                e += v[4];
                f += v[5];
                g += v[6];
                h += v[7];
            }

            sum[0] = a;
            sum[1] = b;
            sum[2] = c;
            sum[3] = d;
            sum[4] = e;
            sum[5] = f;
            sum[6] = g;
            sum[7] = h;
        }

        for (; i < length; i += T.Width)
        {
            T a = *(T*)(row + i);
            for (int s = 0; s < count; s++)
            {
                a += *(T*)(values + ((long)steps[s] * stride) + i);
            }

            *(T*)(row + i) = a;
        }
    }
}
