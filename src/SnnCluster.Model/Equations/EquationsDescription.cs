using System.Runtime.CompilerServices;
using SnnCluster.Model.Lanes;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;

namespace SnnCluster.Model.Equations;

/// <summary>
/// A neuron model as equations with units, such as "dV/dt = (E_L - V + R*I)/tau_m : mV (unless refractory)". I is the current of all receptors [nA]; potential jumps of
/// delta receptors reach the membrane potential by themselves. Units are checked, and the equations compiled to what a model written in C# is.
/// </summary>
public sealed record EquationsDescription : TextNeuronDescription
{
    private static readonly ConditionalWeakTable<EquationsDescription, EquationsProgram> Programs = new();

    /// <summary>
    /// Equations, one or several lines each: "dx/dt = ... : unit" of a variable, "x = ... : unit" of a name for an expression, "x : unit" of a parameter whose values
    /// have no unit of their own. A variable marked "(unless refractory)" stands still while the neuron is refractory.
    /// </summary>
    public required IReadOnlyList<string> Equations { get; init; }

    /// <summary>
    /// Values of parameters by name: a quantity such as "-70 mV", or an expression of other parameters; or, where the equations declare a unit, a number,
    /// a distribution or a list with a value for each neuron. None by default.
    /// </summary>
    public new IReadOnlyDictionary<string, EquationParameter> Parameters { get; init; } = new Dictionary<string, EquationParameter>();

    /// <summary>The condition of a spike, such as "V > V_th"; none by default: the neurons do not spike.</summary>
    public string? Threshold { get; init; }

    /// <summary>What a spike does, one after the other, such as "V = V_r" or "w += b"; nothing by default.</summary>
    public IReadOnlyList<string> Reset { get; init; } = [];

    /// <summary>Refractory period [ms], at least 0, a whole number of steps, at most 2^24: as long there is no other spike.</summary>
    public double RefractoryPeriodMs { get; init; }

    /// <summary>Values of variables at the start by name, such as "E_L" or "-65 mV"; 0 by default.</summary>
    public IReadOnlyDictionary<string, string> InitialValues { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// The variable that receptors see as the membrane potential and that jumps reach: a potential, or a number without unit, which counts as mV. V or v by default,
    /// where there is one.
    /// </summary>
    public string? MembranePotential { get; init; }

    /// <summary>How the equations are integrated.</summary>
    public IntegrationMethod Method { get; init; }

    /// <summary>Substeps of a step, 1 to 1000, after each of which the threshold is looked at.</summary>
    public int Substeps { get; init; } = 1;

    /// <inheritdoc/>
    public override string Name => "equations";

    /// <inheritdoc/>
    public override Type ModelType => Program.Compiled?.Model ?? typeof(NoEquations<>);

    /// <inheritdoc/>
    public override double? PassiveTimeConstantMs => Program.Plan?.PassiveTimeConstantMs;

    /// <inheritdoc/>
    internal override bool HasFields => Program.Compiled is not null;

    private EquationsProgram Program => Programs.GetValue(this, EquationsProgram.Of);

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, InitialValue> InitialState(double dtMs) =>
        Program.Plan?.Model.States.ToDictionary(state => state.Name, state => (InitialValue)state.Start) ?? [];

    /// <inheritdoc/>
    public override ValueType CreateConstants(double dtMs) =>
        Program is { Compiled: EmittedModel compiled, Step: StepProgram step } ? compiled.ConstantsOf(step.ConstantValues(dtMs)) : default(NoConstants);

    /// <inheritdoc/>
    public override double LargestConductance(double dtMs) =>
        Program.Plan?.StepOfCurrent is Func<double, double> stepOfCurrent ? 2 / Math.Abs(stepOfCurrent(dtMs)) : double.PositiveInfinity;

    /// <inheritdoc/>
    public override void Validate(string name, double dtMs, ValidationErrors errors)
    {
        RefractoryPeriod.Validate(name, RefractoryPeriodMs, extraRefractorySteps: 0, dtMs, errors);
        if (errors.Within($"{name} substeps", Substeps, 1, 1000) && Equations is not null)
        {
            EquationsProgram.Read(this, name, errors);
        }
    }

    private protected override IReadOnlyDictionary<string, NeuronParameter> NeuronParameters(double dtMs) => Program.Step?.ParameterValues(dtMs) ?? [];
}

/// <summary>Stands where equations are wrong, so that everything else about a network is checked all the same.</summary>
/// <typeparam name="T">The lane.</typeparam>
internal struct NoEquations<T> : INeuronModel<T, NoConstants>
    where T : unmanaged, ILane<T>
{
    /// <summary>Nothing.</summary>
    public T Unused;

    /// <inheritdoc/>
    public readonly T MembranePotential => Unused;

    /// <inheritdoc/>
    public Mask<T> Step(SynapticInput<T> input, in NoConstants constants, in NeuronStep step)
    {
        Unused = T.Of(0f);
        return Unused < T.Of(0f);
    }
}
