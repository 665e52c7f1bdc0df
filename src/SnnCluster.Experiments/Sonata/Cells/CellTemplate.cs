using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;

namespace SnnCluster.Experiments.Sonata.Cells;

/// <summary>A point neuron of another simulator, by the name that circuits have for it.</summary>
internal abstract class CellTemplate
{
    /// <summary>Names of receptors for weights of either sign.</summary>
    protected const string Excitatory = "excitatory";

    /// <summary>Names of receptors for weights of either sign.</summary>
    protected const string Inhibitory = "inhibitory";

    /// <summary>The name in model_template.</summary>
    public abstract string Name { get; }

    /// <summary>What can be set.</summary>
    public abstract IReadOnlyList<CellParameter> Parameters { get; }

    /// <summary>Parameters that neurons of a population of ours can have each for themselves, if these alone differ.</summary>
    public virtual IReadOnlyList<string> Listable => [];

    /// <summary>The model of ours.</summary>
    /// <param name="values">Its parameters.</param>
    /// <param name="dtMs">Length of a step [ms], above 0.</param>
    /// <param name="note">Takes what people should know.</param>
    public abstract CellModel Create(CellValues values, double dtMs, Action<string> note);

    /// <summary>The model of ours with parameters of each neuron.</summary>
    /// <param name="values">The others.</param>
    /// <param name="listed">Some of <see cref="Listable"/>: a value for each neuron.</param>
    /// <param name="dtMs">Length of a step [ms], above 0.</param>
    /// <param name="note">Takes what people should know.</param>
    public virtual CellModel Create(CellValues values, IReadOnlyDictionary<string, double[]> listed, double dtMs, Action<string> note) =>
        throw new NotSupportedException($"{Name} has no parameters of each neuron");

    /// <summary>Parameters of NEST's neurons that neurons do not depend on: calcium, and the trace that plasticity reads.</summary>
    protected static CellParameter[] OfArchive { get; } =
    [
        new("tau_minus", 20), new("tau_minus_triplet", 110), new("Ca", 0), new("tau_Ca", 10_000), new("beta_Ca", 0.001),
    ];

    /// <summary>A thousandth of a number: nF of pF, uS of nS, nA of pA, with no more digits than the number has.</summary>
    protected static double Thousandth(double value) => Math.Abs(value) is > 1e-9 and < 1e18 ? (double)((decimal)value / 1000) : value / 1000;

    /// <summary>A refractory period in whole steps, rounded up as NEST does.</summary>
    protected static double Refractory(double ms, double dtMs, Action<string> note)
    {
        double steps = Math.Ceiling((ms / dtMs) - 1e-6);
        if (!(steps is >= 0 and < int.MaxValue))
        {
            return ms;
        }

        double whole = StepTime.Ms((long)steps, dtMs);
        if (Math.Abs((ms / dtMs) - steps) > 1e-6)
        {
            note($"t_ref {ValidationErrors.Text(ms)} ms is no whole number of steps: it is rounded up to {ValidationErrors.Text(whole)} ms");
        }

        return whole;
    }

    /// <summary>An initial value where a number is given.</summary>
    protected static InitialValue? Initial(double? value) => value is double given ? (InitialValue)given : null;
}
