using SnnCluster.Engine.Host;
using SnnCluster.Engine.Probes;
using SnnCluster.Engine.Recording;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Rewiring;

namespace SnnCluster.Engine.Partitions;

/// <summary>
/// How much memory a network takes on the host at its peak, known before any of it is allocated: what is there all the
/// time, and the largest of what comes and goes beside it. Growth by rewiring of random pairs is not in it: nobody knows
/// it in advance.
/// </summary>
public static class MemoryEstimate
{
    /// <summary>
    /// What a process takes for itself, with the code that it has loaded and the buffers of the files that it writes
    /// [bytes]. A run of 512 neurons without results holds 62 to 70 MB, one with results and figures 155 MB.
    /// </summary>
    public const double RuntimeBytes = 100e6;

    /// <summary>What any neuron takes at least: enough to refuse the absurd before a description is made.</summary>
    public const double LeastBytesPerNeuron = SpikeCountBytes + HistoryBytes + ReceptorBytes;

    /// <summary>
    /// What the collector leaves lying about beside large arrays that are in use, as a factor: it lets garbage grow to a
    /// share of them before it looks.
    /// </summary>
    public const double GarbageFactor = 1.25;

    private const double SpikeCountBytes = 8;

    // A record without state, spikes since the last sweep, and the newest list of more of them; lists of the pool come on top.
    private const double HistoryBytes = 33;

    // What has arrived, and for each slot a sum and a place in the list of neurons that got input.
    private const double ReceptorBytes = ArrivedBytes + SlotBytes;
    private const double ArrivedBytes = 4;
    private const double SlotBytes = 8 + 4;

    // Signature of a row; target and weight of an entry.
    private const double SignatureBytes = 8;
    private const double EntryBytes = 8;

    // Columns of a snapshot: source, target, weight.
    private const double SnapshotSynapseBytes = 12;
    private const double SnapshotNeuronBytes = 8;

    /// <summary>Bytes that one partition takes at its peak.</summary>
    /// <param name="network">The network.</param>
    /// <param name="slices">The partition's slice of each population.</param>
    /// <param name="observation">What is observed of it while it runs.</param>
    public static double PartitionBytes(
        NetworkDescription network, IReadOnlyList<Slice> slices, ObservationPlan observation)
    {
        ProjectionPlan[] plans = ProjectionPlan.CreateAll(network);
        bool[] arrivals = ArrivalPlan.Of(plans, slices);
        double held = PopulationPlan.CreateAll(network, plans)
            .Select((plan, p) => NeuronBytes(plan, slices[p].Count, SlotsOf(plan, plans.Where(one => arrivals[one.Index]), observation))).Sum();
        double digest = 0;
        double others = 0;
        Rows[] all = [.. plans.Select(plan => RowsOf(plan, slices[plan.Target].Count, slices[plan.Source].Count, arrivals[plan.Index]))];
        foreach (ProjectionPlan plan in plans)
        {
            Rows rows = all[plan.Index];
            held += rows.Bytes;
            digest += (TargetBlocks.CopiedShare * Synapse.Bytes * rows.Synapses) + (sizeof(int) * (double)slices[plan.Target].Count);
            others = Math.Max(others, rows.ComesAndGoes);
        }

        foreach (int[] group in ArrivalPlan.Groups(plans, slices, arrivals))
        {
            others = Math.Max(others, group.Sum(index => all[index].UntilPacked) + group.Max(index => all[index].ComesAndGoes));
        }

        double share = slices.Sum(slice => (double)slice.Count) / network.Populations.Sum(population => (double)population.Size);
        double probes = observation.Probes.Sum(probe => probe.Bytes(network, share));
        return held + probes + SnapshotsBytes(network, plans, slices, observation) + Math.Max(others, digest);
    }

    /// <summary>Bytes of all synapses as reports have them, for who holds them.</summary>
    /// <param name="network">The network.</param>
    /// <param name="slices">The slice of each population.</param>
    public static double SampleBytes(NetworkDescription network, IReadOnlyList<Slice> slices) =>
        GarbageFactor * Synapse.Bytes * PartitionSynapses(network, slices);

    /// <summary>Synapses that one partition is expected to hold: at the start, or when vacancies are filled.</summary>
    /// <param name="network">The network.</param>
    /// <param name="slices">The partition's slice of each population.</param>
    public static double PartitionSynapses(NetworkDescription network, IReadOnlyList<Slice> slices) =>
        ProjectionPlan.CreateAll(network).Sum(plan => SynapsesOf(plan, slices[plan.Target].Count));

    /// <summary>Memory that this process may take [bytes].</summary>
    public static double Available => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

    /// <summary>Refuses what does not fit.</summary>
    /// <param name="bytes">How much is needed.</param>
    /// <param name="what">What needs it.</param>
    /// <param name="partitions">How many partitions share it.</param>
    /// <exception cref="InvalidDescriptionException">It needs more memory than there is.</exception>
    public static void Require(double bytes, string what = "the network", int partitions = 1)
    {
        if (bytes > Available)
        {
            string each = partitions > 1 ? $", {Gigabytes(bytes / partitions)} for each of {partitions} partitions" : "";
            throw new InvalidDescriptionException(
                $"{what} needs about {Gigabytes(bytes)} of memory{each}: there is {Gigabytes(Available)}");
        }
    }

    /// <summary>Adds an error for every projection of which a partition would hold more than an array can.</summary>
    /// <param name="network">The network.</param>
    /// <param name="slices">The partition's slice of each population.</param>
    /// <param name="errors">Takes them.</param>
    public static void CheckArrays(NetworkDescription network, IReadOnlyList<Slice> slices, ValidationErrors errors)
    {
        foreach (ProjectionPlan plan in ProjectionPlan.CreateAll(network))
        {
            double synapses = SynapsesOf(plan, slices[plan.Target].Count);
            if (synapses > Array.MaxLength)
            {
                errors.Add($"{plan.Description.Name} has about {ValidationErrors.Text(Math.Round(synapses))} synapses in one "
                    + $"partition: must be at most {Array.MaxLength}, so that they can be read; use more partitions");
            }
        }
    }

    internal static double SynapsesOf(ProjectionPlan plan, int targets) => targets * (plan.Candidates is CandidateSource.Vacancies vacancies
        ? Math.Max(plan.Connector.ExpectedInDegree, Math.Min(vacancies.InDegree, plan.SourceSize))
        : plan.Connector.ExpectedInDegree);

    // With states before spikes, a record is filled up to a cache line.
    private static double HistoryBytesOf(ProjectionPlan plan) => HistoryBytes + (sizeof(float) * plan.Layout.TargetFields.Count
        * (plan.NeedsStateBeforeSpikes ? 3.0 + SpikeHistory.Capacity : 1.0));

    // What has not arrived yet is added to slots of later steps for a checkpoint.
    private static int[] SlotsOf(PopulationPlan plan, IEnumerable<ProjectionPlan> arrivals, ObservationPlan observation) =>
        observation.CheckpointSteps > 0 ? plan.InputSlots : plan.SlotsWithout(arrivals);

    private static double NeuronBytes(PopulationPlan plan, int neurons, int[] slotsOfReceptors)
    {
        // State of neurons without input is there as it is before and after the steps that are computed at once.
        double copies = plan.Description.Receptors.Count == 0 ? 2 : 1;
        double each = SpikeCountBytes
            + (copies * sizeof(float) * (plan.StateVariables.Count + StateLayout.ParameterNames(plan.Description.Model.ModelType).Count))
            + plan.Histories.Sum(HistoryBytesOf)
            + slotsOfReceptors.Sum(slots => ArrivedBytes + (SlotBytes * slots));

        double pools = plan.Histories.Sum(projection => SpikePoolSize.BytesFor(neurons)
            + (projection.NeedsStateBeforeSpikes
                ? (double)SpikePoolSize.ListsFor(neurons) * sizeof(float) * projection.Layout.TargetFields.Count * SpikeList.Capacity
                : 0));

        // Tables of curves are there for the plan, the history and the projection; lists once in the description and once here.
        double tables = plan.Histories.Sum(projection => 3.0 * sizeof(float) * projection.TableEntries)
            + plan.Inputs.Sum(input => input.Description is Model.Inputs.ListedSpikes listed ? 2.0 * sizeof(int) * listed.Ids.Count : 0);

        // The list of a step's spikes has room for all of its own neurons, in each step of the longest delay.
        return pools + tables + (neurons * (each + (sizeof(int) * (plan.LongestDelaySteps + 1.0))));
    }

    private static Rows RowsOf(ProjectionPlan plan, int targets, int sources, bool onArrival)
    {
        double synapses = SynapsesOf(plan, targets);

        // Where few sources have a synapse here, the others have no row (SourceDirectory), but for the partition's own.
        double most = Math.Max(1, synapses + (plan.KeepsEvents ? sources : 0));
        double count = plan.Description.Rewiring is null && most < plan.SourceSize / 2.0 ? most : plan.SourceSize;
        double perRow = synapses / count;
        double entry = EntryBytes - (plan.ConstantWeight is null ? 0 : sizeof(float)) + (sizeof(float) * plan.Layout.SynapseFields.Count) + (plan.Layout.Advances ? sizeof(int) : 0)
            + (plan.LargestDendriticSteps > 0 ? 1 : 0)
            + (plan.Description.MakesMultapses ? sizeof(ushort) : 0);
        double drawn = sizeof(int) * synapses;
        double row = SignatureBytes + SynapseRows.HeaderBytes(sizeof(float) * plan.Layout.SourceFields.Count);
        if (plan.RewiringSteps == 0)
        {
            // Rows are padded to blocks of 8, by half a block on average; those that are empty are not.
            double room = count * Math.Min(perRow + 3.5, 8 * perRow);
            double rows = (count * row) + (room * entry);
            return onArrival ? new Rows(synapses, ArrivalBytes(plan, synapses, count, targets), drawn, UntilPacked: rows) : new Rows(synapses, rows, drawn);
        }

        // Half as much again in spare slots, half a block, and padding. The first row that is full has all rows move to
        // arrays with half as much again, one array after the other.
        double spare = plan.SourceSize * ((1.5 * perRow) + 4 + 3.5);
        double update = plan.Candidates is CandidateSource.RandomPairs pairs
            ? 2 * 16.0 * pairs.AttemptsPerUpdate * targets / plan.TargetSize
            : 1.5 * 8 * synapses;
        return new Rows(
            synapses,
            (plan.SourceSize * row) + (1.5 * spare * entry) + update,
            Math.Max(drawn, spare * sizeof(float)));
    }

    // Ids and weights, a run and at most a block for each delay that synapses of a row may have, and for each row its place, its length and its end.
    private static double ArrivalBytes(ProjectionPlan plan, double synapses, double rows, int targets)
    {
        double entry = (JointRows.HasNarrowIds(targets) ? sizeof(ushort) : sizeof(int))
            + (plan.ConstantWeight is not null ? 0 : plan.WeightUnit > 0 ? sizeof(short) : sizeof(float))
            + (ArrivalRows.NumberBytes * ArrivalPlan.NumberedShare(plan));
        double heads = Math.Min(synapses, rows * (1.0 + plan.LargestDendriticSteps));
        return (synapses * entry) + (heads * ((2 * sizeof(uint)) + 2)) + (rows * (sizeof(long) + sizeof(int) + sizeof(uint)));
    }

    // One that is being written, and one that waits for that.
    private static double SnapshotsBytes(
        NetworkDescription network, ProjectionPlan[] plans, IReadOnlyList<Slice> slices, ObservationPlan observation)
    {
        if (observation.CheckpointSteps == 0)
        {
            return 0;
        }

        double neurons = slices.Select((slice, p) => slice.Count
            * ((sizeof(float) * StateVariables.Of(network, p).Count) + (2 * SnapshotNeuronBytes))).Sum();
        double synapses = plans.Sum(plan =>
            (SnapshotSynapseBytes + (sizeof(float) * (plan.Layout.SynapseFields.Count + (plan.Layout.Advances ? 1 : 0)))) * SynapsesOf(plan, slices[plan.Target].Count));
        double sources = plans.Sum(plan => (sizeof(int) + (sizeof(float) * plan.Layout.SourceFields.Count)) * slices[plan.Source].Count);
        return 2 * GarbageFactor * (neurons + synapses + sources);
    }

    private static string Gigabytes(double bytes) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{bytes / (1L << 30):N1} GiB");

    // The rows of a projection: all that they take, what comes and goes while they are built and when they grow, and what stays until those that share rows are packed.
    private readonly record struct Rows(double Synapses, double Bytes, double ComesAndGoes, double UntilPacked = 0);
}
