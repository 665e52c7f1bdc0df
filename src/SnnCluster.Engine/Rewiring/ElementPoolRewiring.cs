using SnnCluster.Engine.Neurons;
using SnnCluster.Engine.Partitions;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Random;
using SnnCluster.Model.Rewiring;

namespace SnnCluster.Engine.Rewiring;

/// <summary>
/// The updates of one pool of elements, as one partition makes them. In four rounds all partitions tell each other
/// how many synapses their sources have (0), by how many axonal elements their neurons differ from them (1), of sources with too few the synapses that
/// go first (2), and which synapses go for want of dendritic elements, and what is free (3). From this each knows all that is free, and all match it alike: nothing has to be sent
/// once more. Everything follows from counts by neuron and from draws keyed by update, neurons and number of the synapse, so the cut does not matter.
/// </summary>
internal sealed class ElementPoolRewiring
{
    private readonly ElementPool _pool;
    private readonly IReadOnlyList<Slice> _slices;
    private readonly NetworkDescription _network;
    private readonly ElementSide[] _sources;
    private readonly ElementSide[] _targets;
    private readonly ElementLink?[,] _links;
    private readonly RandomKey _matchKey;
    private readonly RandomKey _meetingKey;

    // Of the update that is being made: by source population what goes for want of axonal elements, and by source what went for want of dendritic ones.
    private readonly List<Going>[] _going;
    private readonly SortedDictionary<int, int>[] _lost;

    public ElementPoolRewiring(
        NetworkDescription network,
        ElementPool pool,
        IReadOnlyList<Slice> slices,
        IReadOnlyList<ProjectionPlan> plans,
        Func<int, IElementSynapses> synapses,
        Func<int, IStateWriter> neurons)
    {
        _network = network;
        _pool = pool;
        _slices = slices;
        _sources = [.. pool.Sources.Select(p => new ElementSide(network, p, pool.Axonal, slices[p], neurons(p)))];
        _targets = [.. pool.Targets.Select(p => new ElementSide(network, p, pool.Dendritic, slices[p], neurons(p)))];
        _links = new ElementLink?[_sources.Length, _targets.Length];
        foreach (int projection in pool.Projections)
        {
            ProjectionPlan plan = plans[projection];
            _links[pool.Sources.ToList().IndexOf(plan.Source), pool.Targets.ToList().IndexOf(plan.Target)] = new ElementLink(network, plan, synapses(projection));
        }

        int first = 2 * pool.Projections[0];
        _matchKey = RandomKey.For(network.Seed, RandomPurpose.ElementMeeting, first);
        _meetingKey = RandomKey.For(network.Seed, RandomPurpose.ElementMeeting, first + 1);
        _going = [.. _sources.Select(_ => new List<Going>())];
        _lost = [.. _sources.Select(_ => new SortedDictionary<int, int>())];
    }

    public void Offer(int update, int round, List<int> offer)
    {
        switch (round)
        {
            case 0:
                OfferDegrees(offer);
                break;
            case 1:
                Array.ForEach(_sources, source => source.OfferImbalance(offer));
                break;
            case 2:
                OfferPriorities(update, offer);
                break;
            default:
                OfferFree(offer);
                break;
        }
    }

    public void Take(int step, int update, int round, IReadOnlyList<ReadOnlyMemory<int>> offers, int[] offsets)
    {
        switch (round)
        {
            case 0:
                TakeDegrees(offers, offsets);
                break;
            case 1:
                TakeImbalances(offers, offsets);
                break;
            case 2:
                TakePriorities(offers, offsets);
                EliminateOfTargets(update);
                break;
            default:
                TakeFree(offers, offsets);
                Connect(step, update);
                break;
        }
    }

    private void OfferDegrees(List<int> offer)
    {
        for (int s = 0; s < _sources.Length; s++)
        {
            int at = ElementSide.Begin(offer);
            for (int neuron = 0; neuron < _sources[s].Size; neuron++)
            {
                int degree = 0;
                for (int t = 0; t < _targets.Length; t++)
                {
                    degree += _links[s, t]?.Synapses.OutDegree(neuron) ?? 0;
                }

                ElementSide.Add(offer, at, neuron, degree);
            }
        }
    }

    private void TakeDegrees(IReadOnlyList<ReadOnlyMemory<int>> offers, int[] offsets)
    {
        foreach (ElementSide source in _sources)
        {
            source.Begin();
            foreach ((int neuron, int degree) in ElementSide.Read(offers, offsets, source.Size, 1, int.MaxValue))
            {
                source.AddConnected(neuron, degree);
            }
        }
    }

    private void TakeImbalances(IReadOnlyList<ReadOnlyMemory<int>> offers, int[] offsets)
    {
        foreach (ElementSide source in _sources)
        {
            source.Free.Clear();
            foreach ((int neuron, int imbalance) in ElementSide.Read(offers, offsets, source.Size, -int.MaxValue, source.Most))
            {
                source.SetFree(neuron, imbalance);
            }
        }
    }

    // Of each source that has too few elements the synapses that lie here and may be among those that go: as many as go at most.
    private void OfferPriorities(int update, List<int> offer)
    {
        var synapses = new List<OutgoingSynapse>();
        for (int s = 0; s < _sources.Length; s++)
        {
            _going[s].Clear();
            foreach ((int neuron, int imbalance) in _sources[s].Free.Where(pair => pair.Value < 0))
            {
                var candidates = new List<Candidate>();
                for (int t = 0; t < _targets.Length; t++)
                {
                    if (_links[s, t] is ElementLink link)
                    {
                        synapses.Clear();
                        link.Synapses.Read(neuron, synapses);
                        RandomKey key = link.KeyOf(update, ofSource: true);
                        int begin = _slices[_pool.Targets[t]].Begin;
                        candidates.AddRange(synapses.Select(one => new Candidate(Priority(key, neuron, begin + one.Target, one.K), s, neuron, t, one)));
                    }
                }

                candidates.Sort();
                if (candidates.Count > -imbalance)
                {
                    candidates.RemoveRange(-imbalance, candidates.Count + imbalance);
                }

                _going[s].Add(new Going(neuron, -imbalance, candidates));
                offer.Add(candidates.Count);
                foreach (Candidate candidate in candidates)
                {
                    offer.Add((int)candidate.Priority);
                    offer.Add((int)(candidate.Priority >> 32));
                }
            }
        }
    }

    private void TakePriorities(IReadOnlyList<ReadOnlyMemory<int>> offers, int[] offsets)
    {
        List<ulong>[][] all = [.. _going.Select(sources => sources.Select(_ => new List<ulong>()).ToArray())];
        for (int p = 0; p < offers.Count; p++)
        {
            var reader = new OfferReader(offers[p].Span[offsets[p]..], p);
            int numbers = 0;
            for (int s = 0; s < _going.Length; s++)
            {
                for (int i = 0; i < _going[s].Count; i++)
                {
                    int count = reader.Count(2);
                    numbers += 1 + (2 * count);
                    for (int one = 0; one < count; one++)
                    {
                        uint low = (uint)reader.Next();
                        all[s][i].Add(low | ((ulong)(uint)reader.Next() << 32));
                    }
                }
            }

            offsets[p] += numbers;
        }

        for (int s = 0; s < _going.Length; s++)
        {
            for (int i = 0; i < _going[s].Count; i++)
            {
                (int source, int number, List<Candidate> candidates) = _going[s][i];
                all[s][i].Sort();
                if (all[s][i].Count < number)
                {
                    throw new SimulationException(
                        $"neuron {source} of {_network.Populations[_pool.Sources[s]].Name} lacks {number} axonal elements, but partitions offer "
                        + $"{all[s][i].Count} synapses that may go");
                }

                ulong last = all[s][i][number - 1];
                foreach (Candidate candidate in candidates.Where(one => one.Priority <= last))
                {
                    Eliminate(candidate);
                }
            }

            // Those have as many as synapses now.
            foreach ((int neuron, int imbalance) in _sources[s].Free.Where(pair => pair.Value < 0).ToArray())
            {
                _sources[s].AddConnected(neuron, imbalance);
                _sources[s].Free.Remove(neuron);
            }
        }
    }

    // Of each target that has fewer elements than synapses, which all lie here.
    private void EliminateOfTargets(int update)
    {
        Array.ForEach(_lost, lost => lost.Clear());
        for (int t = 0; t < _targets.Length; t++)
        {
            ElementSide target = _targets[t];
            target.Begin();
            for (int s = 0; s < _sources.Length; s++)
            {
                _links[s, t]?.Synapses.AddInDegrees(target.Connected);
            }

            Dictionary<int, List<Candidate>> wanting = [];
            for (int i = 0; i < target.Connected.Length; i++)
            {
                if (target.ImbalanceOf(i) < 0)
                {
                    wanting.Add(i, []);
                }
            }

            if (wanting.Count == 0)
            {
                continue;
            }

            Gather(update, t, wanting);
            foreach ((int neuron, List<Candidate> candidates) in wanting.OrderBy(pair => pair.Key))
            {
                candidates.Sort();
                foreach (Candidate candidate in candidates.Take(-target.ImbalanceOf(neuron)))
                {
                    Eliminate(candidate);
                    _lost[candidate.SourceSide][candidate.Source] = _lost[candidate.SourceSide].GetValueOrDefault(candidate.Source) + 1;
                }

                target.Connected[neuron] += target.ImbalanceOf(neuron);
            }
        }
    }

    private void Gather(int update, int t, Dictionary<int, List<Candidate>> wanting)
    {
        var synapses = new List<OutgoingSynapse>();
        int begin = _slices[_pool.Targets[t]].Begin;
        for (int s = 0; s < _sources.Length; s++)
        {
            if (_links[s, t] is not ElementLink link)
            {
                continue;
            }

            RandomKey key = link.KeyOf(update, ofSource: false);
            for (int source = 0; source < _sources[s].Size; source++)
            {
                if (link.Synapses.OutDegree(source) == 0)
                {
                    continue;
                }

                synapses.Clear();
                link.Synapses.Read(source, synapses);
                foreach (OutgoingSynapse one in synapses)
                {
                    if (wanting.TryGetValue(one.Target, out List<Candidate>? candidates))
                    {
                        candidates.Add(new Candidate(Priority(key, source, begin + one.Target, one.K), s, source, t, one));
                    }
                }
            }
        }
    }

    private void OfferFree(List<int> offer)
    {
        foreach (SortedDictionary<int, int> lost in _lost)
        {
            int at = ElementSide.Begin(offer);
            foreach ((int neuron, int count) in lost)
            {
                ElementSide.Add(offer, at, neuron, count);
            }
        }

        Array.ForEach(_targets, target => target.OfferImbalance(offer));
    }

    private void TakeFree(IReadOnlyList<ReadOnlyMemory<int>> offers, int[] offsets)
    {
        foreach (ElementSide source in _sources)
        {
            foreach ((int neuron, int count) in ElementSide.Read(offers, offsets, source.Size, 1, int.MaxValue))
            {
                source.Free[neuron] = source.Free.GetValueOrDefault(neuron) + count;
                source.AddConnected(neuron, -count);
            }
        }

        foreach (ElementSide target in _targets)
        {
            target.Free.Clear();
            foreach ((int neuron, int count) in ElementSide.Read(offers, offsets, target.Size, 1, target.Most))
            {
                target.SetFree(neuron, count);
            }
        }
    }

    // What is free meets: the longer list is drawn from at random, as often as the shorter one has elements.
    private void Connect(int step, int update)
    {
        List<(int Side, int Neuron)> axons = ElementSide.Expand(_sources);
        List<(int Side, int Neuron)> dendrites = ElementSide.Expand(_targets);
        for (int meeting = 0; meeting < _pool.Meetings && axons.Count > 0 && dendrites.Count > 0; meeting++)
        {
            List<(int Side, int Neuron)> longer = axons.Count > dendrites.Count ? axons : dendrites;
            int pairs = Math.Min(axons.Count, dendrites.Count);
            RandomStream random = _matchKey.Stream((uint)update, (uint)meeting);
            for (int i = 0; i < pairs; i++)
            {
                int other = i + random.NextBelow(longer.Count - i);
                (longer[i], longer[other]) = (longer[other], longer[i]);
            }

            int left = 0;
            for (int i = 0; i < pairs; i++)
            {
                float uniform = Draw.Uniform(_meetingKey.Generate((uint)update, (uint)meeting, (uint)i).A);
                if (!TryConnect(step, axons[i], dendrites[i], uniform))
                {
                    (axons[left], dendrites[left]) = (axons[i], dendrites[i]);
                    left++;
                }
            }

            axons.RemoveRange(left, pairs - left);
            dendrites.RemoveRange(left, pairs - left);
        }

        Array.ForEach(_sources, source => source.LoseVacant());
        Array.ForEach(_targets, target => target.LoseVacant());
    }

    private bool TryConnect(int step, (int Side, int Neuron) axon, (int Side, int Neuron) dendrite, float uniform)
    {
        if (_links[axon.Side, dendrite.Side] is not ElementLink link)
        {
            return false;
        }

        bool isOwn = _slices[_pool.Targets[dendrite.Side]].Contains(dendrite.Neuron);
        if (isOwn)
        {
            link.Synapses.AddAttempts(1);
        }

        var pair = new ElementPair(axon.Neuron, dendrite.Neuron, link.SquaredDistance(axon.Neuron, dendrite.Neuron));
        if ((link.ForbidsAutapses && axon.Neuron == dendrite.Neuron) || !link.Rule.ShouldForm(in pair, uniform))
        {
            return false;
        }

        if (isOwn)
        {
            link.Synapses.Form(axon.Neuron, dendrite.Neuron - _slices[_pool.Targets[dendrite.Side]].Begin, link.Rule.NewWeight(in pair), step);
        }

        _sources[axon.Side].AddConnected(axon.Neuron, 1);
        _targets[dendrite.Side].AddConnected(dendrite.Neuron, 1);
        return true;
    }

    private void Eliminate(Candidate candidate) =>
        _links[candidate.SourceSide, candidate.TargetSide]!.Synapses.Eliminate(candidate.Source, candidate.Synapse);

    private static ulong Priority(RandomKey key, int source, int target, int k)
    {
        Words words = key.Generate((uint)source, (uint)target, (uint)k);
        return words.A | ((ulong)words.B << 32);
    }

    /// <summary>How many synapses of a source go, and those of this partition that may be among them.</summary>
    private readonly record struct Going(int Source, int Count, List<Candidate> Candidates);

    /// <summary>A synapse that may go: those with the smallest priorities do.</summary>
    private readonly record struct Candidate(ulong Priority, int SourceSide, int Source, int TargetSide, OutgoingSynapse Synapse) : IComparable<Candidate>
    {
        public int CompareTo(Candidate other) =>
            (Priority, SourceSide, Source, Synapse.Target, Synapse.K).CompareTo(
                (other.Priority, other.SourceSide, other.Source, other.Synapse.Target, other.Synapse.K));
    }
}
