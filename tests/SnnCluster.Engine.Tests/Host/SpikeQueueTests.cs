using SnnCluster.Engine.Host;

namespace SnnCluster.Engine.Tests.Host;

public sealed unsafe class SpikeQueueTests
{
    [Fact]
    public void Spikes_stay_until_the_ring_comes_round()
    {
        using var queue = new SpikeQueue(steps: 4, populationSize: 10);
        for (int step = 0; step < 20; step++)
        {
            int* spikes = queue.Begin(step, room: 2);
            spikes[0] = step;
            spikes[1] = step + 100;
            queue.End(step, 2);
            queue.Append(step, [step + 200]);
            for (int back = 0; back < 4; back++)
            {
                int[] expected = step < back ? [] : [step - back, step - back + 100, step - back + 200];
                Assert.Equal(expected, queue.At(step - back).ToArray());
            }
        }
    }

    [Fact]
    public void A_step_without_spikes_is_empty_also_where_the_one_before_in_its_place_was_not()
    {
        using var queue = new SpikeQueue(steps: 2, populationSize: 10);
        queue.Begin(0, room: 1)[0] = 5;
        queue.End(0, 1);
        queue.Begin(1, room: 0);
        queue.Begin(2, room: 0);
        queue.End(2, 0);
        Assert.Equal(0, queue.At(2).Length);
    }

    [Fact]
    public void Appended_spikes_may_be_many()
    {
        using var queue = new SpikeQueue(steps: 2, populationSize: 1);
        queue.Begin(0, room: 0);
        queue.End(0, 0);
        int[] many = [.. Enumerable.Range(0, 5000)];
        queue.Append(0, many.AsSpan(0, 2000));
        queue.Append(0, many.AsSpan(2000));
        Assert.Equal(many, queue.At(0).ToArray());
    }
}
