namespace SnnCluster.Cluster.Transport;

/// <summary>
/// Notices that frames of one node do not come: a state machine that is told now and then how many intervals have come
/// and how many are needed, and says when to ask for them again.
/// </summary>
/// <param name="askAfter">How long nothing may come while something is needed.</param>
public sealed class FrameWatch(TimeSpan askAfter)
{
    private long _there = -1;
    private TimeSpan _since;

    /// <summary>Whether to ask the node again.</summary>
    /// <param name="now">The time, from any start.</param>
    /// <param name="there">How many intervals have come from it.</param>
    /// <param name="needed">How many this node needs to go on.</param>
    public bool Look(TimeSpan now, long there, long needed)
    {
        if (there != _there || there >= needed)
        {
            _there = there;
            _since = now;
            return false;
        }

        if (now - _since < askAfter)
        {
            return false;
        }

        _since = now;
        return true;
    }
}
