using System.Runtime.CompilerServices;
using SnnCluster.Model.Lanes;

namespace SnnCluster.Learning.Losses;

/// <summary>
/// The error δ of each output in each step and the loss of each step, one lane of steps at a time: steps do not depend
/// on one another, while a sum over a lane's own elements would depend on its width.
/// </summary>
internal static unsafe class OutputErrors<T>
    where T : unmanaged, ILane<T>
{
    /// <summary>Computes a lane of steps.</summary>
    /// <param name="loss">Which loss.</param>
    /// <param name="outputs">y of output k in these steps at k·stride; becomes δ.</param>
    /// <param name="stride">From one output to the next.</param>
    /// <param name="count">Number of outputs.</param>
    /// <param name="label">The example's class.</param>
    /// <returns>The loss of each step.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Compute(Loss loss, float* outputs, int stride, int count, int label) =>
        loss == Loss.CrossEntropy
            ? CrossEntropy(outputs, stride, count, label)
            : MeanSquareError(outputs, stride, count, label);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static T CrossEntropy(float* outputs, int stride, int count, int label)
    {
        T largest = *(T*)outputs;
        for (int k = 1; k < count; k++)
        {
            largest = LaneMath.Max(*(T*)(outputs + ((long)k * stride)), largest);
        }

        T wanted = *(T*)(outputs + ((long)label * stride)) - largest;
        T sum = T.Of(0f);
        for (int k = 0; k < count; k++)
        {
            T* y = (T*)(outputs + ((long)k * stride));
            T e = Exp(*y - largest);
            *y = e;
            sum += e;
        }

        T scale = T.Of(1f) / sum;
        for (int k = 0; k < count; k++)
        {
            T* y = (T*)(outputs + ((long)k * stride));
            *y = (*y * scale) - T.Of(k == label ? 1f : 0f);
        }

        return Log(sum) - wanted;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static T MeanSquareError(float* outputs, int stride, int count, int label)
    {
        T sum = T.Of(0f);
        for (int k = 0; k < count; k++)
        {
            T* y = (T*)(outputs + ((long)k * stride));
            T error = *y - T.Of(k == label ? 1f : 0f);
            *y = error;
            sum += T.Of(0.5f) * error * error;
        }

        return sum;
    }

    // Calls: within one method, these and what they are made of exceed what the compiler inlines.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static T Exp(T x) => LaneMath.Exp(x);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static T Log(T x) => LaneMath.Log(x);
}
