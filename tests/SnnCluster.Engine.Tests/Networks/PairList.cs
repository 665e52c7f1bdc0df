using SnnCluster.Model.Connectivity;
using SnnCluster.Model.Random;

namespace SnnCluster.Engine.Tests.Networks;

/// <summary>Exactly the synapses of a list, one per entry.</summary>
public sealed record PairList(params (int Source, int Target)[] Pairs) : ConnectivityDescription
{
    public override bool MakesMultapses => Pairs.Distinct().Count() < Pairs.Length;

    public override Connector CreateConnector(ConnectivityContext context) => new ListConnector(Pairs);

    private sealed class ListConnector((int Source, int Target)[] pairs) : Connector
    {
        public override double ExpectedInDegree => LargestInDegree;

        public override double LargestInDegree =>
            pairs.GroupBy(pair => pair.Target).Select(group => group.Count()).Append(0).Max();

        public override void AddSources(int target, ref RandomStream random, List<int> sources) =>
            sources.AddRange(pairs.Where(pair => pair.Target == target).Select(pair => pair.Source));
    }
}
