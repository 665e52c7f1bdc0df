using SnnCluster.Model.Networks;
using SnnCluster.Model.Random;

namespace SnnCluster.Model.Connectivity;

/// <summary>
/// A number of synapses in all, each with a source and a target that are drawn uniformly and with replacement, as Potjans and
/// Diesmann (2014) connect the cortical microcircuit: in- and out-degrees are binomial.
/// </summary>
/// <param name="Count">Number of synapses, at least 0, at most 2^30 - 1 times the number of targets.</param>
public sealed record FixedTotalNumber(long Count) : ConnectivityDescription
{
    // Streams of targets have a 0 there.
    private const uint Split = 1;

    /// <inheritdoc/>
    public override bool MakesMultapses => true;

    /// <inheritdoc/>
    public override Connector CreateConnector(ConnectivityContext context) => new FixedTotalConnector(Count, context);

    /// <inheritdoc/>
    public override void Validate(string name, ConnectivityContext context, ValidationErrors errors)
    {
        // Half of it, so that no target's share comes near the largest list.
        long most = context.Candidates == 0 ? 0 : context.TargetSize * (long)(int.MaxValue / 2);
        if (Count < 0 || Count > most)
        {
            errors.Add($"{name} total number of synapses is {Count}: must be from 0 to {most}");
        }
    }

    /// <summary>What each target gets is a multinomial draw, made once by splitting, the same whoever makes it.</summary>
    private sealed class FixedTotalConnector : Connector
    {
        private readonly ConnectivityContext _context;
        private readonly long[] _inDegrees;

        public FixedTotalConnector(long count, ConnectivityContext context)
        {
            _context = context;
            _inDegrees = new long[context.TargetSize];
            new MultinomialSplit(context.Key, context.TargetSize, blockSize: 1).Count(Split, count, 0, _inDegrees);
            ExpectedInDegree = count / (double)context.TargetSize;
            LargestInDegree = _inDegrees.Max();
        }

        public override double ExpectedInDegree { get; }

        public override double LargestInDegree { get; }

        public override void AddSources(int target, ref RandomStream random, List<int> sources)
        {
            // With autapses forbidden, ids from the target on stand for the next one.
            int candidates = _context.Candidates;
            for (long i = 0; i < _inDegrees[target]; i++)
            {
                int candidate = random.NextBelow(candidates);
                sources.Add(_context.ForbidsAutapses && candidate >= target ? candidate + 1 : candidate);
            }
        }
    }
}
