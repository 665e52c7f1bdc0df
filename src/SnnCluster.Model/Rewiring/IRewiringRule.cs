using System.Runtime.CompilerServices;
using SnnCluster.Model.Networks;

namespace SnnCluster.Model.Rewiring;

/// <summary>A source and a target neuron, connected or not.</summary>
/// <param name="Source">Global id of the source neuron.</param>
/// <param name="Target">Global id of the target neuron.</param>
/// <param name="Grid">The grid of both populations; of width 0 where they have no common one.</param>
public readonly record struct NeuronPair(int Source, int Target, GridGeometry Grid)
{
    /// <summary>Squared periodic distance on the grid. Computed when asked for.</summary>
    public int SquaredDistance
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Grid.SquaredDistance(Source, Target);
    }
}

/// <summary>A synapse that an attempt on a random pair has met.</summary>
/// <param name="Pair">Its neurons.</param>
/// <param name="Weight">Its weight, up to date.</param>
public readonly record struct ExistingSynapse(NeuronPair Pair, float Weight);

/// <summary>A synapse among all those of its target, as a sweep over them sees it.</summary>
/// <param name="Pair">Its neurons.</param>
/// <param name="Weight">Its weight, up to date.</param>
/// <param name="Rank">
/// Its place among its target's synapses of the projection, sorted by absolute weight from 0 (ties by source).
/// </param>
/// <param name="InDegree">Number of its target's synapses of the projection.</param>
/// <param name="TargetState">
/// The target's state variable that <see cref="RewiringDescription.TargetVariable"/> names, after the step of the update; 0 where none is named.
/// </param>
public readonly record struct RankedSynapse(NeuronPair Pair, float Weight, int Rank, int InDegree, float TargetState = 0);

/// <summary>A target neuron, for a rule that says how many synapses it has room for.</summary>
/// <param name="Target">Global id.</param>
/// <param name="InDegree">Number of its synapses of the projection before the update.</param>
/// <param name="State">
/// Its state variable that <see cref="RewiringDescription.TargetVariable"/> names, after the step of the update; 0 where none is named.
/// </param>
public readonly record struct TargetNeuron(int Target, int InDegree, float State);

/// <summary>A free axonal element of a source and a free dendritic element of a target that have met.</summary>
/// <param name="Source">Global id of the source neuron.</param>
/// <param name="Target">Global id of the target neuron.</param>
/// <param name="SquaredDistance">
/// Squared distance on the sheet, whose sides have length 1 and whose borders are periodic: a neuron at column x and row y of a grid of W columns and H rows
/// lies at ((x + 1/2)/W, (y + 1/2)/H). 0 where one of the populations has no grid.
/// </param>
public readonly record struct ElementPair(int Source, int Target, double SquaredDistance);

/// <summary>
/// Which candidates become synapses, and with which weight. A rule is an unmanaged struct that holds its constants, and
/// implements <see cref="IPairRewiringRule"/>, <see cref="ISweepRewiringRule"/>, <see cref="IVacancyRewiringRule"/> or <see cref="IElementRewiringRule"/>, as its
/// candidates need: where they come from is the <see cref="RewiringDescription.Candidates"/> of its description. The engine owns rows,
/// duplicates and random streams; the rule sees only values and must decide on those alone.
/// </summary>
public interface IRewiringRule
{
}

/// <summary>
/// A rule whose candidates are <see cref="CandidateSource.FreeElements"/>. Which synapses go is not its choice: where a neuron has fewer elements than synapses,
/// any of them goes with equal probability.
/// </summary>
public interface IElementRewiringRule : IRewiringRule
{
    /// <summary>Whether two free elements that have met connect.</summary>
    /// <param name="pair">Their neurons.</param>
    /// <param name="uniform">A random number in (0, 1), this meeting's own.</param>
    bool ShouldForm(in ElementPair pair, float uniform);

    /// <summary>The weight of a new synapse; within the description's weight bound.</summary>
    /// <param name="pair">The new synapse.</param>
    float NewWeight(in ElementPair pair);
}

/// <summary>A rule whose candidates are pairs that are not connected.</summary>
public interface ICandidateRewiringRule : IRewiringRule
{
    /// <summary>Whether a candidate, which is not connected, becomes a synapse.</summary>
    /// <param name="pair">The candidate.</param>
    /// <param name="uniform">A random number in (0, 1), this candidate's own in this update.</param>
    bool ShouldForm(in NeuronPair pair, float uniform);

    /// <summary>The weight of a new synapse; within the description's weight bound.</summary>
    /// <param name="pair">The new synapse.</param>
    float NewWeight(in NeuronPair pair);
}

/// <summary>A rule whose candidates are <see cref="CandidateSource.RandomPairs"/>.</summary>
public interface IPairRewiringRule : ICandidateRewiringRule
{
    /// <summary>Whether a synapse goes.</summary>
    /// <param name="synapse">The synapse.</param>
    /// <param name="uniform">A random number in (0, 1), this synapse's own in this update.</param>
    bool ShouldEliminate(in ExistingSynapse synapse, float uniform);
}

/// <summary>
/// A rule for sweeps over all synapses of a target: its candidates are <see cref="CandidateSource.ReplaceEliminated"/> or
/// <see cref="CandidateSource.Vacancies"/>.
/// </summary>
public interface ISweepRewiringRule : ICandidateRewiringRule
{
    /// <summary>Whether a synapse goes.</summary>
    /// <param name="synapse">The synapse, and its place among its target's.</param>
    /// <param name="uniform">A random number in (0, 1), this synapse's own in this update.</param>
    bool ShouldEliminate(in RankedSynapse synapse, float uniform);
}

/// <summary>
/// A sweep rule that says itself for how many synapses each target has room, by the target's state: its candidates are
/// <see cref="CandidateSource.Vacancies"/>.
/// </summary>
public interface IVacancyRewiringRule : ISweepRewiringRule
{
    /// <summary>
    /// The number of synapses of the projection at which a target has no vacancy; what is above
    /// <see cref="CandidateSource.Vacancies.InDegree"/> acts as that.
    /// </summary>
    /// <param name="target">The target.</param>
    int RoomOf(in TargetNeuron target);
}

/// <summary>Where a rewiring rule's candidates come from: one of the kinds below.</summary>
public abstract record CandidateSource
{
    // There is no other kind: the engine would not know what to do with it.
    private CandidateSource()
    {
    }

    /// <summary>
    /// In each update so many pairs, each uniformly random over all sources and targets: one that is connected is asked
    /// <see cref="IPairRewiringRule.ShouldEliminate"/>, one that is not <see cref="ICandidateRewiringRule.ShouldForm"/>. A repeat of
    /// a pair within an update counts as an attempt and does nothing. Costs O(attempts).
    /// </summary>
    /// <param name="AttemptsPerUpdate">Attempts in the whole network, 0 to <see cref="MostAttempts"/>.</param>
    public sealed record RandomPairs(long AttemptsPerUpdate) : CandidateSource
    {
        /// <summary>The most attempts of an update: 2^30, since a partition lists its own in one array.</summary>
        public const long MostAttempts = 1L << 30;
    }

    /// <summary>
    /// In each update every synapse is asked <see cref="ISweepRewiringRule.ShouldEliminate"/>; then each target draws as many
    /// candidates from the absent sources (none that it lost in this update) as it lost. Costs O(synapses).
    /// </summary>
    public sealed record ReplaceEliminated : CandidateSource;

    /// <summary>
    /// In each update every synapse is asked <see cref="ISweepRewiringRule.ShouldEliminate"/>; then each target draws as many
    /// candidates from the absent sources (none that it lost in this update) as it has vacancies. Costs O(synapses).
    /// </summary>
    /// <param name="InDegree">
    /// Synapses of the projection at which a target has no vacancy, at least 0; the most where an <see cref="IVacancyRewiringRule"/> says how many.
    /// </param>
    public sealed record Vacancies(int InDegree) : CandidateSource;

    /// <summary>
    /// Synapses take elements of their neurons (<see cref="SynapticElements"/>), all projections with the same names of elements from one pool. In each update,
    /// first those of sources that have more synapses than axonal elements go, then those of targets that have more than dendritic elements. What is free then
    /// meets at random, each element at most one other, a meeting at a time: of pairs of neurons between which there is a projection of the pool its rule says whether they
    /// connect. At last each neuron loses a share of its elements that are still free. A pair of neurons may connect several times, and a neuron to itself
    /// where its projection allows it. An update needs an exchange between all partitions, and costs O(synapses + free elements).
    /// </summary>
    /// <param name="Axonal">Name of the element of the source population.</param>
    /// <param name="Dendritic">Name of the element of the target population.</param>
    /// <param name="Meetings">How often free elements meet in an update, 1 to <see cref="MostMeetings"/>; the same in the whole pool.</param>
    public sealed record FreeElements(string Axonal, string Dendritic, int Meetings = 1) : CandidateSource
    {
        /// <summary>The most meetings of an update.</summary>
        public const int MostMeetings = 1000;
    }
}

/// <summary>What a user writes to choose a rewiring rule and its parameters.</summary>
public abstract record RewiringDescription
{
    /// <summary>Time between updates [ms], a whole number of steps, at least one.</summary>
    public double IntervalMs { get; init; } = 1;

    /// <summary>Where candidates come from.</summary>
    public abstract CandidateSource Candidates { get; }

    /// <summary>
    /// Name of a state variable of the target population (its model's, "receptor.Field" or "input.Field") that the rule sees; none where null, the default.
    /// For sweeps: an attempt on a random pair costs less than a look at a neuron.
    /// </summary>
    public virtual string? TargetVariable => null;

    /// <summary>The largest absolute weight that <see cref="ICandidateRewiringRule.NewWeight"/> gives.</summary>
    public abstract double NewWeightBound { get; }

    /// <summary>
    /// Whether the rule needs both populations on one grid; on a grid each where its candidates are <see cref="CandidateSource.FreeElements"/>.
    /// </summary>
    public virtual bool NeedsGrid => false;

    /// <summary>
    /// The rule: an unmanaged struct that implements what <see cref="Candidates"/> need, <see cref="IPairRewiringRule"/>,
    /// <see cref="ISweepRewiringRule"/>, which <see cref="IVacancyRewiringRule"/> is, or <see cref="IElementRewiringRule"/>.
    /// </summary>
    public abstract IRewiringRule CreateRule();

    /// <summary>Adds an error for every parameter out of range.</summary>
    public virtual void Validate(string name, ValidationErrors errors)
    {
    }
}
