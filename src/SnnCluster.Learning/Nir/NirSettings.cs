using SnnCluster.Model.Arithmetic;

namespace SnnCluster.Learning.Nir;

/// <summary>How equations of continuous time become steps.</summary>
public enum NirMethod
{
    /// <summary>Explicit Euler: decay by 1 - dt/tau. What most programs do with NIR.</summary>
    Euler,

    /// <summary>The exact solution where the input stays through a step: decay by exp(-dt/tau).</summary>
    Exact,
}

/// <summary>What a spike does to the potential.</summary>
public enum NirReset
{
    /// <summary>It sets v_reset, as NIR defines it.</summary>
    Value,

    /// <summary>It subtracts v_threshold, as many programs train.</summary>
    Subtract,
}

/// <summary>What a user says of a graph; null: what its metadata says, else the default.</summary>
public sealed record NirSettings
{
    /// <summary>Time that a step of the data stands for in the graph's equations [ms], above 0; default: 1.</summary>
    public double? DtMs { get; init; }

    /// <summary>How equations become steps; default: Euler.</summary>
    public NirMethod? Method { get; init; }

    /// <summary>What a spike does; default: it sets v_reset.</summary>
    public NirReset? Reset { get; init; }

    /// <summary>Whether weights of exactly 0 are connections that do not exist.</summary>
    public bool ZerosAreAbsent { get; init; }
}

/// <summary>How the equations of one graph become steps.</summary>
/// <param name="DtMs">Time of a step [ms].</param>
/// <param name="Method">How they become steps.</param>
/// <param name="Reset">What a spike does.</param>
/// <param name="RefractorySteps">Steps from a spike to the next possible one.</param>
internal sealed record NirDiscretisation(double DtMs, NirMethod Method, NirReset Reset, int RefractorySteps)
{
    /// <summary>Factor by which a step brings a quantity of time constant tau [s] towards its rest.</summary>
    public double Decay(double tau) =>
        Method == NirMethod.Euler ? 1 - (DtMs / 1000 / tau) : PortableMath.Exp(-DtMs / 1000 / tau);

    /// <summary>The time constant [ms] whose exact decay over a step is that of a time constant tau [s] here.</summary>
    public double TimeConstantMs(double tau) =>
        // A decay to 0 in one step is that of no time constant.
        Decay(tau) <= 0 ? 0 : NirGraph.Rounded(Method == NirMethod.Exact ? tau * 1000 : -DtMs / PortableMath.Log(Decay(tau)));

    /// <summary>The other way round: the time constant [s] of the graph for a decay by exp(-dt/τ).</summary>
    public double Tau(double timeConstantMs) =>
        Method == NirMethod.Exact ? timeConstantMs / 1000 : DtMs / 1000 / (1 - PortableMath.Exp(-DtMs / timeConstantMs));
}
