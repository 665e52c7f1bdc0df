using SnnCluster.Model.Random;

namespace SnnCluster.Model.Connectivity;

/// <summary>Every source connects to every target.</summary>
public sealed record AllToAll : ConnectivityDescription
{
    /// <inheritdoc/>
    public override Connector CreateConnector(ConnectivityContext context) => new AllToAllConnector(context);

    private sealed class AllToAllConnector(ConnectivityContext context) : Connector
    {
        public override double ExpectedInDegree => LargestInDegree;

        public override double LargestInDegree => context.Candidates;

        public override void AddSources(int target, ref RandomStream random, List<int> sources)
        {
            for (int source = 0; source < context.SourceSize; source++)
            {
                if (source != target || !context.ForbidsAutapses)
                {
                    sources.Add(source);
                }
            }
        }
    }
}
