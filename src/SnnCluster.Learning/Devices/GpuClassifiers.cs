using SnnCluster.Engine.Devices;
using SnnCluster.Learning.Gpu;
using SnnCluster.Learning.Losses;
using SnnCluster.Learning.Networks;

namespace SnnCluster.Learning;

/// <summary>
/// Classifiers on an ILGPU accelerator, with the gradient in its event form. Spikes are the host's unless a rounding of
/// the device decides about one; sums over outputs are taken in another order, so other numbers agree to rounding. On one
/// device, the same state and examples give the same bits, however many examples pass together.
/// </summary>
public static class GpuClassifiers
{
    /// <summary>A device for a state.</summary>
    /// <param name="device">Where it computes. One thread at a time may use it and all that was made on it.</param>
    /// <param name="state">What it reads.</param>
    /// <param name="loss">What training makes small.</param>
    /// <param name="examplesAtOnce">
    /// Most examples that pass together, at least 1; more than fit half a gibibyte and a quarter of the device's memory
    /// pass in parts in any case.
    /// </param>
    /// <param name="ownsDevice">Whether to dispose of the device with what is returned.</param>
    public static IClassifierDevice Create(
        GpuDevice device, ClassifierState state, Loss loss, int? examplesAtOnce = null, bool ownsDevice = false)
    {
        if (examplesAtOnce is int most)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(most, 1, nameof(examplesAtOnce));
        }

        return new GpuClassifier(device, state, loss, examplesAtOnce, ownsDevice);
    }
}
