using SnnCluster.Model.Arithmetic;
using SnnCluster.Model.Networks;
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

/// <summary>Source i connects to target i; both populations have the same size.</summary>
public sealed record OneToOne : ConnectivityDescription
{
    /// <inheritdoc/>
    public override Connector CreateConnector(ConnectivityContext context) => new OneToOneConnector();

    /// <inheritdoc/>
    public override void Validate(string name, ConnectivityContext context, ValidationErrors errors)
    {
        if (context.SourceSize != context.TargetSize)
        {
            errors.Add(
                $"{name} is one-to-one from {context.SourceSize} to {context.TargetSize} neurons: both must be equal");
        }

        if (context.ForbidsAutapses)
        {
            errors.Add($"{name} is one-to-one within one population and forbids autapses: it would have no synapses");
        }
    }

    private sealed class OneToOneConnector : Connector
    {
        public override double ExpectedInDegree => 1;

        public override double LargestInDegree => 1;

        public override void AddSources(int target, ref RandomStream random, List<int> sources) => sources.Add(target);
    }
}

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

            // Floyd's algorithm (Bentley and Floyd, CACM 30, 1987): a uniform subset with one draw per element.
            var drawn = new HashSet<int>(inDegree);
            for (int j = candidates - inDegree; j < candidates; j++)
            {
                int candidate = random.NextBelow(j + 1);
                if (!drawn.Add(candidate))
                {
                    candidate = j;
                    drawn.Add(candidate);
                }

                sources.Add(Source(candidate));
            }
        }
    }
}

/// <summary>
/// How many failures precede the next success in a row of independent trials: one draw per success instead of one per
/// trial.
/// </summary>
/// <param name="probability">Probability of success, 0 to 1.</param>
internal readonly struct GeometricSkips(double probability)
{
    private readonly double _inverseLogFailure =
        probability is > 0 and < 1 ? 1 / PortableMath.Log(1 - probability) : 0;

    /// <summary>The number of failures before the next success; very many for probability 0.</summary>
    public long Next(ref RandomStream random)
    {
        if (probability >= 1)
        {
            return 0;
        }

        // Below 2^-53 the logarithm of 1 - p is 0.
        double skip = _inverseLogFailure == 0 || double.IsInfinity(_inverseLogFailure)
            ? double.PositiveInfinity
            : PortableMath.Log(random.NextUniform()) * _inverseLogFailure;
        return skip < int.MaxValue ? (long)skip : int.MaxValue;
    }
}
