using SnnCluster.Learning.DataSets;
using SnnCluster.Learning.Examples;

namespace SnnCluster.Learning.Tests.DataSets;

public class RandmanDataSetTests
{
    private static readonly DataSet Data = new RandmanDataSet().Load(new DataSetRequest());

    [Fact]
    public void Every_channel_spikes_once_in_the_first_half()
    {
        Assert.Equal((64, 100, 10), (Data.Train.Channels, Data.Train.Steps, Data.Train.Classes));
        Assert.Equal((4000, 1000), (Data.Train.Count, Data.Test!.Count));
        for (int i = 0; i < Data.Train.Count; i++)
        {
            (int Step, int Channel)[] spikes = DataFiles.Spikes(Data.Train, i);
            Assert.Equal(Enumerable.Range(0, 64), spikes.Select(spike => spike.Channel).Order());
            Assert.All(spikes, spike => Assert.InRange(spike.Step, 0, 49));
        }
    }

    [Fact]
    public void Classes_take_turns_and_times_fill_their_range()
    {
        Assert.Equal(Enumerable.Range(0, 4000).Select(i => i % 10), Enumerable.Range(0, 4000).Select(Data.Train.Label));
        Assert.Equal(50, Enumerable.Range(0, 500).SelectMany(i => DataFiles.Spikes(Data.Train, i)).Select(s => s.Step).Distinct().Count());
    }

    [Fact]
    public void The_same_seed_gives_the_same_examples_and_another_gives_others()
    {
        DataSet same = new RandmanDataSet().Load(new DataSetRequest { Limit = 50 });
        DataSet other = new RandmanDataSet().Load(new DataSetRequest { Limit = 50, Seed = 2 });
        Assert.Equal((50, 50), (same.Train.Count, same.Test!.Count));
        for (int i = 0; i < 50; i++)
        {
            Assert.Equal(Data.Train.Spikes(i), same.Train.Spikes(i));
            Assert.Equal(Data.Test!.Spikes(i), same.Test.Spikes(i));
            Assert.False(Data.Train.Spikes(i).SequenceEqual(other.Train.Spikes(i)));
            Assert.False(Data.Train.Spikes(i).SequenceEqual(Data.Test.Spikes(i)));
        }
    }

    [Fact]
    public void The_bits_are_the_same_on_every_machine()
    {
        // Found once; any other machine must find the same.
        uint hash = 2166136261;
        foreach (SpikeExamples examples in (SpikeExamples[])[Data.Train, Data.Test!])
        {
            for (int i = 0; i < examples.Count; i++)
            {
                foreach (Spike spike in examples.Spikes(i))
                {
                    hash = (hash ^ spike.Word) * 16777619;
                }
            }
        }

        Assert.Equal(2358826151u, hash);
    }

    [Fact]
    public void Times_tell_classes_apart_but_their_means_do_not_quite()
    {
        // Each test example is nearest to a training example of its own class, as points of the same curve lie close.
        // One mean per class gets less right: the task is not linear. Bounds leave three standard errors of 300 and of
        // 1000 examples: 0.97 - 3·0.01 and 0.75 + 3·0.014.
        int nearest = Enumerable.Range(0, 300).Count(i =>
            Data.Train.Label(Enumerable.Range(0, Data.Train.Count).MinBy(j => Distance(Times(Data.Test!, i), Times(Data.Train, j)))) == Data.Test!.Label(i));
        Assert.InRange(nearest / 300.0, 0.94, 1);

        double[][] means = [.. Enumerable.Range(0, 10).Select(label =>
        {
            int[] members = [.. Enumerable.Range(0, Data.Train.Count).Where(i => Data.Train.Label(i) == label)];
            return Enumerable.Range(0, 64).Select(channel => members.Average(i => Times(Data.Train, i)[channel])).ToArray();
        })];
        int linear = Enumerable.Range(0, 1000).Count(i =>
            Enumerable.Range(0, 10).MinBy(label => Distance(Times(Data.Test!, i), means[label])) == Data.Test!.Label(i));
        Assert.InRange(linear / 1000.0, 0.3, 0.8);
    }

    [Fact]
    public void Steps_stretch_the_times()
    {
        DataSet data = new RandmanDataSet().Load(new DataSetRequest { Steps = 200, Limit = 10 });
        Assert.Equal(200, data.Train.Steps);
        foreach ((int Step, int Channel) spike in DataFiles.Spikes(data.Train, 0))
        {
            Assert.Contains((spike.Step / 2, spike.Channel), DataFiles.Spikes(Data.Train, 0));
        }
    }

    private static readonly Dictionary<(SpikeExamples, int), double[]> Cache = [];

    private static double[] Times(SpikeExamples examples, int example)
    {
        if (!Cache.TryGetValue((examples, example), out double[]? times))
        {
            times = new double[examples.Channels];
            foreach (Spike spike in examples.Spikes(example))
            {
                times[spike.Channel] = spike.Step;
            }

            Cache[(examples, example)] = times;
        }

        return times;
    }

    private static double Distance(double[] a, double[] b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        }

        return sum;
    }
}
