using SnnCluster.Model.Arithmetic;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Random;

namespace SnnCluster.Model.Connectivity;

/// <summary>
/// Each pair is connected with probability p·exp(-d²/(2·sigma²)), d its periodic distance on the common grid of both
/// populations, independently of all others. Pairs with a probability below 2^-64 are left out.
/// </summary>
/// <param name="Probability">p, 0 to 1.</param>
/// <param name="Sigma">sigma, in grid positions, above 0.</param>
public sealed record GaussianByDistance(double Probability, double Sigma) : ConnectivityDescription
{
    /// <inheritdoc/>
    public override Connector CreateConnector(ConnectivityContext context) =>
        new GaussianConnector(Probability, GaussianProfile.Create(Sigma, context.Grid!.Value), context);

    /// <inheritdoc/>
    public override void Validate(string name, ConnectivityContext context, ValidationErrors errors)
    {
        GaussianProfile.Validate(name, Sigma, context, errors);
        errors.Within($"{name} connection probability", Probability, 0, 1);
    }

    /// <summary>
    /// Goes through the offsets in classes of similar probability, with geometric skips at the largest probability of
    /// the class and a rejection step that makes it exact: the cost is that of the synapses, not of the pairs.
    /// </summary>
    private sealed class GaussianConnector : Connector
    {
        private readonly double _probability;
        private readonly GaussianProfile _profile;
        private readonly ConnectivityContext _context;
        private readonly List<(int From, int To, double Largest, GeometricSkips Skips)> _classes = [];

        public GaussianConnector(double probability, GaussianProfile profile, ConnectivityContext context)
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

        // The profile is 1 at the neuron itself.
        public override double ExpectedInDegree => _probability * (_profile.Total - (_context.ForbidsAutapses ? 1 : 0));

        public override double LargestInDegree => _profile.Offsets.Length;

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
                        if (source != target || !_context.ForbidsAutapses)
                        {
                            sources.Add(source);
                        }
                    }
                }
            }
        }
    }
}

/// <summary>
/// Each target gets the same number of synapses; each source is drawn, with replacement, with a probability in
/// proportion to exp(-d²/(2·sigma²)), d the periodic distance on the common grid of both populations.
/// </summary>
/// <param name="InDegree">Synapses per target, at least 0.</param>
/// <param name="Sigma">sigma, in grid positions, above 0.</param>
public sealed record GaussianFixedInDegree(int InDegree, double Sigma) : ConnectivityDescription
{
    /// <inheritdoc/>
    public override bool MakesMultapses => true;

    /// <inheritdoc/>
    public override Connector CreateConnector(ConnectivityContext context) =>
        new GaussianInDegreeConnector(InDegree, GaussianProfile.Create(Sigma, context.Grid!.Value), context);

    /// <inheritdoc/>
    public override void Validate(string name, ConnectivityContext context, ValidationErrors errors)
    {
        GaussianProfile.Validate(name, Sigma, context, errors);
        errors.AtLeast($"{name} in-degree", InDegree, 0);
        if (InDegree > 0 && context.ForbidsAutapses && (context.SourceSize == 1 || !GaussianProfile.HasNeighbours(Sigma)))
        {
            errors.Add($"{name} in-degree is {InDegree}: without autapses no source lies within reach of any target");
        }
    }

    private sealed class GaussianInDegreeConnector : Connector
    {
        private readonly int _inDegree;
        private readonly GaussianProfile _profile;
        private readonly double[] _cumulative;

        public GaussianInDegreeConnector(int inDegree, GaussianProfile profile, ConnectivityContext context)
        {
            _inDegree = inDegree;
            _profile = profile;
            _cumulative = new double[profile.Offsets.Length];
            double sum = 0;
            for (int i = 0; i < _cumulative.Length; i++)
            {
                // The nearest offset is the neuron itself.
                sum += i == 0 && context.ForbidsAutapses ? 0 : profile.Offsets[i].Value;
                _cumulative[i] = sum;
            }
        }

        public override double ExpectedInDegree => _inDegree;

        public override double LargestInDegree => _inDegree;

        public override void AddSources(int target, ref RandomStream random, List<int> sources)
        {
            int x = _profile.Grid.X(target);
            int y = _profile.Grid.Y(target);
            for (int i = 0; i < _inDegree; i++)
            {
                double position = random.NextUniform() * _cumulative[^1];
                int found = Array.BinarySearch(_cumulative, position);
                found = Math.Min(found < 0 ? ~found : found + 1, _cumulative.Length - 1);
                sources.Add(_profile.At(x, y, _profile.Offsets[found]));
            }
        }
    }
}

/// <summary>A displacement on a grid and the profile's value there.</summary>
internal readonly record struct Offset(int Dx, int Dy, double Value);

/// <summary>A Gaussian over the displacements of a periodic grid, largest first.</summary>
internal sealed class GaussianProfile
{
    // 2^-64; what is smaller is left out.
    private const double SmallestValue = 5.4e-20;

    private readonly Offset[] _offsets;

    private GaussianProfile(GridGeometry grid, Offset[] offsets)
    {
        Grid = grid;
        _offsets = offsets;
        Total = offsets.Sum(offset => offset.Value);
    }

    public GridGeometry Grid { get; }

    /// <summary>Displacements by falling value; equal ones in the order of the grid.</summary>
    public ReadOnlySpan<Offset> Offsets => _offsets;

    /// <summary>The sum of all values: mean number of sources at probability 1.</summary>
    public double Total { get; }

    public static void Validate(string name, double sigma, ConnectivityContext context, ValidationErrors errors)
    {
        errors.Above($"{name} sigma", sigma, 0);
        if (context.Grid is null)
        {
            errors.Add($"{name} connects by distance: source and target need the same grid");
        }
    }

    /// <summary>Whether the profile reaches the next position; below a sigma of about 0.106 it does not.</summary>
    public static bool HasNeighbours(double sigma) => Value(1, sigma) > SmallestValue;

    public static GaussianProfile Create(double sigma, GridGeometry grid)
    {
        double reach = 9.5 * sigma; // exp(-9.5²/2) < 2^-64
        var offsets = new List<Offset>();
        int Reach(int length) => (int)Math.Min(reach, length / 2);
        for (int dy = -Reach(grid.Height); dy <= Reach(grid.Height); dy++)
        {
            for (int dx = -Reach(grid.Width); dx <= Reach(grid.Width); dx++)
            {
                // Half way round an even grid, both directions lead to the same neuron.
                bool twice = (2 * dx == -grid.Width) || (2 * dy == -grid.Height);
                double value = Value((dx * dx) + (dy * dy), sigma);
                if (!twice && value > SmallestValue)
                {
                    offsets.Add(new Offset(dx, dy, value));
                }
            }
        }

        return new GaussianProfile(grid, [.. offsets.OrderByDescending(offset => offset.Value)]);
    }

    /// <summary>The neuron at a displacement from a position.</summary>
    public int At(int x, int y, Offset offset)
    {
        int sourceX = x + offset.Dx;
        int sourceY = y + offset.Dy;
        sourceX += sourceX < 0 ? Grid.Width : sourceX >= Grid.Width ? -Grid.Width : 0;
        sourceY += sourceY < 0 ? Grid.Height : sourceY >= Grid.Height ? -Grid.Height : 0;
        return (sourceY * Grid.Width) + sourceX;
    }

    private static double Value(int squaredDistance, double sigma) =>
        PortableMath.Exp(-squaredDistance / (2 * sigma * sigma));
}
