namespace SnnCluster.Learning.Parallel;

/// <summary>What a member of a round could not do.</summary>
/// <param name="Member">Its number.</param>
/// <param name="Exception">Why not.</param>
internal sealed record RoundFailure(int Member, Exception Exception);

/// <summary>
/// One thing that several members do at the same time, each in its own thread: it ends when all have done it, or when
/// one has failed. What members wrote before they were done is seen by whoever acts on the end.
/// </summary>
internal sealed class Round
{
    private readonly Action<Round> _onEnd;
    private int _left;
    private int _isOver;
    private RoundFailure? _failure;

    /// <summary>A round.</summary>
    /// <param name="members">How many take part, at least 1.</param>
    /// <param name="onEnd">Called once, in the thread of whoever ends it.</param>
    public Round(int members, Action<Round> onEnd)
    {
        _left = members;
        _onEnd = onEnd;
    }

    /// <summary>The first failure; null: there is none.</summary>
    public RoundFailure? Failure => Volatile.Read(ref _failure);

    /// <summary>A member is done.</summary>
    public void Done()
    {
        if (Interlocked.Decrement(ref _left) == 0)
        {
            End();
        }
    }

    /// <summary>A member has failed.</summary>
    public void Fail(int member, Exception exception)
    {
        Interlocked.CompareExchange(ref _failure, new RoundFailure(member, exception), null);
        End();
    }

    private void End()
    {
        if (Interlocked.Exchange(ref _isOver, 1) == 0)
        {
            _onEnd(this);
        }
    }
}
