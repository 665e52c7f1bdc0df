using SnnCluster.Benchmarks.WholeRuns;
using SnnCluster.Learning;
using SnnCluster.Learning.Examples;
using SnnCluster.Learning.Networks;

namespace SnnCluster.Benchmarks.Learning;

/// <summary>The event form against the online form: same network, same examples, same gradient.</summary>
internal static class FormsTable
{
    private const int BatchSize = 512;

    public static string Measure(DataSet mnist, int repeats)
    {
        var rows = new List<IReadOnlyList<string>>();
        foreach ((string name, HiddenLayerDescription hidden) in new[]
        {
            ("128 LIF, dense", new HiddenLayerDescription { Size = 128 }),
            ("128 ALIF, dense", new HiddenLayerDescription { Size = 128, Neuron = HiddenNeuronModel.Alif }),
            ("128 LIF, recurrent, dense", new HiddenLayerDescription { Size = 128, Recurrent = true }),
            ("512 LIF, recurrent, 5 % / 1 %", new HiddenLayerDescription { Size = 512, Recurrent = true, InputDensity = 0.05, RecurrentDensity = 0.01 }),
        })
        {
            rows.Add(Measure(mnist, repeats, name, new ClassifierDescription { Hidden = [hidden] }));
        }

        return "Microseconds per example; gradient: learning less passing forward; epoch: learning and Adam's share of a step "
            + $"per {BatchSize} examples.\n\n"
            + Markdown.Table(
                ["network", "forward", "gradient by event", "gradient online", "online / event", "epoch by event", "epoch online", "online / event"],
                rows);
    }

    private static string[] Measure(DataSet mnist, int repeats, string name, ClassifierDescription description)
    {
        using var byEvent = new LearningCase(description, mnist.Train, 2048);
        using var online = new LearningCase(description, mnist.Train, 64, GradientForm.Online);
        double[][] times = [.. Enumerable.Range(0, 5).Select(_ => new double[repeats])];
        for (int round = -1; round < repeats; round++)
        {
            double[] once =
            [
                byEvent.Forward(),
                byEvent.Learn(),
                online.Forward(),
                online.Learn(),
                byEvent.Step() / BatchSize,
            ];
            for (int i = 0; round >= 0 && i < once.Length; i++)
            {
                times[i][round] = once[i] * 1e6;
            }
        }

        double[] eventGradient = [.. times[1].Zip(times[0], (learn, forward) => learn - forward)];
        double[] onlineGradient = [.. times[3].Zip(times[2], (learn, forward) => learn - forward)];
        double[] eventEpoch = [.. times[1].Zip(times[4], (learn, step) => learn + step)];
        double[] onlineEpoch = [.. times[3].Zip(times[4], (learn, step) => learn + step)];
        return
        [
            name,
            Markdown.Range(Spread.Of(times[0])),
            Markdown.Range(Spread.Of(eventGradient)),
            Markdown.Range(Spread.Of(onlineGradient)),
            Markdown.Range(Spread.Of(onlineGradient.Zip(eventGradient, (a, b) => a / b))),
            Markdown.Range(Spread.Of(eventEpoch)),
            Markdown.Range(Spread.Of(onlineEpoch)),
            Markdown.Range(Spread.Of(onlineEpoch.Zip(eventEpoch, (a, b) => a / b))),
        ];
    }
}
