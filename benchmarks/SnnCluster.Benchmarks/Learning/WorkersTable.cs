using SnnCluster.Benchmarks.WholeRuns;
using SnnCluster.Learning.Examples;
using SnnCluster.Learning.Networks;
using SnnCluster.Learning.Parallel;
using SnnCluster.Learning.Training;

namespace SnnCluster.Benchmarks.Learning;

/// <summary>A whole epoch of MNIST with one worker and with two.</summary>
internal static class WorkersTable
{
    public static string Measure(DataSet mnist, int repeats)
    {
        var rows = new List<IReadOnlyList<string>>();
        foreach ((string name, HiddenLayerDescription hidden) in new[]
        {
            ("128 LIF, dense", new HiddenLayerDescription { Size = 128 }),
            ("512 LIF, recurrent, 5 % / 1 %", new HiddenLayerDescription { Size = 512, Recurrent = true, InputDensity = 0.05, RecurrentDensity = 0.01 }),
        })
        {
            double[] one = new double[repeats];
            double[] two = new double[repeats];
            double[] apart = new double[repeats];
            for (int round = 0; round < repeats; round++)
            {
                one[round] = Epoch(mnist, hidden, 1);
                two[round] = Epoch(mnist, hidden, 2);
                apart[round] = Apart(mnist, hidden);
                Console.Error.WriteLine(
                    $"{name}: {Markdown.Number(one[round])} s with 1 worker, {Markdown.Number(two[round])} s with 2, "
                    + $"{Markdown.Number(apart[round])} s for two trainings at once");
            }

            rows.Add(
            [
                name,
                Markdown.Range(Spread.Of(one)),
                Markdown.Range(Spread.Of(two)),
                Markdown.Range(Spread.Of(one.Zip(two, (a, b) => a / b))),
                Markdown.Range(Spread.Of(one.Zip(apart, (a, b) => 2 * a / b))),
            ]);
        }

        return "Seconds of the second epoch, batch 512, Adam. Ceiling: how much more two trainings that have nothing to do with "
            + "each other get done at once than one alone.\n\n"
            + Markdown.Table(["network", "1 worker", "2 workers", "1 / 2", "ceiling"], rows);
    }

    // What the machine's two cores give where nothing is shared: the longer of two trainings, each with one worker.
    private static double Apart(DataSet mnist, HiddenLayerDescription hidden)
    {
        double other = 0;
        var thread = new Thread(() => other = Epoch(mnist, hidden, 1));
        thread.Start();
        double own = Epoch(mnist, hidden, 1);
        thread.Join();
        return Math.Max(own, other);
    }

    // The second epoch: code is compiled, and the network spikes more than at the start.
    private static double Epoch(DataSet mnist, HiddenLayerDescription hidden, int count)
    {
        var options = new TrainingOptions { Epochs = 2 };
        ClassifierDescription description = new ClassifierDescription { Hidden = [hidden] }.For(mnist.Train);
        ClassifierState state = InitialClassifier.Create(new ClassifierLayout(description), options.Seed, signed: false);
        var data = mnist with { Test = null };
        using ITrainingWorkers workers = count == 1
            ? new LocalWorker(data, state, options)
            : new ActorWorkers(data, state, options, count);
        var observer = new LastEpoch();
        new Trainer(data, options, workers).Run(0, observer, CancellationToken.None);
        return observer.Seconds;
    }

    private sealed class LastEpoch : ITrainingObserver
    {
        public double Seconds { get; private set; }

        public void OnBatch(BatchMetrics metrics)
        {
        }

        public void OnEpoch(EpochMetrics metrics, ClassifierState state) => Seconds = metrics.Seconds;
    }
}
