using SnnCluster.Learning.Examples;
using SnnCluster.Model.Arithmetic;

namespace SnnCluster.Learning.DataSets.Encoders;

/// <summary>
/// Log-latency code of grey images: a pixel of value x above the threshold spikes once, at tau·ln(x/(x - threshold)),
/// so that bright pixels spike first and dark ones never: the time that a leaky integrator with time constant tau takes
/// to reach the threshold under constant input x (Bellec et al. 2020 and the software that trains its classifiers code
/// MNIST so, with 20 ms and 51).
/// </summary>
public sealed class LatencyEncoder
{
    /// <summary>The usual time constant [ms].</summary>
    public const double DefaultTauMs = 20;

    /// <summary>The usual threshold: a fifth of the brightest pixel.</summary>
    public const int DefaultThreshold = 51;

    // For each pixel value the step in which it spikes, or -1.
    private readonly int[] _steps = new int[256];

    /// <summary>An encoder for steps of 1 ms.</summary>
    /// <param name="steps">Steps of an example; pixels that would spike later never do.</param>
    /// <param name="tauMs">The time constant [ms], above 0.</param>
    /// <param name="threshold">Pixels up to this never spike, 0 to 255.</param>
    public LatencyEncoder(int steps, double tauMs = DefaultTauMs, int threshold = DefaultThreshold)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(tauMs);
        ArgumentOutOfRangeException.ThrowIfNegative(threshold);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(threshold, 255);
        for (int value = 0; value < 256; value++)
        {
            double timeMs = value > threshold
                ? tauMs * PortableMath.Log(value / (double)(value - threshold))
                : double.PositiveInfinity;
            _steps[value] = timeMs < steps ? (int)timeMs : -1;
        }
    }

    /// <summary>The step in which a pixel spikes, or -1: it does not.</summary>
    public int Step(byte value) => _steps[value];

    /// <summary>Encodes an image.</summary>
    /// <param name="pixels">Its pixels; the channel is the pixel's index.</param>
    /// <param name="spikes">Takes the spikes, in the order of pixels; at least as long as <paramref name="pixels"/>.</param>
    /// <returns>The number of spikes.</returns>
    public int Encode(ReadOnlySpan<byte> pixels, Span<Spike> spikes)
    {
        int count = 0;
        for (int i = 0; i < pixels.Length; i++)
        {
            int step = _steps[pixels[i]];
            if (step >= 0)
            {
                spikes[count++] = new Spike(step, i);
            }
        }

        return count;
    }
}
