using SnnCluster.Learning.Examples;
using SnnCluster.Learning.Networks;
using SnnCluster.Model.Random;

namespace SnnCluster.Learning.Tests.Support;

/// <summary>Small random classifiers and examples, strong enough inputs that hidden neurons spike.</summary>
internal static class RandomClassifiers
{
    /// <summary>The kinds of network that gradients are checked on.</summary>
    public static TheoryData<string> Names => [.. All.Keys];

    public static IReadOnlyDictionary<string, ClassifierDescription> All { get; } = new Dictionary<string, ClassifierDescription>
    {
        ["lif"] = With(new HiddenLayerDescription { Size = 37 }),
        ["alif"] = With(Alif(33)),
        ["lif recurrent"] = With(new HiddenLayerDescription { Size = 40, Recurrent = true }),
        ["alif recurrent"] = With(Alif(24) with { Recurrent = true }),
        ["reset to a potential"] = With(new HiddenLayerDescription { Size = 34, Recurrent = true, ResetPotential = -0.1, RefractoryMs = 2 }),
        ["sparse"] = With(new HiddenLayerDescription { Size = 48, InputDensity = 0.2 }),
        ["sparse recurrent"] = With(new HiddenLayerDescription { Size = 32, Recurrent = true, InputDensity = 0.3, RecurrentDensity = 0.1 }),
        ["sparse alif"] = With(Alif(30) with { Recurrent = true, InputDensity = 0.5, RecurrentDensity = 0.25 }),
        ["one synapse each"] = With(new HiddenLayerDescription { Size = 20, InputDensity = 0.001 }),
        ["many classes"] = With(new HiddenLayerDescription { Size = 32, Recurrent = true }) with { Classes = 21 },
        ["two layers"] = With(new HiddenLayerDescription { Size = 30 }, new HiddenLayerDescription { Size = 18, Recurrent = true }),
        ["three layers"] = With(
            new HiddenLayerDescription { Size = 25, InputDensity = 0.4 },
            Alif(20) with { Recurrent = true, RecurrentDensity = 0.3 },
            new HiddenLayerDescription { Size = 16 }),
    };

    /// <summary>Examples of random spikes.</summary>
    public static SpikeExamples Examples(ClassifierDescription description, int count, ulong seed, double probability = 0.15)
    {
        var builder = new SpikeExamplesBuilder(description.Inputs, description.Steps, description.Classes);
        RandomKey key = RandomKey.For(seed, RandomPurpose.User, 0);
        for (int example = 0; example < count; example++)
        {
            RandomStream random = key.Stream((uint)example, 0);
            var spikes = new List<Spike>();
            for (int step = 0; step < description.Steps; step++)
            {
                for (int channel = 0; channel < description.Inputs; channel++)
                {
                    if (random.NextUniform() < probability)
                    {
                        spikes.Add(new Spike(step, channel));
                    }
                }
            }

            builder.Add(random.NextBelow(description.Classes), spikes.ToArray());
        }

        return builder.Build();
    }

    public static HiddenLayerDescription Alif(int size) =>
        new() { Size = size, Neuron = HiddenNeuronModel.Alif, AdaptationStrength = 0.1, AdaptationTimeConstantMs = 200 };

    // Strong rate regularisation, so that its part of the gradient counts.
    public static ClassifierDescription With(params HiddenLayerDescription[] hidden) => new()
    {
        Inputs = 29,
        Classes = 7,
        Steps = 53,
        Hidden = hidden,
        Rate = new RateRegularisation { Strength = 2, TargetHz = 40 },
    };
}
