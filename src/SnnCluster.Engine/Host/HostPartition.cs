using System.Runtime.CompilerServices;
using SnnCluster.Engine.Neurons;
using SnnCluster.Engine.Partitions;
using SnnCluster.Engine.Recording;
using SnnCluster.Engine.Rewiring;
using SnnCluster.Engine.Snapshots;
using SnnCluster.Model.Lanes;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;
using SnnCluster.Model.Rewiring;

namespace SnnCluster.Engine.Host;

/// <summary>A partition on one CPU core.</summary>
internal sealed class HostPartition : IPartition
{
    private readonly HostPopulation[] _populations;
    private readonly HostProjection[] _projections;
    private readonly List<HostArrivals> _arrivals = [];
    private readonly HostModulator[] _modulators;
    private readonly HostRewiring?[] _rewiring;
    private readonly ElementRewiring _elements;
    private readonly ProjectionPlan[] _plans;
    private readonly PopulationPlan[] _populationPlans;
    private readonly ModulatorPlan[] _modulatorPlans;
    private readonly int? _spikePoolLists;
    private int _deliveredThrough = -1;

    /// <param name="network">The network.</param>
    /// <param name="slices">The slices of each population.</param>
    /// <param name="lane">The lane that neurons are computed on.</param>
    /// <param name="spikePoolLists">See <see cref="Devices.HostDevice.SpikePoolLists"/>.</param>
    /// <param name="addsOnArrival">See <see cref="Devices.HostDevice.AddsOnArrival"/>.</param>
    /// <param name="from">What to go on from; null to begin at the start.</param>
    public HostPartition(
        NetworkDescription network, IReadOnlyList<Slice> slices, Type lane, int? spikePoolLists, bool? addsOnArrival, PartitionSnapshot? from)
    {
        _spikePoolLists = spikePoolLists;
        HotMethods.Prepare(typeof(HostPartition));
        Slices = slices;
        Device = "host";
        _plans = ProjectionPlan.CreateAll(network);
        _populationPlans = PopulationPlan.CreateAll(network, _plans);
        from?.Check(network, slices);
        bool[] arrivals = ArrivalPlan.Of(_plans, slices, addsOnArrival);
        _populations = new HostPopulation[network.Populations.Count];
        for (int p = 0; p < _populations.Length; p++)
        {
            _populations[p] = CreatePopulation(network, p, slices[p], lane, arrivals);
        }

        _modulatorPlans = ModulatorPlan.CreateAll(network);
        _modulators =
        [
            .. _modulatorPlans.Select(
                plan => new HostModulator(plan, population => _populations[population].Parts.Queue)),
        ];
        _projections = new HostProjection[_plans.Length];
        foreach (int[] group in ArrivalPlan.Groups(_plans, slices, arrivals))
        {
            CreateArrivals(network, [.. group.Select(index => _plans[index])], from);
        }

        foreach (ProjectionPlan plan in _plans.Where(plan => !arrivals[plan.Index]))
        {
            _projections[plan.Index] = CreateProjection(plan, CreateRows(network, plan, from), lane);
        }

        _rewiring = [.. _projections.Select(projection => CreateRewiring(network, projection))];
        _elements = new ElementRewiring(
            network, slices, _plans, projection => (HostElementRewiring)_rewiring[projection]!, population => _populations[population]);
        if (from is not null)
        {
            Restore(from);
        }
    }

    public string Device { get; }

    public IReadOnlyList<Slice> Slices { get; }

    public int Step { get; private set; }

    public long SynapticEvents => _projections.Sum(projection => projection.SynapticEvents);

    /// <summary>The lane that this processor accelerates.</summary>
    public static Type BestLane =>
        System.Runtime.Intrinsics.Vector512.IsHardwareAccelerated ? typeof(Lane16)
        : System.Runtime.Intrinsics.Vector256.IsHardwareAccelerated ? typeof(Lane8)
        : System.Runtime.Intrinsics.Vector128.IsHardwareAccelerated ? typeof(Lane4)
        : typeof(ScalarLane);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Deliver()
    {
        if (_deliveredThrough == Step - 1)
        {
            return;
        }

        // Events of one step in their order: see docs/architecture.md.
        foreach (HostModulator modulator in _modulators)
        {
            modulator.Deliver(Step - 1);
        }

        foreach (HostArrivals arrivals in _arrivals)
        {
            arrivals.Fetch(Step - 1);
        }

        foreach (HostProjection projection in _projections)
        {
            projection.Fetch(Step - 1);
        }

        foreach (HostArrivals arrivals in _arrivals)
        {
            arrivals.Deliver(Step - 1);
        }

        foreach (HostProjection projection in _projections)
        {
            projection.Deliver(Step - 1);
        }

        _deliveredThrough = Step - 1;
        if (Array.Exists(_modulators, modulator => modulator.NeedsSweep))
        {
            SweepAll();
        }

        foreach (HostPopulation population in _populations)
        {
            foreach (TargetHistory history in population.Parts.Histories)
            {
                if (history.NeedsSweep)
                {
                    Sweep(history);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Update()
    {
        foreach (HostPopulation population in _populations)
        {
            population.Step(Step);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Rewire()
    {
        for (int i = 0; i < _rewiring.Length; i++)
        {
            if (_plans[i].RewiresAt(Step, out int update))
            {
                _rewiring[i]!.Update(update, Step);
            }
        }
    }

    public void Offer(int round, List<int> offer)
    {
        Deliver();
        _elements.Offer(Step, round, offer);
    }

    public void Take(int round, IReadOnlyList<ReadOnlyMemory<int>> offers) => _elements.Take(Step, round, offers);

    public void EndStep()
    {
        Step++;
        if (StateLook.IsDue(Step))
        {
            CheckState();
        }
    }

    public void CheckState()
    {
        foreach (HostPopulation population in _populations)
        {
            population.CheckState(Step);
        }
    }

    public ReadOnlySpan<int> Spikes(int population, int step) => _populations[population].Spikes(step);

    public bool Takes(int population, Slice sources) =>
        SpikesNeeded.Any(_plans, _modulatorPlans, Slices, population, sources, (projection, source) => _projections[projection].Rows.CountOf(source) > 0);

    public void Receive(int population, int step, ReadOnlySpan<int> spikes)
    {
        HostPopulationParts parts = _populations[population].Parts;
        PartitionArguments.RequireNeurons(spikes, parts.Description.Size);
        parts.Queue.Append(step, spikes);
    }

    public IReadOnlyList<string> StateVariables(int population) => _populations[population].StateVariables;

    public void ReadState(int population, int variable, Span<float> values, int first = 0)
    {
        HostPopulation from = _populations[population];
        PartitionArguments.RequireState(variable, from.StateVariables.Count, first, values.Length, from.Parts.Slice.Count);
        from.ReadState(variable, values, first);
    }

    public void ReadSpikeCounts(int population, Span<long> counts, int first = 0) =>
        _populations[population].SpikeCounts.Slice(first, counts.Length).CopyTo(counts);

    public long SynapseCount(int projection) => _projections[projection].Rows.Count;

    public Synapse[] ReadSynapses(int projection) => _projections[projection].ReadSynapses(_deliveredThrough);

    public IEnumerable<ReadOnlyMemory<Synapse>> SynapsesInOrder(int projection) => _projections[projection].SynapsesInOrder(_deliveredThrough);

    public ISynapsesByTarget ReadByTarget(int projection, Slice targets) =>
        new HostSynapsesByTarget(_projections[projection], targets.Count, _deliveredThrough);

    public void VisitSynapses(int projection, SynapseVisitor visit) => _projections[projection].VisitSynapses(_deliveredThrough, visit);

    public RewiringCounts? Rewiring(int projection) => _rewiring[projection]?.Counts;

    public PartitionSnapshot Capture()
    {
        CheckState();
        Deliver();
        SweepAll();
        _arrivals.ForEach(arrivals => arrivals.DeliverAhead(Step));

        return new PartitionSnapshot
        {
            DeviceKind = PartitionSnapshot.KindOf(Device),
            Step = Step,
            Slices = Slices,
            Populations =
            [
                .. _populations.Select((population, p) => population.Capture(Step, _populationPlans[p].LongestDelaySteps)),
            ],
            Projections =
            [
                .. _projections.Select((projection, p) => projection.Capture(Slices[_plans[p].Source], Rewiring(p))),
            ],
            Modulators = [.. _modulators.Select(modulator => modulator.Capture())],
        };
    }

    public void Dispose()
    {
        foreach (HostProjection projection in _projections)
        {
            projection.Dispose();
        }

        _arrivals.ForEach(arrivals => arrivals.Dispose());
        foreach (HostPopulation population in _populations)
        {
            population.Dispose();
        }

        Array.ForEach(_modulators, modulator => modulator.Dispose());
    }

    private void SweepAll()
    {
        foreach (HostPopulation population in _populations)
        {
            Array.ForEach(population.Parts.Histories, Sweep);
        }

        Array.ForEach(_modulators, modulator => modulator.Swept());
    }

    private void Sweep(TargetHistory history)
    {
        foreach (HostProjection projection in _projections)
        {
            if (projection.Parts.History == history)
            {
                projection.Sweep(_deliveredThrough);
            }
        }

        history.Swept(Step);
    }

    private void Restore(PartitionSnapshot from)
    {
        Step = from.Step;
        _deliveredThrough = Step - 1;
        for (int p = 0; p < _populations.Length; p++)
        {
            _populations[p].Restore(from.Populations[p], Step);
        }

        for (int p = 0; p < _projections.Length; p++)
        {
            _projections[p].Restore(from.Projections[p], Step);
            _rewiring[p]?.Restore(from.Projections[p].Rewiring);
        }

        for (int m = 0; m < _modulators.Length; m++)
        {
            _modulators[m].Restore(from.Modulators[m]);
        }
    }

    private HostPopulation CreatePopulation(NetworkDescription network, int index, Slice slice, Type lane, bool[] arrivals)
    {
        PopulationDescription population = network.Populations[index];
        PopulationPlan plan = _populationPlans[index];
        int padded = (slice.Count + 15) / 16 * 16;
        int[] slots = plan.SlotsWithout(_plans.Where(one => arrivals[one.Index]));
        var receptors = new HostReceptor[population.Receptors.Count];
        for (int r = 0; r < receptors.Length; r++)
        {
            receptors[r] = new HostReceptor(
                padded, slots[r], plan.InputBounds[r], plan.Inputs.Any(input => input.Receptor == r && input.IsDense));
        }

        int poolLists = _spikePoolLists ?? SpikePoolSize.ListsFor(slice.Count);
        TargetHistory[] histories =
        [
            .. plan.Histories.Select(projection => (TargetHistory)Generics.Create(
                typeof(TargetHistory<,,,>), projection.Layout.Types, [projection.Model, projection, slice.Count, poolLists])),
        ];
        var parts = new HostPopulationParts(
            index, population, slice, network.Seed, network.DtMs, receptors, histories,
            new SpikeQueue(plan.LongestDelaySteps + 1, population.Size),
            plan.StateVariables,
            [.. plan.Inputs.Select(input => HostInput.Create(input, slice, receptors[input.Receptor], lane))],
            StimulusPresenter.CreateAll(network, index, slice));
        var types = PopulationTypes.Create(population, lane, network.DtMs);
        return (HostPopulation)(receptors.Length > 0 ? types.Instantiate(typeof(HostReceivers<,,,,>), parts) : CreateSources(types, parts));
    }

    private static object CreateSources(PopulationTypes types, HostPopulationParts parts)
    {
        Type[] arguments = [types.Lane, types.Neuron, types.NeuronConstants.GetType()];
        bool hasParts = typeof(ISpontaneousModel<,>).MakeGenericType(types.Lane, arguments[2]).IsAssignableFrom(types.Neuron);
        Type steps = (hasParts ? typeof(SpontaneousStep<,,>) : typeof(WholeStep<,,>)).MakeGenericType(arguments);
        return Generics.Create(typeof(HostSources<,,,>), [.. arguments, steps], [types.NeuronConstants, parts]);
    }

    private HostProjection CreateProjection(ProjectionPlan plan, SynapseRows rows, Type lane)
    {
        HostProjectionParts parts = PartsOf(plan, rows);
        return plan.Layout.HasLanes && lane != typeof(ScalarLane)
            ? (HostProjection)Generics.Create(typeof(HostLaneProjection<,,,,>), [.. plan.Layout.Types, lane], [plan.Model, parts])
            : (HostProjection)Generics.Create(typeof(HostProjection<,,,>), plan.Layout.Types, [plan.Model, parts]);
    }

    private void CreateArrivals(NetworkDescription network, ProjectionPlan[] plans, PartitionSnapshot? from)
    {
        SynapseRows[] rows = [.. plans.Select(plan => CreateRows(network, plan, from))];
        var joint = new JointRows(rows, [.. plans.Select(plan => plan.WeightUnit)], plans[0].SourceSize, JointRows.HasNarrowIds(Slices[plans[0].Target].Count));
        Array.ForEach(rows, one => one.Dispose());
        HostArrivalProjection[] members = [.. plans.Select((plan, m) => new HostArrivalProjection(PartsOf(plan, joint.Members[m])))];
        _arrivals.Add(HostArrivals.Create(members, joint));
        Array.ForEach(members, member => _projections[member.Parts.Plan.Index] = member);
    }

    private HostProjectionParts PartsOf(ProjectionPlan plan, HostRows rows)
    {
        HostPopulationParts target = _populations[plan.Target].Parts;
        return new HostProjectionParts(
            plan,
            Slices[plan.Target].Begin,
            rows,
            _populations[plan.Source].Parts.Queue,
            target.Receptors[plan.Receptor],
            plan.NeedsHistory ? target.Histories.First(history => history.Key.Equals(plan.HistoryKey)) : null,
            plan.Modulator is int modulator ? _modulators[modulator] : null);
    }

    private SynapseRows CreateRows(NetworkDescription network, ProjectionPlan plan, PartitionSnapshot? from)
    {
        Slice own = Slices[plan.Source];
        using ISynapseList synapses = from.SynapsesOf(network, plan, Slices[plan.Target]);
        int[] counts = synapses.CountBySource();

        // Rewiring may make a synapse from any source. Events of the partition's own sources are kept for the network, whether they have synapses here or not.
        SourceDirectory? directory = plan.Description.Rewiring is not null
            ? null
            : SourceDirectory.Of(counts.Length, source => counts[source] > 0 || (plan.KeepsEvents && own.Contains(source)));
        int[] room = new int[directory?.Count ?? counts.Length];
        for (int row = 0; row < room.Length; row++)
        {
            room[row] = InitialSynapses.RoomFor(plan, counts[directory?.SourceOf(row) ?? row], SynapseRows.Block);
        }

        var rows = new SynapseRows(
            room, plan.LargestDendriticSteps > 0, plan.Description.MakesMultapses, plan.Layout, plan.ConstantWeight, directory);
        synapses.ForEach((in NewSynapse one, ReadOnlySpan<float> state) =>
            rows.Add(rows.RowOf(one.Source), one.Target, one.Weight, one.Delay, one.K, state, one.LastEvent));
        rows.SortByDelay();
        return rows;
    }

    private HostRewiring? CreateRewiring(NetworkDescription network, HostProjection projection)
    {
        if (projection.Parts.Plan.Description.Rewiring is not RewiringDescription description)
        {
            return null;
        }

        IRewiringRule rule = description.CreateRule();
        if (description.Candidates is CandidateSource.FreeElements)
        {
            return new HostElementRewiring((HostRowProjection)projection, network.Seed, network.DtMs);
        }

        Slice targets = Slices[projection.Parts.Plan.Target];
        return description.Candidates is CandidateSource.RandomPairs
            ? (HostRewiring)Generics.Create(
                typeof(HostPairRewiring<>), [rule.GetType()], [rule, projection, targets, network.Seed, network.DtMs])
            : (HostRewiring)Generics.Create(
                typeof(HostSweepRewiring<>),
                [rule.GetType()],
                [rule, projection, targets, network.Seed, network.DtMs, _populations[projection.Parts.Plan.Target]]);
    }
}
