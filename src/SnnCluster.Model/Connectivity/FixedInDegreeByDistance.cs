using SnnCluster.Model.Networks;
using SnnCluster.Model.Random;

namespace SnnCluster.Model.Connectivity;

/// <summary>
/// Each target gets the same number of synapses; each source is drawn, with replacement, with a probability in proportion to
/// kernel(d), d the distance on the common grid of both populations.
/// </summary>
/// <param name="InDegree">Synapses per target, at least 0.</param>
/// <param name="Kernel">How the probability falls with distance.</param>
/// <param name="Borders">What distance is at the borders of the grid.</param>
public sealed record FixedInDegreeByDistance(
    int InDegree, DistanceKernel Kernel, GridBorders Borders = GridBorders.Periodic) : ConnectivityDescription
{
    /// <inheritdoc/>
    public override bool MakesMultapses => true;

    /// <inheritdoc/>
    public override Connector CreateConnector(ConnectivityContext context) =>
        new InDegreeByDistanceConnector(InDegree, DistanceProfile.Create(Kernel, context.Grid!.Value, Borders), context);

    /// <inheritdoc/>
    public override void Validate(string name, ConnectivityContext context, ValidationErrors errors)
    {
        int before = errors.Messages.Count;
        DistanceProfile.Validate(name, Kernel, Borders, context, errors);
        errors.AtLeast($"{name} in-degree", InDegree, 0);
        if (InDegree > 0 && context.ForbidsAutapses && errors.Messages.Count == before
            && !DistanceProfile.Create(Kernel, context.Grid!.Value, Borders).AllHaveNeighbours())
        {
            errors.Add($"{name} in-degree is {InDegree}: without autapses there are targets that no source lies within reach of");
        }
    }

    private sealed class InDegreeByDistanceConnector : Connector
    {
        private readonly int _inDegree;
        private readonly DistanceProfile _profile;
        private readonly double[] _cumulative;

        public InDegreeByDistanceConnector(int inDegree, DistanceProfile profile, ConnectivityContext context)
        {
            _inDegree = inDegree;
            _profile = profile;
            _cumulative = new double[profile.Offsets.Length];
            double sum = 0;
            for (int i = 0; i < _cumulative.Length; i++)
            {
                bool isItself = profile.Offsets[i] is { Dx: 0, Dy: 0 };
                sum += isItself && context.ForbidsAutapses ? 0 : profile.Offsets[i].Value;
                _cumulative[i] = sum;
            }
        }

        public override double ExpectedInDegree => _inDegree;

        public override double LargestInDegree => _inDegree;

        public override void AddSources(int target, ref RandomStream random, List<int> sources)
        {
            int x = _profile.Grid.X(target);
            int y = _profile.Grid.Y(target);
            for (int i = 0; i < _inDegree;)
            {
                double position = random.NextUniform() * _cumulative[^1];
                int found = Array.BinarySearch(_cumulative, position);
                found = Math.Min(found < 0 ? ~found : found + 1, _cumulative.Length - 1);

                // Beyond an open border another one is drawn, which keeps proportions.
                int source = _profile.At(x, y, _profile.Offsets[found]);
                if (source >= 0)
                {
                    sources.Add(source);
                    i++;
                }
            }
        }
    }
}
