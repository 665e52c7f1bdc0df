using SnnCluster.Model.Networks;
using SnnCluster.Model.Random;

namespace SnnCluster.Model.Connectivity;

/// <summary>
/// Each pair is connected with probability p·kernel(d), d its distance on the common grid of both populations, independently of
/// all others. Pairs with a kernel below 2^-64 are left out.
/// </summary>
/// <param name="Probability">p, 0 to 1.</param>
/// <param name="Kernel">How it falls with distance.</param>
/// <param name="Borders">What distance is at the borders of the grid.</param>
public sealed record ProbabilityByDistance(
    double Probability, DistanceKernel Kernel, GridBorders Borders = GridBorders.Periodic) : ConnectivityDescription
{
    /// <inheritdoc/>
    public override Connector CreateConnector(ConnectivityContext context) =>
        new ByDistanceConnector(Probability, DistanceProfile.Create(Kernel, context.Grid!.Value, Borders), context);

    /// <inheritdoc/>
    public override void Validate(string name, ConnectivityContext context, ValidationErrors errors)
    {
        DistanceProfile.Validate(name, Kernel, Borders, context, errors);
        errors.Within($"{name} connection probability", Probability, 0, 1);
    }

    private sealed class ByDistanceConnector : Connector
    {
        private readonly double _probability;
        private readonly DistanceProfile _profile;
        private readonly ConnectivityContext _context;
        private readonly List<(int From, int To, double Largest, GeometricSkips Skips)> _classes = [];

        public ByDistanceConnector(double probability, DistanceProfile profile, ConnectivityContext context)
        {
            _probability = probability;
            _profile = profile;
            _context = context;
            ReadOnlySpan<Offset> offsets = profile.Offsets;
            for (int from = 0; from < offsets.Length && probability > 0;)
            {
                int to = from;
                while (to < offsets.Length && offsets[to].Value >= offsets[from].Value / 4)
                {
                    to++;
                }

                double largest = probability * offsets[from].Value;
                _classes.Add((from, to, largest, new GeometricSkips(largest)));
                from = to;
            }
        }

        // The kernel is 1 at the neuron itself.
        public override double ExpectedInDegree => _probability * (_profile.Total - (_context.ForbidsAutapses ? 1 : 0));

        public override double LargestInDegree => Math.Min(_profile.Offsets.Length, _context.SourceSize);

        public override void AddSources(int target, ref RandomStream random, List<int> sources)
        {
            ReadOnlySpan<Offset> offsets = _profile.Offsets;
            int x = _profile.Grid.X(target);
            int y = _profile.Grid.Y(target);
            foreach ((int from, int to, double largest, GeometricSkips skips) in _classes)
            {
                for (long i = from + skips.Next(ref random); i < to; i += 1 + skips.Next(ref random))
                {
                    Offset offset = offsets[(int)i];
                    if (random.NextUniform() * largest < _probability * offset.Value)
                    {
                        int source = _profile.At(x, y, offset);
                        if (source >= 0 && (source != target || !_context.ForbidsAutapses))
                        {
                            sources.Add(source);
                        }
                    }
                }
            }
        }
    }
}
