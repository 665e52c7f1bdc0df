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
internal sealed record MovingStimulus : Stimulus
{
    /// <summary>Side of the tile.</summary>
    public const int Tile = 16;

    private static readonly string[] FieldNames = [nameof(Poisson<Model.Lanes.ScalarLane>.RatePerStep)];
    private readonly GridGeometry _grid;
    private readonly GridGeometry _tile = new(Tile, Tile);
    private readonly float[] _rateBySquaredDistance;
    private readonly double _largestRateHz;
    private readonly bool _quirks;

    public MovingStimulus(
        GridGeometry grid, double periodMs, double baseRateHz, double peakRateHz, double sigma, double dtMs, bool quirks)
    {
        _grid = grid;
        _quirks = quirks;
        _largestRateHz = baseRateHz + peakRateHz;
        PeriodMs = periodMs;
        _rateBySquaredDistance = [.. Enumerable.Range(0, (Tile * Tile / 2) + 1).Select(squared =>
            (float)PoissonDescription.RatePerStep(
                baseRateHz + (peakRateHz * PortableMath.Exp(-squared / (2 * sigma * sigma))), dtMs))];
    }

    public override double PeriodMs { get; }

    public override IReadOnlyList<string> Fields => FieldNames;

    public override void Validate(string name, PopulationDescription population, double dtMs, ValidationErrors errors) =>
        errors.Rate($"{population.Name} rate at the stimulus, base-rate-hz + peak-rate-hz [Hz],", _largestRateHz, dtMs);

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
