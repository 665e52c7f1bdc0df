using SnnCluster.Engine.Host;
using SnnCluster.Engine.Partitions;
using SnnCluster.Engine.Tests.Networks;
using SnnCluster.Model.Arithmetic;
using SnnCluster.Model.Connectivity;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Plasticity;

namespace SnnCluster.Engine.Tests.Host;

public sealed unsafe class TargetHistoryTests
{
    private const double TimeConstantMs = 30;

    [Fact]
    public void The_trace_is_the_value_at_the_last_spike_times_one_table_entry_plus_one()
    {
        using var history = Create(3, dtMs: 1, 1);
        float[] decay = DecayTable.Create(TimeConstantMs, 1);
        int[] spikes = [4, 5, 9, 60, 60 + decay.Length, 90_000];
        float trace = 0;
        int last = -1_000_000;
        foreach (int step in spikes)
        {
            history.Push([1], 0, step);
            trace = (trace * decay[Math.Min(step - last, decay.Length - 1)]) + 1f;
            last = step;
            Assert.Equal(trace, history.Record(1)->State.Value);
            Assert.Equal(step, history.Record(1)->Last);
        }

        Assert.Equal(SpikeHistory.Never, history.Record(0)->Last);
        Assert.Equal(0f, history.Record(2)->State.Value);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5)]
    public void A_sweep_is_due_when_a_record_and_the_pool_are_full_and_not_before(int poolLists)
    {
        using var history = Create(2, dtMs: 1, poolLists);
        int room = SpikeHistory.Capacity + (poolLists * SpikeList.Capacity);
        for (int round = 0; round < 3; round++)
        {
            for (int spike = 1; spike <= room; spike++)
            {
                Assert.False(history.NeedsSweep);
                history.Push([1], 0, (100 * round) + spike);
                history.EndStep((100 * round) + spike);
            }

            Assert.True(history.NeedsSweep);
            history.Swept((100 * round) + room + 1);
        }
    }

    [Fact]
    public void A_sweep_is_due_when_the_pool_has_no_list_for_a_second_full_record()
    {
        using var history = Create(2, dtMs: 1, 1);
        for (int step = 1; step <= SpikeHistory.Capacity; step++)
        {
            Assert.False(history.NeedsSweep);
            history.Push([0], 0, step);
            Assert.False(history.NeedsSweep);
            history.Push([1], 0, step);
        }

        Assert.True(history.NeedsSweep);
    }

    [Fact]
    public void One_fast_neuron_makes_no_sweep_due_before_its_time()
    {
        using var history = Create(100, dtMs: 0.1, SpikePoolSize.ListsFor(100));
        for (int step = 0; step < 1 << 15; step++)
        {
            if (step % 10 == 0)
            {
                history.Push([3], 0, step);
            }

            history.EndStep(step);
            Assert.False(history.NeedsSweep, $"due after step {step}");
        }
    }

    [Fact]
    public void Spikes_of_different_neurons_do_not_fill_a_record_together()
    {
        using var history = Create(SpikeHistory.Capacity + 1, dtMs: 1, 0);
        for (int neuron = 0; neuron <= SpikeHistory.Capacity; neuron++)
        {
            history.Push([neuron], 0, 1);
            history.Push([neuron], 0, 2);
        }

        Assert.False(history.NeedsSweep);
    }

    [Fact]
    public void A_sweep_is_due_before_a_gap_reaches_back_to_the_one_before()
    {
        using var history = Create(1, dtMs: 1, 1);
        int lastSweep = 0;
        for (int step = 0; step < 200_000; step++)
        {
            history.EndStep(step);
            Assert.InRange(step - lastSweep, 0, 65_000);
            if (history.NeedsSweep)
            {
                history.Swept(step + 1);
                lastSweep = step + 1;
            }
        }

        Assert.True(lastSweep > 100_000);
    }

    private static TargetHistory<Trace> Create(int neurons, double dtMs, int poolLists)
    {
        NetworkDescription network = TinyNetwork.Silent(1, neurons, TinyNetwork.Projection(new AllToAll()) with
        {
            Synapse = new PairStdpDescription { TargetTimeConstantMs = TimeConstantMs },
        }) with
        { DtMs = dtMs };
        ProjectionPlan plan = ProjectionPlan.CreateAll(network)[0];
        return new TargetHistory<TraceSynapse<PairStdp, MutualInStep>, NoState, Trace, Trace>(
            (TraceSynapse<PairStdp, MutualInStep>)plan.Model, plan, neurons, poolLists);
    }
}
