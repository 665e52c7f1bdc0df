using SnnCluster.Cluster.Runs;
using SnnCluster.Cluster.Tests.Exchange;
using SnnCluster.Cluster.Wire;
using SnnCluster.Cluster.Wire.Contracts;
using SnnCluster.Engine.Devices;
using SnnCluster.Engine.DigestProbe;
using SnnCluster.Engine.Live;
using SnnCluster.Engine.Partitions;
using SnnCluster.Engine.Probes;
using SnnCluster.Engine.Recording;
using SnnCluster.Engine.Snapshots;
using SnnCluster.Model.Networks;

namespace SnnCluster.Cluster.Tests.Runs;

/// <summary>Whoever watches a run sees what happens in it, changes nothing of it, and gets no more than fits.</summary>
public sealed class LiveTests
{
    private const int Steps = 1200;
    private static readonly NetworkDescription Network = SmallMap.Named("delay-1").Describe();

    [Theory]
    [InlineData(new[] { 0 })]
    [InlineData(new[] { 0, 1, 0 })]
    public void A_run_that_is_watched_in_every_step_and_read_between_any_two_ends_as_else(int[] nodeOfPartition)
    {
        var shape = LiveShape.Of(Network);
        var clock = new HandClock();
        LiveObserver[] live = [.. nodeOfPartition.Select(_ => new LiveObserver(shape, nodeOfPartition.Length, clock))];
        using var watched = new WorkerCluster(Network, nodeOfPartition, new ShuffledNetwork(3), seed: 3, live: p => live[p]);
        using var alone = new WorkerCluster(Network, nodeOfPartition, new ShuffledNetwork(3), seed: 3);
        var spikes = new long[nodeOfPartition.Length];
        var seen = new long[nodeOfPartition.Length];
        var looks = new List<LiveSynapses>[nodeOfPartition.Length];
        Look(Enumerable.Range(0, live.Length));
        watched.Run(Steps, p => Look([p]));
        Look(Enumerable.Range(0, live.Length));
        alone.Run(Steps);
        Assert.Equal(alone.Digest(), watched.Digest());
        for (int p = 0; p < live.Length; p++)
        {
            IPartition partition = watched.Workers[p].Partition;
            Assert.Equal(SpikesOf(partition), spikes[p]);
            Assert.Equal(Enumerable.Range(0, Network.Projections.Count), looks[p].Select(look => look.Projection).Distinct().Order());
            foreach (LiveSynapses last in looks[p].GroupBy(look => look.Projection).Select(same => same.Last()))
            {
                Assert.Equal(partition.SynapseCount(last.Projection), last.Count);
                Assert.True(last.Weights!.Counts.Sum() > 0);
            }
        }

        // Each look is more than a batch's time after the one before, and pays for a pass over synapses.
        void Look(IEnumerable<int> partitions)
        {
            foreach (int p in partitions)
            {
                clock.Advance(TimeSpan.FromSeconds(1));
                Array.ForEach(live, one => one.Watch());
                live[p].BetweenSteps(watched.Workers[p].Partition);
                (IReadOnlyList<LiveBatch> batches, IReadOnlyList<LiveSynapses> synapses) = live[p].Since(seen[p], seen[p]);
                spikes[p] += batches.Sum(batch => batch.SpikeCounts.Sum());
                Assert.All(batches, batch => Assert.True(batch.IsCut || batch.Spikes.Count == 3 * batch.SpikeCounts.Sum() || shape.Every.Any(every => every > 1)));
                (looks[p] ??= []).AddRange(synapses);
                seen[p] = batches.Select(batch => batch.Number).Concat(synapses.Select(look => look.Number)).Append(seen[p]).Max();
            }
        }
    }

    [Fact]
    public void It_looks_only_while_somebody_watches_and_as_long_as_that_costs_little()
    {
        var clock = new HandClock();
        var live = new LiveObserver(LiveShape.Of(Network), 1, clock);
        using var device = new HostDevice();
        using IPartition partition = device.CreatePartition(Network, PartitionPlan.Even(Network, 1)[0]);
        live.BetweenSteps(partition);
        Assert.False(live.IsOn);
        Assert.Empty(live.Since(0, 0).Synapses);
        live.Watch();
        live.BetweenSteps(partition);
        Assert.True(live.IsOn);

        // The clock says that a step took a second to look at: it does not look again before a hundred times as much has passed.
        clock.PerReading = TimeSpan.FromSeconds(1);
        live.AfterStep(partition, 0);
        clock.PerReading = TimeSpan.Zero;
        live.BetweenSteps(partition);
        Assert.False(live.IsOn);
        for (int seconds = 0; !live.IsOn; seconds++)
        {
            Assert.True(seconds < 100_000);
            clock.Advance(TimeSpan.FromSeconds(1));
            live.Watch();
            live.BetweenSteps(partition);
            Assert.True(!live.IsOn || seconds >= 100, $"it looks again after {seconds} s");
        }

        clock.Advance(LiveObserver.Lease + TimeSpan.FromSeconds(1));
        live.BetweenSteps(partition);
        Assert.False(live.IsOn);
    }

    [Fact]
    public void What_is_kept_and_what_is_told_has_bounds()
    {
        var runs = new LiveRuns();
        int[] nodes = [0];
        using var cluster = new WorkerCluster(Network, nodes, new ShuffledNetwork(1), seed: 1);
        var setup = new PartitionSetup
        {
            RunId = "run.2",
            Index = 0,
            Network = Network,
            Slices = cluster.Workers[0].Partition.Slices,
            Device = "host",
            Exchange = cluster.Exchanges[0],
            Observation = ObservationPlan.Nothing(Network),
            Progress = new PartitionProgress(),
        };
        LiveObserver live = runs.Begin(setup);
        int shown = live.Shape.Every.Select((every, p) => (Network.Populations[p].Size + every - 1) / every).Sum();
        LivePage page = runs.Read(new ReadLive { ProtocolVersion = WireProtocol.Version, RunId = "run" });
        Assert.Equal(Network.Populations.Select(population => population.Name), page.Populations.Select(population => population.Name));
        Assert.Empty(runs.Read(new ReadLive { ProtocolVersion = WireProtocol.Version, RunId = "ru" }).Partitions);
        Assert.Empty(runs.Read(new ReadLive { ProtocolVersion = WireProtocol.Version, RunId = "run.3" }).Partitions);

        // One step seen again and again, in which many spike.
        live.BetweenSteps(cluster.Workers[0].Partition);
        var busy = new BusyPartition();
        for (int i = 0; i < 1000; i++)
        {
            live.AfterStep(busy, i);
        }

        live.BetweenSteps(cluster.Workers[0].Partition);
        (IReadOnlyList<LiveBatch> batches, _) = live.Since(0, 0);
        Assert.All(batches, batch => Assert.True(batch.Spikes.Count <= 3 * 4096 && batch.IsCut));
        LiveBatch only = Assert.Single(batches);
        Assert.Equal(1000L * Network.Populations.Sum(population => population.Size), only.SpikeCounts.Sum());
        Assert.InRange(shown, 1, 2000);
        runs.End("run.2");
        Assert.Empty(runs.Read(new ReadLive { ProtocolVersion = WireProtocol.Version, RunId = "run" }).Partitions);
    }

    [Fact]
    public void A_histogram_of_weights_holds_each_where_it_lies_and_adds_up()
    {
        var random = new Random(1);
        float[] weights = [0, -0f, float.MaxValue, -1, 1, .. Enumerable.Range(0, 2000).Select(_ => (float)((random.NextDouble() - 0.3) * Math.Pow(10, random.Next(-20, 20))))];
        LiveWeights whole = Histogram(weights);
        LiveWeights sum = LiveWeights.Sum([Histogram(weights[..500]), Histogram(weights[500..])]);
        Assert.Equal(weights.Length, whole.Counts.Sum());
        Assert.Equal(whole.Read(), sum.Read());
        Assert.InRange(whole.Bins.Count, 1, LiveWeights.MostBins);
        IReadOnlyList<(double Lower, double Upper, long Count)> bins = whole.Read();
        Assert.All(bins, bin => Assert.Equal(
            bin.Count,
            weights.Count(weight => float.IsNegative(weight) ? weight > bin.Lower && weight <= bin.Upper : weight >= bin.Lower && weight < bin.Upper)));

        static LiveWeights Histogram(float[] weights)
        {
            var counts = new long[LiveWeights.BinsInAll];
            Array.ForEach(weights, weight => counts[LiveWeights.BinOf(weight)]++);
            return LiveWeights.Of(counts);
        }
    }

    private static long SpikesOf(IPartition partition) => Enumerable.Range(0, Network.Populations.Count).Sum(population =>
    {
        var counts = new long[partition.Slices[population].Count];
        partition.ReadSpikeCounts(population, counts);
        return counts.Sum();
    });

    // All of its neurons spike in every step.
    private sealed class BusyPartition : IPartition
    {
        private static readonly int[][] All = [.. Network.Populations.Select(population => Enumerable.Range(0, population.Size).ToArray())];

        public string Device => "host";

        public IReadOnlyList<Slice> Slices => [];

        public int Step => 0;

        public long SynapticEvents => 0;

        public ReadOnlySpan<int> Spikes(int population, int step) => All[population];

        public void Deliver() => throw new NotSupportedException();

        public void Update() => throw new NotSupportedException();

        public void Rewire() => throw new NotSupportedException();

        public void EndStep() => throw new NotSupportedException();

        public void CheckState() => throw new NotSupportedException();

        public void Receive(int population, int step, ReadOnlySpan<int> spikes) => throw new NotSupportedException();

        public IReadOnlyList<string> StateVariables(int population) => throw new NotSupportedException();

        public void ReadState(int population, int variable, Span<float> values, int first = 0) => throw new NotSupportedException();

        public void ReadSpikeCounts(int population, Span<long> counts, int first = 0) => throw new NotSupportedException();

        public long SynapseCount(int projection) => throw new NotSupportedException();

        public Synapse[] ReadSynapses(int projection) => throw new NotSupportedException();

        public RewiringCounts? Rewiring(int projection) => throw new NotSupportedException();

        public PartitionSnapshot Capture() => throw new NotSupportedException();

        public void Dispose()
        {
        }
    }

    // Goes on when it is told to.
    private sealed class HandClock : TimeProvider
    {
        private long _now = 1;

        public TimeSpan PerReading { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Advance(TimeSpan time) => _now += time.Ticks;

        public override long GetTimestamp() => _now += PerReading.Ticks;
    }
}
