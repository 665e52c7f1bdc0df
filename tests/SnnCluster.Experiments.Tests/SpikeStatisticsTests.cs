using SnnCluster.Experiments.Analysis;
using SnnCluster.Experiments.Results;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Tests;

public sealed class SpikeStatisticsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Rates_and_irregularity_are_those_of_the_spikes_from_a_time_on()
    {
        // Intervals of 10 ms; and of 10 and 30 ms in turn, which are all 10 ms from their mean of 20 ms.
        int[] regular = [1000, 1100, 1200, 1300, 1400];
        int[] irregular = [1000, 1100, 1400, 1500, 1800];
        Write([
            ("source", 0, 500), .. regular.Select(step => ("source", 0, step)), .. irregular.Select(step => ("source", 1, step)),
            ("target", 3, 1000), ("target", 3, 1100), ("target", 3, 1300),
        ]);

        IReadOnlyList<SpikeStatistics> statistics = SpikeStatistics.Read(_folder.Path, fromMs: 100);

        // 59.9 s of 16 neurons; the target's three spikes are too few for a deviation.
        Assert.Equal(["source", "target"], statistics.Select(one => one.Population));
        Assert.Equal([10L, 3L], statistics.Select(one => one.Spikes));
        Assert.Equal(10 / (16 * 59.9), statistics[0].RateHz, 1e-12);
        Assert.Equal((0 + 0.5) / 2, statistics[0].CvOfIntervals!.Value, 1e-12);
        Assert.Null(statistics[1].CvOfIntervals);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(60_000)]
    [InlineData(double.NaN)]
    public void Times_outside_of_the_run_are_refused(double fromMs)
    {
        Write([]);

        InvalidDescriptionException error = Assert.Throws<InvalidDescriptionException>(() => SpikeStatistics.Read(_folder.Path, fromMs));

        Assert.Contains("fromMs is ", error.Message);
        Assert.Contains("must be from 0 to below 60000", error.Message);
    }

    private void Write(IEnumerable<(string Population, int Neuron, int Step)> spikes)
    {
        SummaryFile.Write(_folder.Path, SyntheticRun.Summary(side: 4));
        using TableWriter<SpikeRow> file = SpikeFile.Create(_folder.Path, dtMs: 0.1);
        foreach ((string population, int neuron, int step) in spikes.OrderBy(spike => spike.Step))
        {
            file.Append(new SpikeRow(population, neuron, step));
        }

        file.Complete();
    }
}
