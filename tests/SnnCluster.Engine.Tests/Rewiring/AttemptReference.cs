using SnnCluster.Model.Networks;
using SnnCluster.Model.Random;
using SnnCluster.Model.Rewiring;

namespace SnnCluster.Engine.Tests.Rewiring;

/// <summary>The attempts of an update, drawn a second time from the keys alone, for whole populations.</summary>
internal static class AttemptReference
{
    /// <summary>All attempts in order, repeats included.</summary>
    public static List<(int Source, int Target, float Uniform)> All(NetworkDescription network, int projection, int update)
    {
        ProjectionDescription description = network.Projections[projection];
        int sources = network.Populations[network.IndexOfPopulation(description.Source)].Size;
        int targets = network.Populations[network.IndexOfPopulation(description.Target)].Size;
        long attempts = ((CandidateSource.RandomPairs)description.Rewiring!.Candidates).AttemptsPerUpdate;
        var counts = new long[(targets + AttemptPlan.BlockSize - 1) / AttemptPlan.BlockSize];
        new AttemptPlan(network.Seed, projection, targets).Count(update, attempts, 0, counts);
        RandomKey key = RandomKey.For(network.Seed, RandomPurpose.RewiringAttempt, projection);
        var all = new List<(int, int, float)>();
        for (int block = 0; block < counts.Length; block++)
        {
            int first = block * AttemptPlan.BlockSize;
            int size = Math.Min(AttemptPlan.BlockSize, targets - first);
            for (int i = 0; i < counts[block]; i++)
            {
                Words words = key.Generate((uint)block, (uint)update, (uint)i);
                ulong word = ((ulong)words.B << 32) | words.A;
                int source = (int)(((UInt128)word * (ulong)sources) >> 64);
                all.Add((source, first + Draw.Below(words.C, size), Draw.Uniform(words.D)));
            }
        }

        return all;
    }

    /// <summary>The first attempt on each pair: those that may do something.</summary>
    public static List<(int Source, int Target, float Uniform)> Distinct(
        NetworkDescription network, int projection, int update) =>
        [.. All(network, projection, update).DistinctBy(attempt => (attempt.Source, attempt.Target))];
}
