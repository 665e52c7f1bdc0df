using SnnCluster.Cluster.Exchange;

namespace SnnCluster.Cluster.Protocol;

/// <summary>What a partition does next.</summary>
public enum PartitionAction
{
    /// <summary>Compute a step; then tell <see cref="PartitionProtocol.Stepped"/>.</summary>
    Step,

    /// <summary>Offer for rewiring, in round <see cref="PartitionProtocol.RoundsOffered"/>; then tell <see cref="PartitionProtocol.Offered"/>.</summary>
    Offer,

    /// <summary>Make the frame of an interval visible to the others; then tell <see cref="PartitionProtocol.Published"/>.</summary>
    Publish,

    /// <summary>Take the frames of an interval from those whose spikes it takes; then tell <see cref="PartitionProtocol.Taken"/>.</summary>
    Take,

    /// <summary>Take the offers of a round, <see cref="PartitionProtocol.RoundsTaken"/>, from all; then tell <see cref="PartitionProtocol.Taken"/>.</summary>
    TakeOffers,

    /// <summary>Wait for frames of others.</summary>
    Wait,

    /// <summary>Nothing: the step to run to is reached, with all frames that its results need, and rewired.</summary>
    Stop,
}

/// <summary>
/// The run loop of one partition as a state machine: given how many frames have come from everyone that it waits for, it says
/// what to do next. It owns no network, thread, clock or message, so a scheduler can drive thousands of them in virtual
/// time, and the actor that drives it for real only carries out what it says.
/// </summary>
public sealed class PartitionProtocol
{
    private readonly ExchangeSchedule _schedule;
    private readonly bool _alone;

    /// <summary>A partition before its first step.</summary>
    /// <param name="schedule">When frames go.</param>
    /// <param name="partitions">How many partitions there are: one alone sends and waits for nothing.</param>
    /// <param name="firstStep">
    /// The step that it starts from; it has all spikes of the steps before, and is rewired. Intervals and frames are counted from here.
    /// </param>
    public PartitionProtocol(ExchangeSchedule schedule, int partitions, int firstStep = 0)
    {
        _schedule = schedule;
        _alone = partitions == 1;
        FirstStep = firstStep;
        Step = firstStep;
        Target = firstStep;
    }

    /// <summary>The step that it started from.</summary>
    public int FirstStep { get; }

    /// <summary>Steps done.</summary>
    public int Step { get; private set; }

    /// <summary>The step to run to.</summary>
    public int Target { get; private set; }

    /// <summary>How many intervals' frames of its own are visible to others.</summary>
    public long IntervalsPublished { get; private set; }

    /// <summary>How many intervals' frames of others it has taken.</summary>
    public long IntervalsTaken { get; private set; }

    /// <summary>Rounds of offers of this step that it has made.</summary>
    public int RoundsOffered { get; private set; }

    /// <summary>Rounds of offers of this step that it has taken from all.</summary>
    public int RoundsTaken { get; private set; }

    /// <summary>How many frames of its own are visible to others, of intervals and rounds.</summary>
    public long FramesPublished { get; private set; }

    /// <summary>How many frames of others it has taken.</summary>
    public long FramesTaken { get; private set; }

    /// <summary>How many intervals' frames of others it needs before it can go on.</summary>
    public long IntervalsNeeded => _alone ? 0 : _schedule.IntervalsBefore(Step - FirstStep);

    /// <summary>Sets the step to run to, which may come before the one that was set, but not before those that are done.</summary>
    public void RunTo(int step)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(step, Step);
        Target = step;
    }

    /// <summary>What to do next.</summary>
    /// <param name="framesThere">How many frames have come from every partition that it waits for: whose spikes it takes, or that takes its own.</param>
    public PartitionAction Next(long framesThere)
    {
        // First others get what they may be waiting for.
        if (!_alone && IntervalsPublished < _schedule.IntervalsAfter(Step - FirstStep))
        {
            return PartitionAction.Publish;
        }

        if (IntervalsTaken < IntervalsNeeded)
        {
            return framesThere > FramesTaken ? PartitionAction.Take : PartitionAction.Wait;
        }

        // Whoever has come this far is rewired, even if it goes no further: all results after these steps are those after the exchange.
        if (_schedule.Wiring is not null && Step > FirstStep && RoundsTaken < _schedule.RoundsAfter(Step))
        {
            return RoundsOffered == RoundsTaken ? PartitionAction.Offer
                : framesThere <= FramesTaken ? PartitionAction.Wait
                : NextIsOffers ? PartitionAction.TakeOffers : PartitionAction.Take;
        }

        // Frames that are there are taken before they are needed where an interval could not be computed at once otherwise.
        return framesThere > FramesTaken && IntervalsTaken < IntervalsPublished && StepsToNextFrame < Math.Min(Target - Step, StepsToEndOfInterval) ? PartitionAction.Take
            : Step < Target ? PartitionAction.Step : PartitionAction.Stop;
    }

    /// <summary>
    /// How many steps can be computed without an exchange in between, once <see cref="Next"/> has said to compute one: none of them is beyond the
    /// interval, since whoever waits for its frame waits no longer than need be.
    /// </summary>
    public int StepsAtOnce => _schedule.Wiring is not null ? Math.Min(1, Target - Step)
        : _alone ? Target - Step
        : (int)Math.Min(Target - Step, Math.Min(StepsToNextFrame, StepsToEndOfInterval));

    /// <summary>A step was computed.</summary>
    public void Stepped()
    {
        Step++;
        RoundsOffered = 0;
        RoundsTaken = 0;
    }

    /// <summary>The offer of round <see cref="RoundsOffered"/> was made visible.</summary>
    public void Offered()
    {
        RoundsOffered++;
        FramesPublished++;
    }

    /// <summary>The frame of interval <see cref="IntervalsPublished"/> was made visible.</summary>
    public void Published()
    {
        IntervalsPublished++;
        FramesPublished++;
    }

    /// <summary>Frames <see cref="FramesTaken"/> of others were taken.</summary>
    public void Taken()
    {
        if (NextIsOffers)
        {
            RoundsTaken++;
        }
        else
        {
            IntervalsTaken++;
        }

        FramesTaken++;
    }

    // Steps that can be computed with the frames that were taken.
    private long StepsToNextFrame => _schedule.Wiring is not null ? long.MaxValue : FirstStep + _schedule.StepsWith(IntervalsTaken) - Step;

    private int StepsToEndOfInterval => FirstStep + _schedule.FirstStep(_schedule.IntervalsAfter(Step - FirstStep) + 1) - Step;

    // Frames of intervals that were complete before come before it.
    private bool NextIsOffers => RoundsOffered > RoundsTaken && (_alone || IntervalsTaken == _schedule.IntervalsAfter(Step - FirstStep));
}
