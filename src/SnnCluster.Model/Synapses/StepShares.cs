using SnnCluster.Model.Arithmetic;

namespace SnnCluster.Model.Synapses;

/// <summary>
/// What acts on a neuron of something that decays within a step. Neurons take their input as constant within a step, so
/// one number has to stand for the course.
/// </summary>
public enum ActsWithinStep
{
    /// <summary>The value at the start of the step.</summary>
    AtStart,

    /// <summary>The mean over the step: the charge is right at every dt.</summary>
    Mean,

    /// <summary>
    /// The mean weighted by what the membrane keeps of each moment's charge until the end of the step, for neurons with a
    /// <see cref="Neurons.NeuronModelDescription.PassiveTimeConstantMs"/>: of a current that is exact where the membrane is
    /// linear. The plain mean for other neurons.
    /// </summary>
    ByMembrane,
}

/// <summary>
/// The numbers that stand for courses within a step, in parts of a value at its start. With the membrane's time constant
/// tau_m they are those of the usual propagators of a linear neuron (Rotter and Diesmann 1999): for exp(-t/tau)
/// P21/(R·(1 - P22)), which is the integral of exp(-t/tau)·exp(-(dt - t)/tau_m) over that of exp(-(dt - t)/tau_m).
/// </summary>
public readonly struct StepShares
{
    private readonly ActsWithinStep _acts;
    private readonly double _leak; // dt/tau_m, 0 for the plain mean

    /// <param name="acts">What acts.</param>
    /// <param name="dtMs">Length of a step [ms].</param>
    /// <param name="passiveTimeConstantMs">tau_m [ms]; null where the neuron has none.</param>
    public StepShares(ActsWithinStep acts, double dtMs, double? passiveTimeConstantMs)
    {
        _acts = acts;
        DtMs = dtMs;
        _leak = acts == ActsWithinStep.ByMembrane && passiveTimeConstantMs is double tau ? dtMs / tau : 0;
    }

    /// <summary>Length of a step [ms].</summary>
    public double DtMs { get; }

    /// <summary>What stands for exp(-t/tau).</summary>
    /// <param name="timeConstantMs">tau [ms].</param>
    public double OfDecay(double timeConstantMs)
    {
        double x = DtMs / timeConstantMs;
        return _acts == ActsWithinStep.AtStart ? 1
            : _leak == 0 ? Mean(x)
            : PortableMath.Exp(-_leak) * Mean(x - _leak) / Mean(_leak);
    }

    /// <summary>What stands for t·exp(-t/tau) [ms].</summary>
    /// <param name="timeConstantMs">tau [ms].</param>
    public double OfRise(double timeConstantMs)
    {
        double x = DtMs / timeConstantMs;
        return _acts == ActsWithinStep.AtStart ? 0
            : DtMs * (PortableMath.Exp(-_leak) * MeanOfRise(x - _leak) / Mean(_leak));
    }

    // The integral of exp(-x·s) over s from 0 to 1: (1 - exp(-x))/x; for small x by its series, since the difference loses its
    // digits: the next term is x²/6.
    private static double Mean(double x) => Math.Abs(x) < 1e-6 ? 1 - (x / 2) : (1 - PortableMath.Exp(-x)) / x;

    // The integral of s·exp(-x·s) over s from 0 to 1: (1 - (1 + x)·exp(-x))/x², or the sum of (-x)^n/(n!·(n + 2)).
    private static double MeanOfRise(double x)
    {
        if (Math.Abs(x) > 0.5)
        {
            return (1 - ((1 + x) * PortableMath.Exp(-x))) / (x * x);
        }

        double sum = 0;
        double power = 1;
        for (int n = 0; n < 16; n++)
        {
            sum += power / (n + 2);
            power *= -x / (n + 1);
        }

        return sum;
    }
}
