using SnnCluster.Model.Networks;
using SnnCluster.Model.Random;

namespace SnnCluster.Model.Connectivity;

/// <summary>Each pair is connected with one probability, independently of all others.</summary>
/// <param name="Probability">0 to 1.</param>
public sealed record FixedProbability(double Probability) : ConnectivityDescription
{
    /// <inheritdoc/>
    public override Connector CreateConnector(ConnectivityContext context) =>
        new FixedProbabilityConnector(Probability, context);

    /// <inheritdoc/>
    public override void Validate(string name, ConnectivityContext context, ValidationErrors errors) =>
        errors.Within($"{name} connection probability", Probability, 0, 1);

    private sealed class FixedProbabilityConnector(double probability, ConnectivityContext context) : Connector
    {
        private readonly GeometricSkips _skips = new(probability);

        public override double ExpectedInDegree => probability * context.Candidates;

        public override double LargestInDegree => context.Candidates;

        public override void AddSources(int target, ref RandomStream random, List<int> sources)
        {
            for (long source = _skips.Next(ref random); source < context.SourceSize; source += 1 + _skips.Next(ref random))
            {
                if (source != target || !context.ForbidsAutapses)
                {
                    sources.Add((int)source);
                }
            }
        }
    }
}
