using SnnCluster.Model.Arithmetic;
using SnnCluster.Model.Random;

namespace SnnCluster.Learning.DataSets;

/// <summary>
/// A smooth random manifold in the space of spike times: each channel's time is a random Fourier function of the
/// manifold's coordinates x in (0, 1), f(x) = Π_j Σ_k k^-α · A_jk · sin(2π·(k·x_j·B_jk + C_jk)), k = 1 to a cut-off, with
/// A, B and C uniform in (0, 1) (Zenke and Vogels 2021, section 4.1.1; its cut-off is 1000). The larger α, the smoother.
/// </summary>
internal sealed class RandomManifold
{
    /// <summary>Terms of the series: at α = 2 the next would weigh less than a thousandth of the first.</summary>
    public const int CutOff = 32;

    // Points at which a channel's range is looked at, once. The publication takes the range of the examples drawn; then
    // each example would depend on how many there are.
    private const int RangePoints = 1024;

    private readonly int _dimensions;
    private readonly double[] _amplitudes;
    private readonly double[] _frequencies;
    private readonly double[] _phases;
    private readonly double[] _lowest;
    private readonly double[] _highest;

    /// <summary>Draws a manifold.</summary>
    /// <param name="key">Where its random numbers come from.</param>
    /// <param name="channels">Channels, at least 1.</param>
    /// <param name="dimensions">Its own dimensions, at least 1.</param>
    /// <param name="smoothness">α, an integer, so that k^-α is made of multiplications and a division.</param>
    public RandomManifold(RandomKey key, int channels, int dimensions, int smoothness)
    {
        _dimensions = dimensions;
        int functions = channels * dimensions;
        _amplitudes = new double[functions * CutOff];
        _frequencies = new double[functions * CutOff];
        _phases = new double[functions * CutOff];
        for (int function = 0; function < functions; function++)
        {
            RandomStream stream = key.Stream((uint)function, (uint)Part.Shape);
            for (int k = 1; k <= CutOff; k++)
            {
                double weight = 1;
                for (int i = 0; i < smoothness; i++)
                {
                    weight *= k;
                }

                int term = (function * CutOff) + k - 1;
                _amplitudes[term] = stream.NextUniform() / weight;
                _frequencies[term] = stream.NextUniform() * k;
                _phases[term] = stream.NextUniform();
            }
        }

        _lowest = new double[channels];
        _highest = new double[channels];
        Array.Fill(_lowest, double.PositiveInfinity);
        Array.Fill(_highest, double.NegativeInfinity);
        var x = new double[dimensions];
        for (uint point = 0; point < RangePoints; point++)
        {
            DrawPoint(key, Part.Range, point, x);
            for (int channel = 0; channel < channels; channel++)
            {
                double value = Value(channel, x);
                _lowest[channel] = Math.Min(_lowest[channel], value);
                _highest[channel] = Math.Max(_highest[channel], value);
            }
        }
    }

    /// <summary>What the random numbers of a manifold are for; each has streams of its own.</summary>
    public enum Part
    {
        /// <summary>The manifold itself.</summary>
        Shape,

        /// <summary>Points at which the range of times is looked at.</summary>
        Range,

        /// <summary>Points that become examples for training.</summary>
        Train,

        /// <summary>Points that become examples for testing.</summary>
        Test,
    }

    /// <summary>Draws the coordinates of a point.</summary>
    public static void DrawPoint(RandomKey key, Part part, uint index, Span<double> x)
    {
        RandomStream stream = key.Stream(index, (uint)part);
        for (int i = 0; i < x.Length; i++)
        {
            x[i] = stream.NextUniform();
        }
    }

    /// <summary>A channel's time at a point, from 0 to 1.</summary>
    public double Time(int channel, ReadOnlySpan<double> x)
    {
        double range = _highest[channel] - _lowest[channel];
        return Math.Clamp((Value(channel, x) - _lowest[channel]) / range, 0, 1);
    }

    private double Value(int channel, ReadOnlySpan<double> x)
    {
        double product = 1;
        for (int i = 0; i < _dimensions; i++)
        {
            int first = ((channel * _dimensions) + i) * CutOff;
            double sum = 0;
            for (int term = first; term < first + CutOff; term++)
            {
                sum += _amplitudes[term] * PortableMath.SinOfTurns((x[i] * _frequencies[term]) + _phases[term]);
            }

            product *= sum;
        }

        return product;
    }
}
