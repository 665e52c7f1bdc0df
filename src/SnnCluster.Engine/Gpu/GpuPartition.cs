using SnnCluster.Engine.Neurons;
using SnnCluster.Engine.Partitions;
using SnnCluster.Engine.Recording;
using SnnCluster.Engine.Snapshots;
using SnnCluster.Model.Lanes;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Rewiring;

namespace SnnCluster.Engine.Gpu;

/// <summary>
/// A partition on an accelerator. Where it is the only one and nothing is recorded, a step only starts kernels: the
/// host waits for the device when wiring changes, when a stimulus is presented, and every 16 steps or more where weights
/// are plastic (see <see cref="GpuHistory"/>).
/// </summary>
internal sealed class GpuPartition : IPartition
{
    // Steps of an interval. Lists of target spikes are looked at once in it, before they can overflow.
    public const int LongestInterval = 10;

    // The device looks at all state, and now and then the host asks it what it has seen.
    private const int LooksPerCheck = 4;

    // As many as there are bits to tell which are rewired at the end of an interval.
    private const int MostProjections = 64;

    private readonly GpuRuntime _runtime;
    private readonly ProjectionPlan[] _plans;
    private readonly ModulatorPlan[] _modulatorPlans;
    private readonly PopulationPlan[] _populationPlans;
    private readonly GpuPopulation[] _populations;
    private readonly GpuProjection[] _projections;
    private readonly GpuModulator[] _modulators;
    private readonly GpuModulator _noModulator;
    private readonly List<GpuHistory> _noHistories = [];
    private readonly GpuRewiring?[] _rewiring;
    private readonly int? _spikePoolLists;
    private readonly GpuFaults _faults;
    private readonly GpuClock _clock;
    private readonly GpuSpikes _spikes;
    private readonly IntervalGraphs _graphs;
    private readonly bool _needsHost;
    private int _deliveredThrough = -1;
    private int _looks;

    /// <param name="runtime">The accelerator.</param>
    /// <param name="device">Name of the device.</param>
    /// <param name="network">The network.</param>
    /// <param name="slices">The slices of each population.</param>
    /// <param name="spikePoolLists">See <see cref="Devices.GpuDevice.SpikePoolLists"/>.</param>
    /// <param name="from">What to go on from; null to begin at the start.</param>
    public GpuPartition(
        GpuRuntime runtime,
        string device,
        NetworkDescription network,
        IReadOnlyList<Slice> slices,
        int? spikePoolLists,
        PartitionSnapshot? from)
    {
        _runtime = runtime;
        _spikePoolLists = spikePoolLists;
        Slices = slices;
        Device = device;
        _plans = ProjectionPlan.CreateAll(network);
        _modulatorPlans = ModulatorPlan.CreateAll(network);
        _populationPlans = PopulationPlan.CreateAll(network, _plans);
        from?.Check(network, slices);
        foreach (ProjectionPlan plan in _plans)
        {
            DeviceTypes.Check(plan.Description.Name, plan.Layout.Types);
        }

        _clock = new GpuClock(runtime);
        _spikes = new GpuSpikes(
            runtime,
            [
                .. network.Populations.Select(
                    (population, p) => (_populationPlans[p].LongestDelaySteps, population.Size, slices[p])),
            ],
            LongestInterval);
        _faults = new GpuFaults(runtime, network, slices, _plans);
        _populations = [.. network.Populations.Select((_, index) => CreatePopulation(network, index))];
        _noModulator = new GpuModulator(runtime, null, _ => throw new InvalidOperationException("no modulator has no spikes"));
        _modulators =
        [
            .. _modulatorPlans.Select(
                plan => new GpuModulator(runtime, plan, population => _spikes.Queues[population])),
        ];
        _projections = [.. _plans.Select(plan => CreateProjection(network, plan, from))];
        _rewiring = [.. _projections.Select(projection => CreateRewiring(network, projection))];
        _graphs = new IntervalGraphs(runtime);
        _needsHost = Array.Exists(_modulators, modulator => modulator.NeedsHost) || _projections.Length > MostProjections;
        if (from is not null)
        {
            Restore(from);
        }
    }

    public string Device { get; }

    public IReadOnlyList<Slice> Slices { get; }

    public int Step { get; private set; }

    public long SynapticEvents => _projections.Sum(projection => projection.SynapticEvents);

    public bool IsAsynchronous => true;

    public void Deliver()
    {
        if (_deliveredThrough == Step - 1)
        {
            return;
        }

        _spikes.Send();
        DeliverEvents(Step - 1);
        _deliveredThrough = Step - 1;
        Array.ForEach(_modulators, modulator => modulator.Delivered(1));
        if (Array.Exists(_modulators, modulator => modulator.NeedsSweep))
        {
            SweepAll();
        }

        foreach (GpuPopulation population in _populations)
        {
            foreach (GpuHistory history in population.Parts.Histories)
            {
                if (history.IsDue(Step))
                {
                    SweepIfFull(history, Step);
                }
            }
        }
    }

    public void Update()
    {
        foreach (GpuPopulation population in _populations)
        {
            population.Present(Step);
            population.Step(Step);
        }

        _spikes.Made(Step, Step + 1);
    }

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

    /// <summary>
    /// An interval: steps in which nothing is up to the host. It ends where wiring changes, where lists of target spikes must be looked at,
    /// before a stimulus, and where all state is looked at.
    /// </summary>
    public int StepsAtOnce(int most)
    {
        // The first step's events may have been delivered, so that results could be read.
        if (_needsHost || _deliveredThrough == Step - 1)
        {
            return 0;
        }

        int steps = Math.Min(most, Math.Min(LongestInterval, StateLook.StepsToNext(Step)));
        foreach (GpuPopulation population in _populations)
        {
            steps = Math.Min(steps, population.StepsToStimulus(Step));
        }

        foreach (GpuModulator modulator in _modulators)
        {
            steps = Math.Min(steps, modulator.StepsToSweep);
        }

        foreach (ProjectionPlan plan in _plans)
        {
            steps = plan.RewiringSteps == 0 ? steps : Math.Min(steps, plan.RewiringSteps - (Step % plan.RewiringSteps));
        }

        return steps;
    }

    /// <summary>Submits an interval as one graph, where the device has graphs.</summary>
    public void Advance(int steps)
    {
        int from = Step;
        _spikes.Send();
        foreach (GpuPopulation population in _populations)
        {
            population.Present(from);
        }

        long rewired = PrepareRewiring(from + steps - 1);

        // Where intervals are short, lists of target spikes are not looked at in each of them.
        bool looks = Array.Exists(_populations, population => Array.Exists(population.Parts.Histories, history => history.IsDue(from + steps - 1)));
        _clock.CountFrom(from);
        _graphs.Submit(
            (steps, rewired, looks), _projections.Sum(projection => (long)projection.Rows.Version), () =>
            {
                _clock.Passed(from);
                LaunchInterval(from, steps, looks);
            });
        _clock.Passed(from + steps);
        _spikes.Made(from, from + steps);
        foreach (GpuPopulation population in _populations)
        {
            Array.ForEach(looks ? population.Parts.Histories : [], history => history.Looked(from));
        }

        _deliveredThrough = from + steps - 2;
        Array.ForEach(_modulators, modulator => modulator.Delivered(steps));
        Step = from + steps - 1;
        for (int i = 0; i < _rewiring.Length; i++)
        {
            if (_plans[i].RewiresAt(Step, out int update))
            {
                if (_rewiring[i]!.IsOnDevice)
                {
                    _rewiring[i]!.Launched(update);
                }
                else
                {
                    _rewiring[i]!.Update(update, Step);
                }
            }
        }

        EndStep();
    }

    public void EndStep()
    {
        Step++;
        if (StateLook.IsDue(Step))
        {
            LookAtState();
            _looks++;
            if (_looks % LooksPerCheck == 0)
            {
                _faults.Check();
            }
        }
    }

    public void CheckState()
    {
        LookAtState();
        _faults.Check();
    }

    public void Wait() => _runtime.Synchronize();

    public void Synchronize() => _faults.Check();

    /// <summary>Times that a full list of target spikes had rows swept.</summary>
    public int Sweeps => _populations.Sum(population => population.Parts.Histories.Sum(history => history.Sweeps));

    public ReadOnlySpan<int> Spikes(int population, int step) => _spikes.Of(population, step);

    public bool Takes(int population, Slice sources)
    {
        SettleRewiring();
        return SpikesNeeded.Any(_plans, _modulatorPlans, Slices, population, sources, (projection, source) => _projections[projection].Rows.CountOf(source) > 0);
    }

    public void Receive(int population, int step, ReadOnlySpan<int> spikes) => _spikes.Receive(population, step, spikes);

    public IReadOnlyList<string> StateVariables(int population) => _populations[population].StateVariables;

    public void ReadState(int population, int variable, Span<float> values, int first = 0)
    {
        GpuPopulation from = _populations[population];
        PartitionArguments.RequireState(variable, from.StateVariables.Count, first, values.Length, from.Parts.Slice.Count);
        from.ReadState(variable, values, first);
    }

    public void ReadSpikeCounts(int population, Span<long> counts, int first = 0)
    {
        PartitionArguments.RequireRange(first, counts.Length, Slices[population].Count);
        _populations[population].SpikeCounts.Download(counts, first);
    }

    public long SynapseCount(int projection)
    {
        _rewiring[projection]?.Settle();
        return _projections[projection].Rows.Count;
    }

    public Synapse[] ReadSynapses(int projection)
    {
        _rewiring[projection]?.Settle();
        return _projections[projection].ReadSynapses(_deliveredThrough);
    }

    public RewiringCounts? Rewiring(int projection)
    {
        _rewiring[projection]?.Settle();
        return _rewiring[projection]?.Counts;
    }

    public PartitionSnapshot Capture()
    {
        CheckState();
        SettleRewiring();
        Deliver();
        SweepAll();

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
        _runtime.Finish();
        _graphs.Dispose();
        foreach (GpuRewiring? rewiring in _rewiring)
        {
            rewiring?.Dispose();
        }

        foreach (GpuProjection projection in _projections)
        {
            projection.Dispose();
        }

        foreach (GpuPopulation population in _populations)
        {
            population.Dispose();
        }

        Array.ForEach(_modulators, modulator => modulator.Dispose());
        _noModulator.Dispose();
        _noHistories.ForEach(history => history.Dispose());
        _faults.Dispose();
        _spikes.Dispose();
        _clock.Dispose();
    }

    // Says which projections the device rewires by itself at the end of a step, as bits.
    private long PrepareRewiring(int step)
    {
        long rewired = 0;
        for (int i = 0; i < _rewiring.Length; i++)
        {
            if (_plans[i].RewiresAt(step, out int update) && _rewiring[i]!.IsOnDevice)
            {
                _rewiring[i]!.Prepare(update);
                rewired |= 1L << i;
            }
        }

        return rewired;
    }

    private void LaunchInterval(int from, int steps, bool looks)
    {
        for (int step = from; step < from + steps; step++)
        {
            DeliverEvents(step - 1);
            if (looks && step == from)
            {
                foreach (GpuPopulation population in _populations)
                {
                    Array.ForEach(population.Parts.Histories, history => SweepIfFull(history, step));
                }
            }

            foreach (GpuPopulation population in _populations)
            {
                population.Step(step);
            }
        }

        for (int i = 0; i < _rewiring.Length; i++)
        {
            if (_plans[i].RewiresAt(from + steps - 1, out _) && _rewiring[i]!.IsOnDevice)
            {
                _rewiring[i]!.Launch(from + steps - 1);
            }
        }

        _clock.CountFrom(from + steps);
    }

    // Events of one step in their order: see docs/architecture.md.
    private void DeliverEvents(int eventStep)
    {
        foreach (GpuModulator modulator in _modulators)
        {
            modulator.Deliver(eventStep, _clock);
        }

        foreach (GpuProjection projection in _projections)
        {
            projection.Deliver(eventStep);
        }
    }

    private void SettleRewiring()
    {
        foreach (GpuRewiring? rewiring in _rewiring)
        {
            rewiring?.Settle();
        }
    }

    private void SweepAll()
    {
        foreach (GpuProjection projection in _projections)
        {
            projection.Sweep(_deliveredThrough);
        }

        foreach (GpuPopulation population in _populations)
        {
            Array.ForEach(population.Parts.Histories, history => history.Swept(Step));
        }

        Array.ForEach(_modulators, modulator => modulator.Swept());
    }

    private void LookAtState()
    {
        foreach (GpuPopulation population in _populations)
        {
            population.LookAtState(Step);
        }
    }

    // After the events of the step before have been delivered.
    private void SweepIfFull(GpuHistory history, int step)
    {
        foreach (GpuProjection projection in _projections)
        {
            if (projection.Parts.History == history)
            {
                projection.Sweep(step - 1, GpuHistory.ExtendAt);
            }
        }

        history.EmptyIfFull(step);
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

    private GpuPopulation CreatePopulation(NetworkDescription network, int index)
    {
        PopulationDescription population = network.Populations[index];
        ProjectionPlan[] onto = [.. _plans.Where(plan => plan.Target == index)];
        PopulationTypes types = PopulationTypes.Create(population, typeof(ScalarLane), network.DtMs);
        DeviceTypes.Check(population.Name, types.Neuron, types.NeuronConstants.GetType());
        foreach (ReceptorDescription receptor in population.Receptors)
        {
            DeviceTypes.Check(
                population.Name,
                receptor.Model.ModelType.MakeGenericType(typeof(ScalarLane)),
                population.CreateConstants(receptor, network.DtMs).GetType());
        }

        int count = Slices[index].Count;
        var receptors = new GpuReceptors(_runtime, count, onto, _populationPlans[index].InputBounds);
        var parts = new GpuPopulationParts(
            _runtime, _clock, index, population, Slices[index], network.Seed, network.DtMs,
            receptors,
            [
                .. _populationPlans[index].Histories.Select(
                    plan => CreateHistory(plan, Slices[index], _spikePoolLists ?? SpikePoolSize.ListsFor(count))),
            ],
            _spikes.Queues[index],
            _faults,
            _populationPlans[index].StateVariables,
            [.. _populationPlans[index].Inputs.Select(input => GpuInput.Create(_runtime, input, Slices[index], receptors, _faults))],
            StimulusPresenter.CreateAll(network, index, Slices[index]));
        return (GpuPopulation)types.Instantiate(typeof(GpuPopulation<,,,,>), parts);
    }

    private GpuProjection CreateProjection(NetworkDescription network, ProjectionPlan plan, PartitionSnapshot? from)
    {
        GpuPopulationParts target = _populations[plan.Target].Parts;
        using ISynapseList synapses = from.SynapsesOf(network, plan, Slices[plan.Target]);
        var parts = new GpuProjectionParts(
            _runtime,
            _clock,
            plan,
            Slices[plan.Target],
            network.Seed,
            network.DtMs,
            new GpuRows(_runtime, plan, synapses),
            _spikes.Queues[plan.Source].View,
            target.Receptors,
            _faults,
            plan.NeedsHistory ? target.Histories.First(history => history.Key.Equals(plan.HistoryKey)) : NoHistory(plan),
            plan.Modulator is int modulator ? _modulators[modulator] : _noModulator);
        return (GpuProjection)Generics.Create(typeof(GpuProjection<,,,>), plan.Layout.Types, [plan.Model, parts]);
    }

    // Kernels want views of some kind, even if they make no use of them.
    private GpuHistory NoHistory(ProjectionPlan plan)
    {
        GpuHistory history = CreateHistory(plan, new Slice(0, 0), 0);
        _noHistories.Add(history);
        return history;
    }

    private GpuHistory CreateHistory(ProjectionPlan plan, Slice slice, int poolLists) => (GpuHistory)Generics.Create(
        typeof(GpuHistory<,,,>), plan.Layout.Types, [plan.Model, _runtime, plan, slice, poolLists]);

    private GpuRewiring? CreateRewiring(NetworkDescription network, GpuProjection projection)
    {
        if (projection.Parts.Plan.Description.Rewiring is not RewiringDescription description)
        {
            return null;
        }

        IRewiringRule rule = description.CreateRule();
        if (description.Candidates is not CandidateSource.RandomPairs)
        {
            return (GpuRewiring)Generics.Create(
                typeof(GpuSweepRewiring<>),
                [rule.GetType()],
                [rule, projection, network.Seed, _populations[projection.Parts.Plan.Target]]);
        }

        DeviceTypes.Check(projection.Parts.Plan.Description.Name, rule.GetType());
        return (GpuRewiring)Generics.Create(
            typeof(GpuPairRewiring<,,,,>),
            [.. projection.Parts.Plan.Layout.Types, rule.GetType()],
            [rule, projection, network.Seed]);
    }
}
