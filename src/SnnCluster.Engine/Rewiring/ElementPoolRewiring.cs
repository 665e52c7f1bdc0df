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
    private readonly Side[] _sources;
    private readonly Side[] _targets;
    private readonly Link?[,] _links;
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
        _sources = [.. pool.Sources.Select(p => new Side(network, p, pool.Axonal, slices[p], neurons(p)))];
        _targets = [.. pool.Targets.Select(p => new Side(network, p, pool.Dendritic, slices[p], neurons(p)))];
        _links = new Link?[_sources.Length, _targets.Length];
        foreach (int projection in pool.Projections)
        {
            ProjectionPlan plan = plans[projection];
            _links[pool.Sources.ToList().IndexOf(plan.Source), pool.Targets.ToList().IndexOf(plan.Target)] = new Link(network, plan, synapses(projection));
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
            int at = Side.Begin(offer);
            for (int neuron = 0; neuron < _sources[s].Size; neuron++)
            {
                int degree = 0;
                for (int t = 0; t < _targets.Length; t++)
                {
                    degree += _links[s, t]?.Synapses.OutDegree(neuron) ?? 0;
                }

                Side.Add(offer, at, neuron, degree);
            }
        }
    }

    private void TakeDegrees(IReadOnlyList<ReadOnlyMemory<int>> offers, int[] offsets)
    {
        foreach (Side source in _sources)
        {
            source.Begin();
            foreach ((int neuron, int degree) in Side.Read(offers, offsets, source.Size, 1, int.MaxValue))
            {
                source.AddConnected(neuron, degree);
            }
        }
    }

    private void TakeImbalances(IReadOnlyList<ReadOnlyMemory<int>> offers, int[] offsets)
    {
        foreach (Side source in _sources)
        {
            source.Free.Clear();
            foreach ((int neuron, int imbalance) in Side.Read(offers, offsets, source.Size, -int.MaxValue, source.Most))
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
                    if (_links[s, t] is Link link)
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
            Side target = _targets[t];
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
            if (_links[s, t] is not Link link)
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
            int at = Side.Begin(offer);
            foreach ((int neuron, int count) in lost)
            {
                Side.Add(offer, at, neuron, count);
            }
        }

        Array.ForEach(_targets, target => target.OfferImbalance(offer));
    }

    private void TakeFree(IReadOnlyList<ReadOnlyMemory<int>> offers, int[] offsets)
    {
        foreach (Side source in _sources)
        {
            foreach ((int neuron, int count) in Side.Read(offers, offsets, source.Size, 1, int.MaxValue))
            {
                source.Free[neuron] = source.Free.GetValueOrDefault(neuron) + count;
                source.AddConnected(neuron, -count);
            }
        }

        foreach (Side target in _targets)
        {
            target.Free.Clear();
            foreach ((int neuron, int count) in Side.Read(offers, offsets, target.Size, 1, target.Most))
            {
                target.SetFree(neuron, count);
            }
        }
    }

    // What is free meets: the longer list is drawn from at random, as often as the shorter one has elements.
    private void Connect(int step, int update)
    {
        List<(int Side, int Neuron)> axons = Side.Expand(_sources);
        List<(int Side, int Neuron)> dendrites = Side.Expand(_targets);
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
        if (_links[axon.Side, dendrite.Side] is not Link link)
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

    /// <summary>One projection of the pool.</summary>
    private sealed class Link(NetworkDescription network, ProjectionPlan plan, IElementSynapses synapses)
    {
        private readonly GridGeometry? _sourceGrid = network.Populations[plan.Source].Grid;
        private readonly GridGeometry? _targetGrid = network.Populations[plan.Target].Grid;

        public IElementSynapses Synapses => synapses;

        public IElementRewiringRule Rule { get; } = (IElementRewiringRule)plan.Description.Rewiring!.CreateRule();

        public bool ForbidsAutapses => plan.Context.ForbidsAutapses;

        /// <summary>The key of the priorities of its synapses in an update.</summary>
        public RandomKey KeyOf(int update, bool ofSource)
        {
            Words words = RandomKey.For(network.Seed, RandomPurpose.ElementPriority, plan.Index).Generate((uint)update, ofSource ? 0u : 1u, 0);
            return new RandomKey(words.A, words.B, words.C);
        }

        public double SquaredDistance(int source, int target)
        {
            if (_sourceGrid is not GridGeometry from || _targetGrid is not GridGeometry to)
            {
                return 0;
            }

            double x = Difference((from.X(source) + 0.5) / from.Width, (to.X(target) + 0.5) / to.Width);
            double y = Difference((from.Y(source) + 0.5) / from.Height, (to.Y(target) + 0.5) / to.Height);
            return (x * x) + (y * y);
        }

        private static double Difference(double a, double b)
        {
            double difference = Math.Abs(a - b);
            return Math.Min(difference, 1 - difference);
        }
    }

    /// <summary>One population on one side of the pool: this partition's elements, and all that is known of others'.</summary>
    private sealed class Side
    {
        // So many take 2 GB on each side.
        private const long MostFree = 1L << 28;

        private readonly Slice _slice;
        private readonly IStateWriter _neurons;
        private readonly int _variable;
        private readonly float[] _elements;
        private readonly float _vacantLoss;

        public Side(NetworkDescription network, int population, string element, Slice slice, IStateWriter neurons)
        {
            PopulationDescription description = network.Populations[population];
            _slice = slice;
            _neurons = neurons;
            _variable = neurons.StateVariables.ToList().IndexOf($"{SynapticElements.Prefix}.{element}");
            Most = description.Elements!.Find(element)!.Most;
            _vacantLoss = (float)description.Elements!.Find(element)!.VacantLoss;
            _elements = new float[slice.Count];
            Size = description.Size;
            Connected = new int[slice.Count];
        }

        /// <summary>Neurons of the population.</summary>
        public int Size { get; }

        /// <summary>The most elements of a neuron.</summary>
        public int Most { get; }

        /// <summary>Elements of this partition's neurons that synapses have taken.</summary>
        public int[] Connected { get; }

        /// <summary>Of all neurons, by global id, how many elements are free; negative where a source has too few.</summary>
        public SortedDictionary<int, int> Free { get; } = [];

        /// <summary>Begins an update.</summary>
        public void Begin()
        {
            Array.Clear(Connected);
            _neurons.ReadState(_variable, _elements);
        }

        /// <summary>Takes what another partition says of one of its neurons.</summary>
        public void SetFree(int neuron, int number)
        {
            if (!Free.TryAdd(neuron, number) || (_slice.Contains(neuron) && number != ImbalanceOf(neuron - _slice.Begin)))
            {
                throw new SimulationException($"a partition offers elements of neuron {neuron} for rewiring that is not its own");
            }
        }

        /// <summary>Counts synapses of a neuron, which may be another partition's.</summary>
        public void AddConnected(int neuron, int count)
        {
            if (_slice.Contains(neuron))
            {
                ref int connected = ref Connected[neuron - _slice.Begin];
                long sum = (long)connected + count;
                connected = sum is >= 0 and <= int.MaxValue
                    ? (int)sum
                    : throw new SimulationException($"partitions count {sum} synapses of neuron {neuron} for rewiring");
            }
        }

        /// <summary>Whole elements that no synapse has taken, by place in the slice.</summary>
        public int ImbalanceOf(int neuron) => (int)Math.Clamp(_elements[neuron], 0f, Most) - Connected[neuron];

        public void OfferImbalance(List<int> offer)
        {
            int at = Begin(offer);
            for (int i = 0; i < Connected.Length; i++)
            {
                Add(offer, at, _slice.Begin + i, ImbalanceOf(i));
            }
        }

        /// <summary>A share of the elements that are still free goes.</summary>
        public void LoseVacant()
        {
            for (int i = 0; i < Connected.Length; i++)
            {
                _elements[i] -= _vacantLoss * Math.Max(0, ImbalanceOf(i));
            }

            _neurons.WriteState(_variable, _elements);
        }

        /// <summary>Begins a list of neurons and numbers; returns where its length stands.</summary>
        public static int Begin(List<int> offer)
        {
            offer.Add(0);
            return offer.Count - 1;
        }

        /// <summary>Adds to a list of neurons and numbers what is not 0.</summary>
        public static void Add(List<int> offer, int at, int neuron, int number)
        {
            if (number != 0)
            {
                offer[at]++;
                offer.Add(neuron);
                offer.Add(number);
            }
        }

        /// <summary>The next list of neurons and numbers of each offer.</summary>
        public static List<(int Neuron, int Number)> Read(
            IReadOnlyList<ReadOnlyMemory<int>> offers, int[] offsets, int size, int least, int most)
        {
            var all = new List<(int, int)>();
            for (int p = 0; p < offers.Count; p++)
            {
                var reader = new OfferReader(offers[p].Span[offsets[p]..], p);
                int count = reader.Count(2);
                for (int i = 0, from = 0; i < count; i++)
                {
                    int neuron = reader.Next(from, size - 1);
                    all.Add((neuron, reader.Next(least, most)));
                    from = neuron + 1;
                }

                offsets[p] += 1 + (2 * count);
            }

            return all;
        }

        /// <summary>All free elements, by population and neuron.</summary>
        public static List<(int Side, int Neuron)> Expand(Side[] sides)
        {
            long elements = sides.Sum(side => side.Free.Values.Sum(count => (long)Math.Max(0, count)));
            if (elements > MostFree)
            {
                throw new SimulationException($"{elements} synaptic elements are free: an update matches at most {MostFree}");
            }

            var all = new List<(int, int)>((int)elements);
            for (int s = 0; s < sides.Length; s++)
            {
                foreach ((int neuron, int count) in sides[s].Free)
                {
                    all.AddRange(Enumerable.Repeat((s, neuron), Math.Max(0, count)));
                }
            }

            return all;
        }
    }
}
