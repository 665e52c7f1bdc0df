namespace SnnCluster.Learning.Parallel;

/// <summary>Shares things out among workers: neighbours stay together, and no share is larger than another by more than one.</summary>
internal static class Shares
{
    /// <summary>The share of a worker.</summary>
    /// <param name="count">Things to share out.</param>
    /// <param name="workers">Workers, at least 1.</param>
    /// <param name="worker">The worker, from 0.</param>
    /// <returns>The first thing of the share, and the one behind its last; the same where there is nothing for it.</returns>
    public static (int From, int To) Of(int count, int workers, int worker) => Of(count, workers, worker, worker + 1);

    /// <summary>The shares of neighbouring workers as one.</summary>
    /// <param name="count">Things to share out.</param>
    /// <param name="workers">Workers, at least 1.</param>
    /// <param name="first">First of the neighbours, from 0.</param>
    /// <param name="end">Behind the last of them.</param>
    public static (int From, int To) Of(int count, int workers, int first, int end) =>
        ((int)((long)count * first / workers), (int)((long)count * end / workers));
}
