using System.Globalization;
using SnnCluster.Benchmarks.WholeRuns;
using SnnCluster.Learning.Examples;
using SnnCluster.Learning.Networks;
using SnnCluster.Model.Random;

namespace SnnCluster.Benchmarks.Learning;

/// <summary>
/// The time of an example against density, hidden size and input spikes. What does not depend on density is the neurons'
/// own: steps times neurons.
/// </summary>
internal static class CostTables
{
    private static readonly string[] Header =
    [
        "", "synapses", "hidden spikes", "synaptic events", "forward [µs]", "gradient [µs]", "both [µs]", "ns per neuron and step",
    ];

    public static string Density(DataSet mnist, int repeats) => "512 hidden LIF, recurrent, MNIST, by density:\n\n" + Table(
        repeats,
        from density in new[] { 0.01, 0.05, 0.1, 1 }
        let hidden = new HiddenLayerDescription { Size = 512, Recurrent = true, InputDensity = density, RecurrentDensity = density }
        select (string.Create(CultureInfo.InvariantCulture, $"{density:P0}"), hidden, mnist.Train));

    public static string Size(DataSet mnist, int repeats) => "Hidden LIF, feed-forward, MNIST, by size and density:\n\n" + Table(
        repeats,
        from density in new[] { 1, 0.05 }
        from size in new[] { 128, 256, 512, 1024, 2048, 4096 }
        let hidden = new HiddenLayerDescription { Size = size, InputDensity = density }
        select (string.Create(CultureInfo.InvariantCulture, $"{size} at {density:P0}"), hidden, mnist.Train));

    public static string Spikes(int repeats, List<(string Series, double Events, double Microseconds)> points) =>
        "512 hidden LIF, feed-forward, 784 channels, 80 steps, by input spikes of an example at random places:\n\n" + Table(
            repeats,
            from density in new[] { 1, 0.05 }
            from spikes in new[] { 50, 100, 200, 400, 800, 1600 }
            let hidden = new HiddenLayerDescription { Size = 512, InputDensity = density }
            select (string.Create(CultureInfo.InvariantCulture, $"{spikes} at {density:P0}"), hidden, Random(spikes)), points);

    private static string Table(
        int repeats,
        IEnumerable<(string Name, HiddenLayerDescription Hidden, SpikeExamples Examples)> cases,
        List<(string Series, double Events, double Microseconds)>? points = null)
    {
        (string Name, LearningCase Case, double[] Forward, double[] Learn, int Neurons, int Steps)[] all = [.. cases.Select(one => (
            one.Name,
            new LearningCase(new ClassifierDescription { Hidden = [one.Hidden] }, one.Examples, 256),
            new double[repeats],
            new double[repeats],
            one.Hidden.Size,
            one.Examples.Steps))];
        for (int round = -1; round < repeats; round++)
        {
            foreach ((_, LearningCase one, double[] forward, double[] learn, _, _) in all)
            {
                double forwardTime = one.Forward() * 1e6;
                double learnTime = one.Learn() * 1e6;
                if (round >= 0)
                {
                    forward[round] = forwardTime;
                    learn[round] = learnTime;
                }
            }
        }

        var rows = new List<IReadOnlyList<string>>();
        foreach ((string name, LearningCase one, double[] forward, double[] learn, int neurons, int steps) in all)
        {
            rows.Add(
            [
                name,
                one.Synapses.ToString("N0", CultureInfo.InvariantCulture),
                Markdown.Number(one.HiddenSpikes),
                one.SynapticEvents.ToString("N0", CultureInfo.InvariantCulture),
                Markdown.Range(Spread.Of(forward)),
                Markdown.Range(Spread.Of(learn.Zip(forward, (a, b) => a - b))),
                Markdown.Range(Spread.Of(learn)),
                Markdown.Number(Spread.Of(learn).Median * 1000 / ((double)neurons * steps)),
            ]);
            points?.Add((name[(name.IndexOf("at ", StringComparison.Ordinal) + 3)..], one.SynapticEvents, Spread.Of(learn).Median));
            one.Dispose();
        }

        return Markdown.Table(Header, rows);
    }

    private static SpikeExamples Random(int spikes)
    {
        var builder = new SpikeExamplesBuilder(784, 80, 10);
        RandomKey key = RandomKey.For(1, RandomPurpose.User, 0);
        for (int example = 0; example < 256; example++)
        {
            RandomStream random = key.Stream((uint)example, 0);
            var places = new HashSet<Spike>();
            while (places.Count < spikes)
            {
                places.Add(new Spike(random.NextBelow(80), random.NextBelow(784)));
            }

            builder.Add(random.NextBelow(10), places.ToArray());
        }

        return builder.Build();
    }
}
