using SnnCluster.Model.Arithmetic;
using SnnCluster.Model.Random;

namespace SnnCluster.Model.Connectivity;

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
