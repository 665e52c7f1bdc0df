using SnnCluster.Engine.Partitions;

namespace SnnCluster.Engine.Snapshots.Files;

/// <summary>All entries of one kind of one population or projection: they go to a file as one block after the other.</summary>
/// <param name="Kind">What they are.</param>
/// <param name="Index">Number of the population or projection.</param>
/// <param name="Part">Number of the state variable, history or receptor.</param>
/// <param name="Entries">How many.</param>
/// <param name="EntryLength">Bytes of each before compression.</param>
internal readonly record struct SnapshotColumn(BlockKind Kind, int Index, int Part, long Entries, int EntryLength);

/// <summary>A population in an outline; of each history it has the number of fields.</summary>
internal sealed record PopulationOutline(int Size, Slice Slice, int States, int[] Histories, long[] Inputs, long Spikes, int Observed);

/// <summary>A projection in an outline.</summary>
internal sealed record ProjectionOutline(
    Slice Sources,
    int Events,
    int SourceFields,
    int SynapseFields,
    SynapseProperties Properties,
    int RewiringBins,
    long Synapses);

/// <summary>What the synapses of a projection have besides source, target, weight and fields.</summary>
[Flags]
internal enum SynapseProperties : byte
{
    None = 0,
    DendriticDelays = 1,
    Multapses = 2,
    LastEvents = 4,
}

/// <summary>The first block of a file: what the snapshot is of, and with that which columns follow, and how long.</summary>
internal sealed record SnapshotOutline(
    int Step,
    string DeviceKind,
    IReadOnlyList<PopulationOutline> Populations,
    IReadOnlyList<ProjectionOutline> Projections,
    IReadOnlyList<ModulatorSnapshot> Modulators)
{
    private const int MostColumns = 1 << 16;

    public Slice[] Slices => [.. Populations.Select(population => population.Slice)];

    public static SnapshotOutline Of(PartitionSnapshot snapshot) => new(
        snapshot.Step,
        snapshot.DeviceKind,
        [
            .. snapshot.Populations.Select((one, p) => new PopulationOutline(
                one.Size,
                snapshot.Slices[p],
                one.States.Count,
                [.. one.Histories.Select(history => history.State.Count)],
                [.. one.Inputs.Select(input => (long)input.Sums.Length)],
                one.Spikes.Steps.Length,
                one.Observed.Count)),
        ],
        [
            .. snapshot.Projections.Select(one => new ProjectionOutline(
                one.Sources,
                one.LastEvents.Length,
                one.SourceStates.Count,
                one.Synapses.States.Count,
                PropertiesOf(one.Synapses),
                one.Rewiring?.FormedByDistance.Count ?? 0,
                one.Synapses.Count)),
        ],
        snapshot.Modulators);

    /// <summary>The columns of the file, in order.</summary>
    public IEnumerable<SnapshotColumn> Columns()
    {
        for (int p = 0; p < Populations.Count; p++)
        {
            PopulationOutline one = Populations[p];
            for (int v = 0; v < one.States; v++)
            {
                yield return new SnapshotColumn(BlockKind.State, p, v, one.Slice.Count, 4);
            }

            yield return new SnapshotColumn(BlockKind.SpikeCounts, p, 0, one.Slice.Count, 8);
            for (int h = 0; h < one.Histories.Length; h++)
            {
                yield return new SnapshotColumn(BlockKind.History, p, h, one.Slice.Count, 4 + (4 * one.Histories[h]));
            }

            for (int r = 0; r < one.Inputs.Length; r++)
            {
                yield return new SnapshotColumn(BlockKind.Input, p, r, one.Inputs[r], 16);
            }

            yield return new SnapshotColumn(BlockKind.Spikes, p, 0, one.Spikes, 8);
            for (int c = 0; c < one.Observed; c++)
            {
                yield return new SnapshotColumn(BlockKind.Observed, p, c, one.Slice.Count, 8);
            }
        }

        for (int p = 0; p < Projections.Count; p++)
        {
            ProjectionOutline one = Projections[p];
            int synapse = 12 + (4 * one.SynapseFields)
                + (one.Properties.HasFlag(SynapseProperties.DendriticDelays) ? 1 : 0)
                + (one.Properties.HasFlag(SynapseProperties.Multapses) ? 2 : 0)
                + (one.Properties.HasFlag(SynapseProperties.LastEvents) ? 4 : 0);
            yield return new SnapshotColumn(BlockKind.SourceEvents, p, 0, one.Events, 4 + (4 * one.SourceFields));
            yield return new SnapshotColumn(BlockKind.Synapses, p, 0, one.Synapses, synapse);
            yield return new SnapshotColumn(BlockKind.Counts, p, 0, 1, 16 + (16 * one.RewiringBins));
        }
    }

    public byte[] ToBytes()
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        writer.Write(Step);
        writer.Write(DeviceKind);
        writer.Write(Populations.Count);
        foreach (PopulationOutline one in Populations)
        {
            writer.Write(one.Size);
            writer.Write(one.Slice.Begin);
            writer.Write(one.Slice.End);
            writer.Write(one.States);
            writer.Write(one.Histories.Length);
            Array.ForEach(one.Histories, writer.Write);
            writer.Write(one.Inputs.Length);
            Array.ForEach(one.Inputs, writer.Write);
            writer.Write(one.Spikes);
            writer.Write(one.Observed);
        }

        writer.Write(Projections.Count);
        foreach (ProjectionOutline one in Projections)
        {
            writer.Write(one.Sources.Begin);
            writer.Write(one.Sources.End);
            writer.Write(one.Events);
            writer.Write(one.SourceFields);
            writer.Write(one.SynapseFields);
            writer.Write((byte)one.Properties);
            writer.Write(one.RewiringBins);
            writer.Write(one.Synapses);
        }

        writer.Write(Modulators.Count);
        foreach (ModulatorSnapshot one in Modulators)
        {
            writer.Write(one.LastStep);
            writer.Write(one.Level);
            writer.Write(one.Counted.Count);
            foreach (long count in one.Counted)
            {
                writer.Write(count);
            }
        }

        writer.Flush();
        return bytes.ToArray();
    }

    /// <summary>Reads an outline that must fit a network.</summary>
    /// <exception cref="SnapshotFormatException">It does not.</exception>
    /// <exception cref="IOException">The bytes end too early.</exception>
    /// <exception cref="FormatException">A text is none.</exception>
    public static SnapshotOutline Parse(byte[] bytes, SnapshotAssembly network)
    {
        using var reader = new BinaryReader(new MemoryStream(bytes));
        int step = reader.ReadInt32();
        string deviceKind = reader.ReadString();
        Expect("populations", reader.ReadInt32(), network.Populations.Length);
        var populations = new List<PopulationOutline>();
        foreach (PopulationAssembly one in network.Populations)
        {
            int size = reader.ReadInt32();
            var slice = new Slice(reader.ReadInt32(), reader.ReadInt32());
            string name = one.Plan.Description.Name;
            Expect($"neurons of {name}", size, one.Plan.Description.Size);
            if (slice.Begin < 0 || slice.End < slice.Begin || slice.End > size)
            {
                throw new SnapshotFormatException($"neurons {slice.Begin} to {slice.End} of {name}, which has {size}");
            }

            int states = Expect($"state variables of {name}", reader.ReadInt32(), one.Variables);
            var histories = new int[Expect($"spike histories of {name}", reader.ReadInt32(), one.Plan.Histories.Length)];
            for (int h = 0; h < histories.Length; h++)
            {
                histories[h] = Expect(
                    $"fields of a spike history of {name}", reader.ReadInt32(), one.Plan.Histories[h].Layout.TargetFields.Count);
            }

            var inputs = new long[Expect($"receptors of {name}", reader.ReadInt32(), one.Plan.InputSlots.Length)];
            for (int r = 0; r < inputs.Length; r++)
            {
                inputs[r] = UpTo($"input of {name}", reader.ReadInt64(), (long)slice.Count * one.Plan.InputSlots[r]);
            }

            long spikes = UpTo(
                $"spikes of {name} under way", reader.ReadInt64(), (long)slice.Count * (one.Plan.LongestDelaySteps - 1));
            int found = reader.ReadInt32();
            int observed = one.ObservedColumns is int columns
                ? Expect($"columns of probes of {name}", found, columns)
                : (int)UpTo($"columns of probes of {name}", found, MostColumns);
            populations.Add(new PopulationOutline(size, slice, states, histories, inputs, spikes, observed));
        }

        Expect("projections", reader.ReadInt32(), network.Projections.Length);
        var projections = new List<ProjectionOutline>();
        foreach (ProjectionAssembly one in network.Projections)
        {
            string name = one.Plan.Description.Name;
            Slice sources = populations[one.Plan.Source].Slice;
            Expect($"the first source of {name}", reader.ReadInt32(), sources.Begin);
            Expect($"the last source of {name}", reader.ReadInt32(), sources.End);
            int events = Expect(
                $"sources of {name} with events", reader.ReadInt32(), one.Plan.KeepsEvents ? sources.Count : 0);
            int sourceFields = Expect(
                $"fields of sources of {name}", reader.ReadInt32(), one.Plan.Layout.SourceFields.Count);
            int synapseFields = Expect(
                $"fields of synapses of {name}", reader.ReadInt32(), one.Plan.Layout.SynapseFields.Count);
            SynapseProperties properties = PropertiesOf(SynapseColumns.Of(one.Plan, 0));
            Expect($"properties of synapses of {name}", reader.ReadByte(), (int)properties);
            int bins = Expect($"distances of {name}", reader.ReadInt32(), one.RewiringBins);
            long synapses = UpTo($"synapses of {name}", reader.ReadInt64(), Array.MaxLength);
            projections.Add(new ProjectionOutline(sources, events, sourceFields, synapseFields, properties, bins, synapses));
        }

        var modulators = new ModulatorSnapshot[Expect("modulators", reader.ReadInt32(), network.Modulators)];
        for (int m = 0; m < modulators.Length; m++)
        {
            (int lastStep, float level) = (reader.ReadInt32(), reader.ReadSingle());
            var counted = new long[Expect("counts of a reward", reader.ReadInt32(), network.CountsOf(m))];
            for (int i = 0; i < counted.Length; i++)
            {
                counted[i] = reader.ReadInt64();
            }

            modulators[m] = new ModulatorSnapshot(lastStep, level, counted);
        }

        Expect("bytes after the outline", (int)(bytes.Length - reader.BaseStream.Position), 0);
        return new SnapshotOutline(step, deviceKind, populations, projections, modulators);
    }

    private static SynapseProperties PropertiesOf(SynapseColumns synapses) =>
        (synapses.DendriticDelays is null ? SynapseProperties.None : SynapseProperties.DendriticDelays)
        | (synapses.Multiplicity is null ? SynapseProperties.None : SynapseProperties.Multapses)
        | (synapses.LastEvents is null ? SynapseProperties.None : SynapseProperties.LastEvents);

    private static int Expect(string what, int found, int expected) => found == expected
        ? found
        : throw new SnapshotFormatException($"{what}: {found} where the network has {expected}");

    private static long UpTo(string what, long found, long limit) => found >= 0 && found <= limit
        ? found
        : throw new SnapshotFormatException($"{what}: {found} where the network allows up to {limit}");
}
