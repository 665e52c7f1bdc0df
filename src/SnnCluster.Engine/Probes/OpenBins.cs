namespace SnnCluster.Engine.Probes;

/// <summary>Bins of so many steps, which a reader fills out of several reports: those of a run that are not whole yet.</summary>
/// <typeparam name="T">What a bin holds.</typeparam>
/// <param name="binSteps">Steps of a bin.</param>
/// <param name="times">The probe's window, which the first bin begins with.</param>
internal sealed class OpenBins<T>(int binSteps, ProbeTimes times)
    where T : class, new()
{
    private readonly Dictionary<int, T> _open = [];
    private int _next;

    /// <summary>Gets ready for the report of a stop. After a loss only a part may be known of bins that began before.</summary>
    public void Begin(ProbeStop stop)
    {
        if (stop.FollowsLoss)
        {
            _open.Clear();
            _next = Math.Max(_next, Before(stop.Step + binSteps - 1));
        }
    }

    /// <summary>Whether a report of a stop can have anything in a bin.</summary>
    public bool CanHave(int bin, ProbeStop stop) => bin >= 0 && bin <= (Math.Min(stop.Step, times.Until) - 1 - times.From) / binSteps;

    /// <summary>A bin; null where it is given up or was whole before.</summary>
    public T? Of(int bin)
    {
        if (bin < _next)
        {
            return null;
        }

        if (!_open.TryGetValue(bin, out T? content))
        {
            _open.Add(bin, content = new T());
        }

        return content;
    }

    /// <summary>Takes away the bins that are whole at a stop, in order: the step that each ends with, and what is in it, null for nothing.</summary>
    public IEnumerable<(int EndStep, T? Content)> TakeWhole(ProbeStop stop)
    {
        int whole = Before(Math.Min(stop.Step, times.Until));
        for (; _next < whole; _next++)
        {
            _open.Remove(_next, out T? content);
            yield return (times.From + ((_next + 1) * binSteps), content);
        }
    }

    private int Before(int step) => Math.Max(0, step - times.From) / binSteps;
}
