using SnnCluster.Learning.Examples;
using SnnCluster.Model.Random;

namespace SnnCluster.Learning.DataSets;

/// <summary>
/// Random-manifold spike patterns (randman): each class is a smooth manifold in the space of spike times, and each
/// example a point on it. Every channel spikes exactly once in the first half of an example, so that spike counts say
/// nothing about the class: only times do. Generated, the same on every machine for the same seed; needs no file.
/// <para>
/// How hard it is: with one mean per class (the nearest mean of the 64 spike times) 66 % of test examples of a
/// one-dimensional manifold are classified right, so that a classifier has to follow the curves, and 128 LIF neurons
/// learn it to about 99 % in ten epochs. The publication's own has 20 channels and α = 1, which makes it rougher.
/// </para>
/// </summary>
public sealed class RandmanDataSet : DataSetSource
{
    private const int Channels = 64;
    private const int Classes = 10;
    private const int Dimensions = 1;
    private const int Smoothness = 2;

    /// <inheritdoc/>
    public override string Name => "randman";

    /// <inheritdoc/>
    public override string Description => "Spike times on smooth random manifolds, 10 classes; generated, needs no file.";

    /// <inheritdoc/>
    public override string Citation =>
        "F. Zenke and T. P. Vogels, The remarkable robustness of surrogate gradient learning for instilling complex "
            + "function in spiking neural networks, Neural Computation 33, 2021";

    /// <inheritdoc/>
    public override string Url => "https://github.com/fzenke/randman";

    /// <inheritdoc/>
    public override IReadOnlyList<DataSetFile> Files => [];

    /// <inheritdoc/>
    public override IReadOnlyList<string> HowToGet => [];

    /// <inheritdoc/>
    public override DataSetDefaults Defaults { get; } = new(Channels, Classes, 4000, 1000, Steps: 100);

    /// <inheritdoc/>
    protected override DataSet Read(DataSetSettings settings)
    {
        var keys = new RandomKey[Classes];
        var manifolds = new RandomManifold[Classes];
        for (int i = 0; i < Classes; i++)
        {
            keys[i] = RandomKey.For(settings.Seed, RandomPurpose.DataSet, i);
            manifolds[i] = new RandomManifold(keys[i], Channels, Dimensions, Smoothness);
        }

        return new DataSet(
            Name,
            Examples(RandomManifold.Part.Train, Math.Min(Defaults.TrainCount, settings.Limit)),
            Examples(RandomManifold.Part.Test, Math.Min(Defaults.TestCount, settings.Limit)));

        SpikeExamples Examples(RandomManifold.Part part, int count)
        {
            // Times fill the first half, so that the spikes they cause have time to reach the readout (as published).
            int times = Math.Max(1, settings.FixedSteps / 2);
            var examples = new SpikeExamplesBuilder(Channels, settings.FixedSteps, Classes);
            Span<double> x = stackalloc double[Dimensions];
            Span<Spike> spikes = stackalloc Spike[Channels];
            for (int example = 0; example < count; example++)
            {
                int label = example % Classes;
                RandomManifold.DrawPoint(keys[label], part, (uint)example, x);
                for (int channel = 0; channel < Channels; channel++)
                {
                    int step = Math.Min((int)(manifolds[label].Time(channel, x) * times), times - 1);
                    spikes[channel] = new Spike(step, channel);
                }

                examples.Add(label, spikes);
            }

            return examples.Build();
        }
    }
}
