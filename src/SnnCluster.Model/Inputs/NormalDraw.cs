using System.Runtime.CompilerServices;
using SnnCluster.Model.Lanes;
using SnnCluster.Model.Neurons;

namespace SnnCluster.Model.Inputs;

/// <summary>Standard normal numbers of single precision for a lane of neurons, cut off at about 5.4.</summary>
public static class NormalDraw
{
    /// <summary>No draw is larger.</summary>
    public const double Largest = 5.5;

    /// <summary>One number for each neuron.</summary>
    /// <param name="step">Which step and neurons these are.</param>
    /// <param name="draw">Number of the draw within the step; another number gives an independent draw.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Of<T>(in NeuronStep step, int draw = 0)
        where T : unmanaged, ILane<T>
    {
        Mask<T> everywhere = T.Of(0f) < T.Of(1f);
        return Quantile(step.Uniform(everywhere, draw));
    }

    /// <summary>
    /// The inverse of the standard normal distribution, by the polynomials for the inverse of the error function of Giles (2010); within 4e-6.
    /// </summary>
    /// <param name="p">Probabilities within (0, 1).</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Quantile<T>(T p)
        where T : unmanaged, ILane<T>
    {
        T one = T.Of(1f);
        T x = (p + p) - one;
        T w = -LaneMath.Log(T.Of(4f) * p * (one - p));
        T near = w - T.Of(2.5f);
        T far = T.Sqrt(w) - T.Of(3f);
        T inner = T.Of(2.81022636e-08f);
        inner = T.Of(3.43273939e-07f) + (inner * near);
        inner = T.Of(-3.5233877e-06f) + (inner * near);
        inner = T.Of(-4.39150654e-06f) + (inner * near);
        inner = T.Of(0.00021858087f) + (inner * near);
        inner = T.Of(-0.00125372503f) + (inner * near);
        inner = T.Of(-0.00417768164f) + (inner * near);
        inner = T.Of(0.246640727f) + (inner * near);
        inner = T.Of(1.50140941f) + (inner * near);
        T outer = T.Of(-0.000200214257f);
        outer = T.Of(0.000100950558f) + (outer * far);
        outer = T.Of(0.00134934322f) + (outer * far);
        outer = T.Of(-0.00367342844f) + (outer * far);
        outer = T.Of(0.00573950773f) + (outer * far);
        outer = T.Of(-0.0076224613f) + (outer * far);
        outer = T.Of(0.00943887047f) + (outer * far);
        outer = T.Of(1.00167406f) + (outer * far);
        outer = T.Of(2.83297682f) + (outer * far);
        return T.Of(1.41421356f) * x * T.Select(w < T.Of(5f), inner, outer);
    }
}
