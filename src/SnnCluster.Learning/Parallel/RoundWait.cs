namespace SnnCluster.Learning.Parallel;

/// <summary>Lets a thread wait for the end of a round. It sleeps at once: the cores are for those who do the round.</summary>
internal sealed class RoundWait : IDisposable
{
    private readonly ManualResetEventSlim _isOver = new(false, spinCount: 0);
    private readonly Action<Round> _onEnd;

    public RoundWait() => _onEnd = _ => _isOver.Set();

    /// <summary>Starts a round and waits for its end.</summary>
    /// <param name="start">Starts it, and gives it what to call at its end.</param>
    /// <returns>What went wrong; null: nothing.</returns>
    public RoundFailure? Run(Action<Action<Round>> start)
    {
        RoundFailure? failure = null;
        _isOver.Reset();
        start(round =>
        {
            failure = round.Failure;
            _onEnd(round);
        });
        _isOver.Wait();
        return failure;
    }

    /// <inheritdoc/>
    public void Dispose() => _isOver.Dispose();
}
