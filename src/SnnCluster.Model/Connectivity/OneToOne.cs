using System.Globalization;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Random;

namespace SnnCluster.Model.Connectivity;

/// <summary>
/// Source i connects to target i + offset, where there is one. Without an offset both populations have the same size.
/// </summary>
/// <param name="Offset">The offset, 1 - (number of sources) to (number of targets) - 1.</param>
public sealed record OneToOne(int Offset = 0) : ConnectivityDescription
{
    /// <inheritdoc/>
    public override Connector CreateConnector(ConnectivityContext context) => new OneToOneConnector(Offset, context);

    /// <inheritdoc/>
    public override void Validate(string name, ConnectivityContext context, ValidationErrors errors)
    {
        if (Offset == 0 && context.SourceSize != context.TargetSize)
        {
            errors.Add(
                $"{name} is one-to-one from {context.SourceSize} to {context.TargetSize} neurons: both must be equal");
        }

        if (Offset == 0 && context.ForbidsAutapses)
        {
            errors.Add($"{name} is one-to-one within one population and forbids autapses: it would have no synapses");
        }

        if (Offset <= -context.SourceSize || Offset >= context.TargetSize)
        {
            errors.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"{name} one-to-one offset is {Offset}: must be from {1 - context.SourceSize} to {context.TargetSize - 1}, or no source has a target"));
        }
    }

    private sealed class OneToOneConnector(int offset, ConnectivityContext context) : Connector
    {
        public override double ExpectedInDegree =>
            (Math.Min(context.TargetSize, context.SourceSize + offset) - Math.Max(0, offset)) / (double)context.TargetSize;

        public override double LargestInDegree => 1;

        public override void AddSources(int target, ref RandomStream random, List<int> sources)
        {
            int source = target - offset;
            if (source >= 0 && source < context.SourceSize)
            {
                sources.Add(source);
            }
        }
    }
}
