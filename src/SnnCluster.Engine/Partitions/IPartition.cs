using SnnCluster.Engine.Recording;
using SnnCluster.Engine.Snapshots;

namespace SnnCluster.Engine.Partitions;

/// <summary>Takes some synapses.</summary>
/// <param name="synapses">The synapses; valid during the call.</param>
public delegate void SynapseVisitor(ReadOnlySpan<Synapse> synapses);

/// <summary>
/// A contiguous slice of every population and all synapses whose target lies in it, on one device. One step is:
/// <see cref="Deliver"/>, <see cref="Update"/>, <see cref="Rewire"/>, then <see cref="EndStep"/>; <see cref="Receive"/>
/// takes the spikes of the other partitions before the step in which they reach synapses. Where the network has a
/// <see cref="Rewiring.WiringSchedule"/>, its rounds come between two steps: all partitions <see cref="Offer"/>, then all <see cref="Take"/>. Not safe to call
/// from several threads at once.
/// </summary>
public interface IPartition : IDisposable
{
    /// <summary>Name of the device that holds it.</summary>
    string Device { get; }

    /// <summary>Its slices, by population.</summary>
    IReadOnlyList<Slice> Slices { get; }

    /// <summary>The step that is computed next, or now.</summary>
    int Step { get; }

    /// <summary>Spikes delivered so far, once per synapse.</summary>
    long SynapticEvents { get; }

    /// <summary>
    /// Delivers the spikes that reach their synapses at the end of the step before: brings those synapses up to date,
    /// adds their weights to the targets' input and applies the source's event. Does nothing when called again.
    /// </summary>
    void Deliver();

    /// <summary>Presents stimuli that are due and advances all neurons by one step.</summary>
    /// <exception cref="SimulationException">
    /// A neuron has more conductance than it bears. A GPU tells by <see cref="Synchronize"/>.
    /// </exception>
    void Update();

    /// <summary>Changes the wiring of projections that are due.</summary>
    void Rewire();

    /// <summary>What it offers to all partitions in a round between two steps. Delivers the events of the last step first, as <see cref="Deliver"/> does.</summary>
    /// <param name="round">The round, from 0 to <see cref="Rewiring.WiringSchedule.Rounds"/> - 1, in order.</param>
    /// <param name="offer">Takes it; empty before.</param>
    void Offer(int round, List<int> offer)
    {
        // By default of a device that refuses networks with synaptic elements.
    }

    /// <summary>Takes what all partitions have offered in a round.</summary>
    /// <param name="round">The round.</param>
    /// <param name="offers">By partition, in the order of their neurons; its own among them. Valid during the call.</param>
    /// <exception cref="SimulationException">An offer is not as it must be, or a rule gives a weight beyond its bound.</exception>
    void Take(int round, IReadOnlyList<ReadOnlyMemory<int>> offers)
    {
    }

    /// <summary>
    /// Ends the step. Now and then it looks at all state, as <see cref="CheckState"/> does; a GPU tells what it found by
    /// <see cref="Synchronize"/>.
    /// </summary>
    /// <exception cref="SimulationException">A state variable of a neuron is not a number.</exception>
    void EndStep();

    /// <summary>Looks at all state, between two steps, which costs about as much as a step.</summary>
    /// <exception cref="SimulationException">A state variable of a neuron is not a number.</exception>
    void CheckState();

    /// <summary>Whether work goes on after a call that asked for it has returned, so that clocks must <see cref="Wait"/>.</summary>
    bool IsAsynchronous => false;

    /// <summary>
    /// How many whole steps <see cref="Advance"/> can make: the spikes of other partitions that reach a synapse in them are there, and nobody looks
    /// at state between them. 0 where the next step is to be made by single calls.
    /// </summary>
    /// <param name="most">At most so many, at least 1.</param>
    int StepsAtOnce(int most) => 0;

    /// <summary>
    /// Makes some whole steps, each with <see cref="Deliver"/>, <see cref="Update"/>, <see cref="Rewire"/> and <see cref="EndStep"/>, in fewer
    /// calls of the device than these need.
    /// </summary>
    /// <param name="steps">As many as <see cref="StepsAtOnce"/> gave.</param>
    /// <exception cref="SimulationException">As the single calls.</exception>
    void Advance(int steps) => throw new NotSupportedException();

    /// <summary>Waits until the device has done all that was asked of it, as clocks need it.</summary>
    void Wait()
    {
    }

    /// <summary>
    /// Waits as <see cref="Wait"/> does, and tells errors that only the device has seen so far. Results do not need it, since
    /// whatever reads them waits by itself.
    /// </summary>
    /// <exception cref="SimulationException">Something went wrong on the device.</exception>
    void Synchronize()
    {
    }

    /// <summary>Global ids of its own neurons that spiked in a step, ascending; valid until the next step is computed.</summary>
    /// <param name="population">Number of the population.</param>
    /// <param name="step">The step that is computed now, or one of those that <see cref="Advance"/> has just made.</param>
    ReadOnlySpan<int> Spikes(int population, int step);

    /// <summary>
    /// Whether it may ever need the spikes of some neurons: a synapse of it comes from one of them, or rewiring may make one that does, or
    /// a modulator counts them. Of neurons of which it needs none it need not receive any.
    /// </summary>
    /// <param name="population">Number of the population.</param>
    /// <param name="sources">The neurons, of any partition.</param>
    bool Takes(int population, Slice sources) => sources.Count > 0;

    /// <summary>
    /// Takes the spikes that another partition emitted in a step: this one, or an earlier one that is not longer ago than
    /// the smallest axonal delay, so that they have not reached a synapse yet. In any order; each partition's once.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">A spike is of a neuron that there is not.</exception>
    void Receive(int population, int step, ReadOnlySpan<int> spikes);

    /// <summary>Names of a population's state variables: the neuron model's, then its receptors'.</summary>
    IReadOnlyList<string> StateVariables(int population);

    /// <summary>Reads one state variable of its neurons of a population.</summary>
    /// <param name="population">Number of the population.</param>
    /// <param name="variable">Number of the variable.</param>
    /// <param name="values">Takes those of as many neurons as it is long.</param>
    /// <param name="first">The first of them, by its place in the slice.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such variable, or there are not so many neurons.</exception>
    void ReadState(int population, int variable, Span<float> values, int first = 0);

    /// <summary>Reads how often neurons of a population have spiked.</summary>
    /// <param name="population">Number of the population.</param>
    /// <param name="counts">Takes those of as many neurons as it is long.</param>
    /// <param name="first">The first of them, by its place in the slice.</param>
    void ReadSpikeCounts(int population, Span<long> counts, int first = 0);

    /// <summary>Number of its synapses of a projection.</summary>
    long SynapseCount(int projection);

    /// <summary>
    /// Its synapses of a projection in the order of (source, target, k), with weights brought up to date through the
    /// last step whose spikes were delivered.
    /// </summary>
    Synapse[] ReadSynapses(int projection);

    /// <summary>
    /// The same synapses by target; valid as long as the partition stands still. By default a copy of all.
    /// </summary>
    /// <param name="projection">Number of the projection.</param>
    /// <param name="targets">The partition's slice of its target population.</param>
    ISynapsesByTarget ReadByTarget(int projection, Slice targets) =>
        new CopiedSynapsesByTarget(ReadSynapses(projection), targets);

    /// <summary>The same, some at a time; what was given last is valid until the next is asked for. By default all at once.</summary>
    /// <param name="projection">Number of the projection.</param>
    IEnumerable<ReadOnlyMemory<Synapse>> SynapsesInOrder(int projection) => [ReadSynapses(projection)];

    /// <summary>
    /// Shows its synapses of a projection, some at a time and in no order, with weights up to date; no copy of all is made where the
    /// device can do without.
    /// </summary>
    /// <param name="projection">Number of the projection.</param>
    /// <param name="visit">Takes them; they are valid during the call.</param>
    void VisitSynapses(int projection, SynapseVisitor visit) => visit(ReadSynapses(projection));

    /// <summary>What rewiring did in a projection so far; null where it is not rewired.</summary>
    RewiringCounts? Rewiring(int projection);

    /// <summary>
    /// Its whole state, between two steps. Delivers the events of the last step, for which it needs what
    /// <see cref="Deliver"/> needs, and brings all weights up to date first; neither changes a bit of what comes later.
    /// </summary>
    /// <exception cref="SimulationException">A state variable of a neuron is not a number.</exception>
    PartitionSnapshot Capture();
}
