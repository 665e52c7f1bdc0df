using SnnCluster.Engine.Partitions;
using SnnCluster.Model.Networks;

namespace SnnCluster.Engine.Snapshots;

/// <summary>
/// Gathers what a partition with some slices needs out of pieces of snapshots, and checks each: what comes from a file is
/// not believed, since a partition follows its numbers without looking.
/// </summary>
internal sealed class SnapshotAssembly
{
    private readonly NetworkDescription _network;
    private readonly IReadOnlyList<Slice> _slices;
    private readonly List<IReadOnlyList<Slice>> _parts = [];
    private string? _deviceKind;
    private IReadOnlyList<ModulatorSnapshot> _modulators = [];

    /// <param name="network">The network.</param>
    /// <param name="slices">The slices of the new partition.</param>
    /// <param name="isFirst">Whether it takes over all counts.</param>
    /// <param name="observedColumns">How many columns probes keep, by population; null to leave them out.</param>
    public SnapshotAssembly(NetworkDescription network, IReadOnlyList<Slice> slices, bool isFirst, IReadOnlyList<int>? observedColumns)
    {
        _network = network;
        _slices = slices;
        ProjectionPlan[] plans = ProjectionPlan.CreateAll(network);
        Populations =
        [
            .. PopulationPlan.CreateAll(network, plans).Select((plan, p) => new PopulationAssembly(plan, slices[p], observedColumns?[p])),
        ];
        Projections = [.. plans.Select(plan => new ProjectionAssembly(plan, slices[plan.Target], isFirst))];
    }

    public PopulationAssembly[] Populations { get; }

    public ProjectionAssembly[] Projections { get; }

    /// <summary>Number of modulators.</summary>
    public int Modulators => _network.Modulators.Count;

    /// <summary>How many counts the reward of a modulator has.</summary>
    public int CountsOf(int modulator) => _network.Modulators[modulator].Reward?.Counted.Count ?? 0;

    /// <summary>Announces a partition's snapshot: all of them come before any of their content.</summary>
    public void AddPart(
        string deviceKind,
        int step,
        IReadOnlyList<Slice> slices,
        IReadOnlyList<int> sizes,
        IReadOnlyList<ModulatorSnapshot> modulators)
    {
        int[] expected = [.. _network.Populations.Select(population => population.Size)];
        if (slices.Count != expected.Length || !sizes.SequenceEqual(expected))
        {
            throw new SnapshotFormatException(
                $"populations of {string.Join(", ", sizes)} neurons where the network has {string.Join(", ", expected)}");
        }

        if (step < 0 || (_parts.Count > 0 && step != Populations[0].Step))
        {
            throw new SnapshotFormatException($"step {step} where other parts are of step {Populations[0].Step}");
        }

        if (_parts.Count > 0 && deviceKind != _deviceKind)
        {
            throw new SnapshotFormatException($"device kind '{deviceKind}' where other parts are of '{_deviceKind}'");
        }

        if (modulators.Count != _network.Modulators.Count || (_parts.Count > 0 && modulators.Zip(_modulators).Any(pair => !pair.First.IsAs(pair.Second))))
        {
            throw new SnapshotFormatException("modulators that are not those of the network, or of other parts");
        }

        for (int m = 0; m < modulators.Count; m++)
        {
            ModulatorSnapshot modulator = modulators[m];
            if (modulator.Counted.Count != CountsOf(m) || modulator.Counted.Any(count => count < 0))
            {
                throw new SnapshotFormatException($"a reward that has counted {string.Join(", ", modulator.Counted)}: must be {CountsOf(m)} numbers from 0 on");
            }

            if (!float.IsFinite(modulator.Level)
                || (modulator.LastStep != Host.SpikeHistory.Never && (modulator.LastStep < 0 || modulator.LastStep >= step)))
            {
                throw new SnapshotFormatException(
                    $"a modulator with a level of {modulator.Level} at step {modulator.LastStep}: must be a number at a step before {step}");
            }
        }

        _modulators = modulators;
        _deviceKind = deviceKind;
        _parts.Add(slices);
        Array.ForEach(Populations, population => population.Step = step);
        Array.ForEach(Projections, projection => projection.Step = step);
    }

    /// <summary>How many synapses of a part may be of use.</summary>
    public long CountOf(int projection, PartitionSnapshot part)
    {
        int target = Projections[projection].Plan.Target;
        return Overlap(part.Slices[target], _slices[target]) > 0 ? part.Projections[projection].Synapses.Count : 0;
    }

    /// <summary>Number of ids that lie in both slices.</summary>
    public static int Overlap(Slice a, Slice b) => Math.Max(0, Math.Min(a.End, b.End) - Math.Max(a.Begin, b.Begin));

    /// <summary>What was gathered, after all content of all parts.</summary>
    public PartitionSnapshot Finish() => new()
    {
        DeviceKind = _deviceKind!,
        Step = Populations[0].Step,
        Slices = _slices,
        Populations = [.. Populations.Select(population => population.Finish())],
        Projections = [.. Projections.Select(projection => projection.Finish())],
        Modulators = _modulators,
    };

    /// <summary>The parts must hold each neuron once; asked after all were announced.</summary>
    public void CheckCover()
    {
        for (int p = 0; p < _network.Populations.Count; p++)
        {
            int end = 0;
            foreach (Slice slice in _parts.Select(part => part[p]).Where(slice => slice.Count != 0).OrderBy(slice => slice.Begin))
            {
                if (slice.Begin != end || slice.End <= slice.Begin)
                {
                    ThrowUncovered(p, end, slice.Begin);
                }

                end = slice.End;
            }

            if (end != _network.Populations[p].Size || _parts.Count == 0)
            {
                ThrowUncovered(p, end, _network.Populations[p].Size);
            }
        }
    }

    private void ThrowUncovered(int population, int end, int next) => throw new SnapshotFormatException(
        $"{_parts.Count} snapshots do not hold each neuron of {_network.Populations[population].Name} once: one ends before "
        + $"neuron {end}, and the next begins with {next}");
}
