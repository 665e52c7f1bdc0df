using SnnCluster.Engine.Partitions;

namespace SnnCluster.Engine.Snapshots.Files;

/// <summary>Takes what a partition needs out of a file whose headers were checked.</summary>
internal sealed class SnapshotReader(SnapshotAssembly assembly, IReadOnlyList<Slice> slices, bool isFirst)
{
    /// <summary>Number of a projection's synapses in blocks that are needed.</summary>
    public long CountSynapses(SnapshotScan file, int projection) => file.Blocks
        .Where(block => block.Header.Kind == BlockKind.Synapses && block.Header.Index == projection && IsNeeded(block.Header))
        .Sum(block => (long)block.Header.Entries);

    /// <summary>Reads what is needed.</summary>
    public void Read(SnapshotScan file)
    {
        foreach ((BlockHeader header, long position) in file.Blocks)
        {
            if (!IsNeeded(header))
            {
                continue;
            }

            try
            {
                Add(file.Outline, header, file.Read(header, position));
            }
            catch (SnapshotFormatException exception) when (exception.Position is null)
            {
                throw file.Error(position, exception.Message, exception);
            }
        }
    }

    // Of spikes and of events of sources, a partition knows those of the whole network.
    private bool IsNeeded(BlockHeader header) => header.Kind switch
    {
        BlockKind.Spikes or BlockKind.SourceEvents => true,
        BlockKind.Counts => isFirst,
        BlockKind.Synapses => Overlaps(header, slices[assembly.Projections[header.Index].Plan.Target]),
        _ => Overlaps(header, slices[header.Index]),
    };

    private static bool Overlaps(BlockHeader header, Slice slice) =>
        SnapshotAssembly.Overlap(new Slice(header.BeginId, header.EndId), slice) > 0;

    private void Add(SnapshotOutline outline, BlockHeader header, ReadOnlySpan<byte> content)
    {
        int n = header.Entries;
        if (header.Kind is BlockKind.SourceEvents or BlockKind.Synapses or BlockKind.Counts)
        {
            AddProjection(outline, header, content);
            return;
        }

        PopulationAssembly to = assembly.Populations[header.Index];
        Slice part = outline.Populations[header.Index].Slice;
        int begin = part.Begin + (int)header.First;
        var integers = new int[header.Kind is BlockKind.State or BlockKind.SpikeCounts or BlockKind.Observed ? 0 : n];
        var floats = new float[header.Kind is BlockKind.State or BlockKind.History ? n : 0];
        switch (header.Kind)
        {
            case BlockKind.State:
                BytePlanes.Read(ref content, floats);
                to.AddState(header.Part, begin, floats);
                break;
            case BlockKind.SpikeCounts:
                var counts = new long[n];
                BytePlanes.Read(ref content, counts);
                to.AddSpikeCounts(begin, counts);
                break;
            case BlockKind.Observed:
                var values = new long[n];
                BytePlanes.Read(ref content, values);
                to.AddObserved(header.Part, begin, values);
                break;
            case BlockKind.History:
                BytePlanes.Read(ref content, integers);
                to.AddHistory(header.Part, begin, integers, ReadFields(ref content, to.Plan.Histories[header.Part].Layout.TargetFields.Count, n));
                break;
            case BlockKind.Input:
                var input = new InputSnapshot(integers, new int[n], new long[n]);
                BytePlanes.Read(ref content, input.Steps);
                BytePlanes.Read(ref content, input.Neurons);
                BytePlanes.Read(ref content, input.Sums);
                to.AddInput(header.Part, input, part);
                break;
            default:
                var spikes = new SpikesSnapshot(integers, new int[n]);
                BytePlanes.Read(ref content, spikes.Steps);
                BytePlanes.Read(ref content, spikes.Neurons);
                to.AddSpikes(spikes, part);
                break;
        }
    }

    private void AddProjection(SnapshotOutline outline, BlockHeader header, ReadOnlySpan<byte> content)
    {
        int n = header.Entries;
        ProjectionAssembly to = assembly.Projections[header.Index];
        switch (header.Kind)
        {
            case BlockKind.SourceEvents:
                var last = new int[n];
                BytePlanes.Read(ref content, last);
                float[][] states = ReadFields(ref content, to.Plan.Layout.SourceFields.Count, n);
                to.AddEvents(outline.Projections[header.Index].Sources.Begin + (int)header.First, last, states);
                break;
            case BlockKind.Synapses:
                var synapses = SynapseColumns.Of(to.Plan, n);
                BytePlanes.Read(ref content, synapses.Sources);
                BytePlanes.Read(ref content, synapses.Targets);
                BytePlanes.Read(ref content, synapses.Weights);
                if (synapses.DendriticDelays is byte[] delays)
                {
                    content[..n].CopyTo(delays);
                    content = content[n..];
                }

                if (synapses.Multiplicity is ushort[] multiplicity)
                {
                    BytePlanes.Read(ref content, multiplicity);
                }

                foreach (float[] field in synapses.States)
                {
                    BytePlanes.Read(ref content, field);
                }

                if (synapses.LastEvents is int[] lastEvents)
                {
                    BytePlanes.Read(ref content, lastEvents);
                }

                to.AddSynapses(synapses, outline.Populations[to.Plan.Target].Slice);
                break;
            default:
                var sums = new long[2];
                var formed = new long[to.RewiringBins];
                var eliminated = new long[to.RewiringBins];
                BytePlanes.Read(ref content, sums);
                BytePlanes.Read(ref content, formed);
                BytePlanes.Read(ref content, eliminated);
                to.AddCounts(sums[0], to.RewiringOf(sums[1], formed, eliminated));
                break;
        }
    }

    private static float[][] ReadFields(ref ReadOnlySpan<byte> content, int fields, int count)
    {
        var all = new float[fields][];
        for (int field = 0; field < fields; field++)
        {
            all[field] = new float[count];
            BytePlanes.Read(ref content, all[field]);
        }

        return all;
    }
}
