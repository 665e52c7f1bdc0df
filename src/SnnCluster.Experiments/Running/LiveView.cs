using SnnCluster.Cluster.Hosting;
using SnnCluster.Cluster.Wire.Contracts;
using SnnCluster.Engine.Live;

namespace SnnCluster.Experiments.Running;

/// <summary>
/// What can be seen of a run while it goes on: puts together what its nodes tell of their partitions. It keeps what is new until it is taken, and
/// the last that is known of synapses; the run never waits for it. It believes nothing that it is told.
/// </summary>
public sealed class LiveView
{
    private const int MostPartitions = 1 << 16;
    private const long MostSynapses = 1_000_000_000_000;
    private const int MostStretches = 1000;

    // What a page can draw at once.
    private const int MostSpikes = 20_000;

    private readonly Dictionary<(string Node, int Partition), Seen> _seen = [];
    private readonly SortedDictionary<int, Dictionary<int, LiveProjection>> _projections = [];
    private readonly SortedSet<int> _changed = [];
    private readonly List<(int FirstStep, int EndStep)> _watched = [];
    private LivePage? _shape;
    private List<(int Step, int Neuron)>[] _spikes = [];
    private double[] _neuronSteps = [];
    private double[] _counts = [];
    private int _spikesInAll;
    private bool _isCut;

    /// <summary>What is known of partitions of a node: what it is to be asked with.</summary>
    public IReadOnlyList<LiveSeen> SeenOf(string node) =>
    [
        .. _seen.Where(pair => pair.Key.Node == node).Select(pair => new LiveSeen
        {
            Partition = pair.Key.Partition,
            Batch = pair.Value.Batch,
            Synapses = pair.Value.Synapses,
        }),
    ];

    /// <summary>Takes what a node tells.</summary>
    /// <param name="node">The node.</param>
    /// <param name="page">Its answer.</param>
    /// <exception cref="ClusterException">It says what cannot be.</exception>
    public void Take(string node, LivePage page)
    {
        if (page.Partitions.Count == 0)
        {
            return;
        }

        Check(page);
        if (_shape is null || !IsAlike(_shape, page))
        {
            Begin(page);
        }

        foreach (LivePartition partition in page.Partitions)
        {
            _seen.TryGetValue((node, partition.Index), out Seen seen);
            foreach (LiveSteps batch in partition.Batches.Where(batch => batch.Number > seen.Batch))
            {
                seen.Batch = batch.Number;
                Take(batch, partition.Neurons);
            }

            foreach (LiveProjection projection in partition.Synapses.Where(one => one.Number > seen.Synapses))
            {
                seen.Synapses = projection.Number;
                Take(partition.Index, projection);
            }

            Require(_seen.Count < MostPartitions, $"more than {MostPartitions} partitions");
            _seen[(node, partition.Index)] = seen;
        }
    }

    /// <summary>What is new since this was called before.</summary>
    public LiveFrame New()
    {
        LiveFrame frame = Frame(_changed, [.. Merged()], _isCut);
        foreach (List<(int, int)> spikes in _spikes)
        {
            spikes.Clear();
        }

        Array.Clear(_counts);
        Array.Clear(_neuronSteps);
        _changed.Clear();
        _watched.Clear();
        (_spikesInAll, _isCut) = (0, false);
        return frame;
    }

    /// <summary>What is known of synapses, for whoever begins to watch now.</summary>
    public LiveFrame Whole() => Frame(_projections.Keys, [], isCut: false);

    private void Begin(LivePage page)
    {
        _shape = page;
        _spikes = [.. page.Populations.Select(_ => new List<(int, int)>())];
        _counts = new double[page.Populations.Count];
        _neuronSteps = new double[page.Populations.Count];
        _projections.Clear();
        _changed.Clear();
        _watched.Clear();
        _spikesInAll = 0;
    }

    private void Take(LiveSteps batch, IReadOnlyList<int> neurons)
    {
        if (_watched.Count < MostStretches)
        {
            _watched.Add((batch.FirstStep, batch.EndStep));
        }

        for (int p = 0; p < _counts.Length; p++)
        {
            _counts[p] += batch.SpikeCounts[p];
            _neuronSteps[p] += (double)neurons[p] * (batch.EndStep - batch.FirstStep);
        }

        _isCut |= batch.IsCut;
        for (int i = 0; i < batch.Spikes.Count; i += 3)
        {
            if (_spikesInAll == MostSpikes)
            {
                _isCut = true;
                return;
            }

            _spikes[batch.Spikes[i + 1]].Add((batch.Spikes[i], batch.Spikes[i + 2]));
            _spikesInAll++;
        }
    }

    private void Take(int partition, LiveProjection projection)
    {
        if (!_projections.TryGetValue(projection.Projection, out Dictionary<int, LiveProjection>? ofPartitions))
        {
            _projections.Add(projection.Projection, ofPartitions = []);
        }

        ofPartitions[partition] = projection;
        _changed.Add(projection.Projection);
    }

    private LiveFrame Frame(IEnumerable<int> projections, IReadOnlyList<(int, int)> watched, bool isCut) => _shape is null
        ? new LiveFrame(0, [], 0, [], 0, [], false)
        : new LiveFrame(
            _shape.DtMs,
            [.. _shape.Populations.Select((population, p) => new LiveFramePopulation(
                population.Name, population.Size, population.Every, RateHz(p), [.. _spikes[p]]))],
            _shape.PopulationsInAll,
            [.. projections.Select(Projection)],
            _shape.ProjectionsInAll,
            watched,
            isCut);

    private double RateHz(int population) => _counts[population] / (_neuronSteps[population] * _shape!.DtMs / 1000);

    private LiveFrameProjection Projection(int number)
    {
        Dictionary<int, LiveProjection>.ValueCollection parts = _projections[number].Values;
        bool areRead = parts.All(part => part.Shift > 0);
        LiveWeights sum = LiveWeights.Sum([.. parts.Where(_ => areRead).Select(part => new LiveWeights(part.Shift, part.Bins, part.Counts))]);
        return new LiveFrameProjection(
            number, _shape!.Projections[number], parts.Sum(part => part.Count), areRead ? parts.Min(part => part.Step) : -1, sum.Read());
    }

    // What partitions watched at the same time is one stretch.
    private IEnumerable<(int FirstStep, int EndStep)> Merged()
    {
        (int First, int End)? open = null;
        foreach ((int first, int end) in _watched.Order())
        {
            if (open is (int begun, int last) && first <= last)
            {
                open = (begun, Math.Max(last, end));
                continue;
            }

            if (open is (int, int) whole)
            {
                yield return whole;
            }

            open = (first, end);
        }

        if (open is (int, int) rest)
        {
            yield return rest;
        }
    }

    private static bool IsAlike(LivePage a, LivePage b) => a.DtMs == b.DtMs && a.PopulationsInAll == b.PopulationsInAll
        && a.Populations.SequenceEqual(b.Populations) && a.Projections.SequenceEqual(b.Projections);

    private static void Check(LivePage page)
    {
        Require(page.DtMs is > 0 and < 1e6, $"steps of {page.DtMs} ms");
        Require(page.Populations.Count is > 0 and <= LiveShape.MostPopulations, $"{page.Populations.Count} populations");
        Require(page.Projections.Count <= LiveShape.MostProjections, $"{page.Projections.Count} projections");
        Require(page.Populations.Select(population => population.Name).Concat(page.Projections).All(name => name.Length <= LivePage.MostNameLength),
            $"a name of more than {LivePage.MostNameLength} characters");
        foreach (LivePartition partition in page.Partitions)
        {
            Require(partition.Neurons.Count == page.Populations.Count, "neurons of another number of populations");
            foreach (LiveSteps batch in partition.Batches)
            {
                Check(page, batch);
            }

            foreach (LiveProjection projection in partition.Synapses)
            {
                Check(page, projection);
            }
        }
    }

    private static void Check(LivePage page, LiveSteps batch)
    {
        Require(batch.FirstStep < batch.EndStep, $"steps from {batch.FirstStep} to {batch.EndStep}");
        Require(batch.SpikeCounts.Count == page.Populations.Count, "spikes of another number of populations");
        Require(batch.Spikes.Count % 3 == 0, "a spike that is not whole");
        for (int i = 0; i < batch.Spikes.Count; i += 3)
        {
            (int step, int population, int neuron) = (batch.Spikes[i], batch.Spikes[i + 1], batch.Spikes[i + 2]);
            Require(step >= batch.FirstStep && step < batch.EndStep, $"a spike of step {step}");
            Require(population < page.Populations.Count, $"a spike of population {population}");
            Require(neuron < page.Populations[population].Size, $"a spike of neuron {neuron}");
        }
    }

    private static void Check(LivePage page, LiveProjection projection)
    {
        Require(projection.Projection < page.Projections.Count, $"projection {projection.Projection}");
        Require(projection.Shift is 0 or (>= LiveWeights.LeastShift and <= LiveWeights.MostShift), $"bins of {projection.Shift} bits");
        Require(projection.Bins.Count == projection.Counts.Count && projection.Bins.Count <= LiveWeights.MostBins, $"{projection.Bins.Count} bins");
        Require(projection.Shift > 0 || projection.Bins.Count == 0, "bins of no size");
        Require(projection.Counts.Append(projection.Count).All(count => count <= MostSynapses), "more synapses than there can be");
        Require(projection.Bins.All(bin => bin < 1L << (32 - projection.Shift)), "a bin of no weight");
    }

    private static void Require(bool condition, string what)
    {
        if (!condition)
        {
            throw new ClusterException($"a node tells of a run what cannot be: {what}");
        }
    }

    private record struct Seen(long Batch, long Synapses);
}
