using SnnCluster.Model.Arithmetic;
using SnnCluster.Model.Inputs;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;
using SnnCluster.Model.Random;

namespace SnnCluster.Experiments.TopographicMap;

/// <summary>
/// The topographic map's stimulus (Bamford, Murray and Willshaw 2010): every period a new location on a 16x16 tile, which
/// repeats over the whole grid; rates fall off from it as a Gaussian of the periodic distance on the tile. The reference
/// implementation has all sources draw their next spike anew, since its own was drawn under the old rate; ours holds for any.
/// </summary>
public sealed record MovingStimulus : Stimulus
{
    /// <summary>Side of the tile.</summary>
    internal const int Tile = 16;

    private static readonly string[] FieldNames = [nameof(Poisson<Model.Lanes.ScalarLane>.RatePerStep)];

    /// <summary>A stimulus.</summary>
    /// <param name="periodMs">Time between two locations [ms], a whole number of steps.</param>
    public MovingStimulus(double periodMs) => PeriodMs = periodMs;

    /// <inheritdoc/>
    public override double PeriodMs { get; }

    /// <summary>Rate of sources far from the stimulus [Hz], at least 0.</summary>
    public double BaseRateHz { get; init; } = 5;

    /// <summary>What a source at the stimulus adds to the base rate [Hz], at least 0.</summary>
    public double PeakRateHz { get; init; } = 152.8;

    /// <summary>Width of the stimulus, in grid positions, above 0.</summary>
    public double Sigma { get; init; } = 2;

    /// <summary>Whether locations are drawn from 0 to 14 and the rate is 0 in the first period, as in the reference implementation; false by default.</summary>
    public bool AsReference { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Fields => FieldNames;

    /// <inheritdoc/>
    public override void Validate(string name, PopulationDescription population, double dtMs, ValidationErrors errors)
    {
        errors.AtLeast($"{name} base rate [Hz]", BaseRateHz, 0);
        errors.AtLeast($"{name} peak rate [Hz]", PeakRateHz, 0);
        errors.Above($"{name} sigma", Sigma, 0);
        errors.Rate($"{population.Name} rate at the stimulus, base-rate-hz + peak-rate-hz [Hz],", BaseRateHz + PeakRateHz, dtMs);
        if (population.Grid is null)
        {
            errors.Add($"{name} moves over a grid: {population.Name} has none", nameof(Population));
        }
    }

    /// <inheritdoc/>
    public override Stimulus In(PopulationDescription population, double dtMs) =>
        new Presented(this, population.Grid!.Value, dtMs) { Name = Name, Population = Population, Neurons = Neurons };

    /// <inheritdoc/>
    public override void Present(int presentation, ulong seed, int field, int firstNeuron, Span<float> values) =>
        throw new InvalidOperationException("it must be known where it is presented");

    private sealed record Presented : Stimulus
    {
        private readonly GridGeometry _grid;
        private readonly GridGeometry _tile = new(Tile, Tile);
        private readonly float[] _rateBySquaredDistance;
        private readonly bool _quirks;

        public Presented(MovingStimulus stimulus, GridGeometry grid, double dtMs)
        {
            _grid = grid;
            _quirks = stimulus.AsReference;
            PeriodMs = stimulus.PeriodMs;
            double sigma = stimulus.Sigma;
            _rateBySquaredDistance = [.. Enumerable.Range(0, (Tile * Tile / 2) + 1).Select(squared =>
                (float)PoissonDescription.RatePerStep(
                    stimulus.BaseRateHz + (stimulus.PeakRateHz * PortableMath.Exp(-squared / (2 * sigma * sigma))), dtMs))];
        }

        public override double PeriodMs { get; }

        public override IReadOnlyList<string> Fields => FieldNames;

        public override void Present(int presentation, ulong seed, int field, int firstNeuron, Span<float> values)
        {
            if (_quirks && presentation == 0)
            {
                values.Clear();
                return;
            }

            int location = Location(presentation, seed);
            for (int i = 0; i < values.Length;)
            {
                // The row of the grid that this neuron lies in, to its end.
                int x = _grid.X(firstNeuron + i);
                int tileRow = _grid.Y(firstNeuron + i) % Tile * Tile;
                int end = Math.Min(values.Length, i + _grid.Width - x);
                for (; i < end; i++, x++)
                {
                    values[i] = _rateBySquaredDistance[_tile.SquaredDistance(tileRow + (x % Tile), location)];
                }
            }
        }

        private int Location(int presentation, ulong seed)
        {
            // The reference implementation draws from 0..14 only.
            int range = _quirks ? Tile - 1 : Tile;
            RandomStream random = RandomKey.For(seed, RandomPurpose.Stimulus, 0).Stream(0, (uint)presentation);
            int x = random.NextBelow(range);
            return (random.NextBelow(range) * Tile) + x;
        }
    }
}
