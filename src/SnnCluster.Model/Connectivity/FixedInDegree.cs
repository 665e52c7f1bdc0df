using SnnCluster.Model.Networks;
using SnnCluster.Model.Random;

namespace SnnCluster.Model.Connectivity;

/// <summary>Each target gets the same number of synapses, from sources drawn uniformly.</summary>
/// <param name="InDegree">Synapses per target, at least 0; at most the number of sources unless multapses are allowed.</param>
/// <param name="AllowMultapses">Whether the same source may be drawn again (drawing with replacement).</param>
public sealed record FixedInDegree(int InDegree, bool AllowMultapses = false) : ConnectivityDescription
{
    /// <inheritdoc/>
    public override bool MakesMultapses => AllowMultapses;

    /// <inheritdoc/>
    public override Connector CreateConnector(ConnectivityContext context) =>
        new FixedInDegreeConnector(InDegree, AllowMultapses, context);

    /// <inheritdoc/>
    public override void Validate(string name, ConnectivityContext context, ValidationErrors errors)
    {
        int candidates = context.Candidates;
        if (InDegree < 0 || (!AllowMultapses && InDegree > candidates) || (InDegree > 0 && candidates == 0))
        {
            errors.Add($"{name} in-degree is {InDegree}: must be from 0 to {candidates}, the number of sources");
        }
    }

    private sealed class FixedInDegreeConnector(int inDegree, bool multapses, ConnectivityContext context) : Connector
    {
        public override double ExpectedInDegree => inDegree;

        public override double LargestInDegree => inDegree;

        public override void AddSources(int target, ref RandomStream random, List<int> sources)
        {
            // With autapses forbidden, ids from the target on stand for the next one.
            int candidates = context.Candidates;
            int Source(int candidate) => context.ForbidsAutapses && candidate >= target ? candidate + 1 : candidate;
            if (multapses)
            {
                for (int i = 0; i < inDegree; i++)
                {
                    sources.Add(Source(random.NextBelow(candidates)));
                }

                return;
            }

            var drawn = new HashSet<int>(inDegree);
            random.AddSubset(inDegree, candidates, drawn);
            foreach (int candidate in drawn)
            {
                sources.Add(Source(candidate));
            }
        }
    }
}
