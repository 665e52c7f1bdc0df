using System.Runtime.CompilerServices;
using SnnCluster.Model.Arithmetic;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;

namespace SnnCluster.Model.Plasticity;

/// <summary>State and parameters of a synapse of <see cref="Tsodyks2PerSynapse"/>.</summary>
/// <param name="Missing">1 minus the resources x just after the last event.</param>
/// <param name="Raised">By how much the release probability u was above U just after it.</param>
/// <param name="Utilisation">U.</param>
/// <param name="RecoveryRate">1/τrec [1/ms].</param>
/// <param name="FacilitationRate">1/τfac [1/ms]; 0 without facilitation.</param>
public readonly record struct Tsodyks2Synapse(
    float Missing, float Raised, float Utilisation, float RecoveryRate, float FacilitationRate);

/// <summary>Time since a source's last event.</summary>
/// <param name="Ms">In ms.</param>
public readonly record struct Elapsed(float Ms);

/// <summary>
/// Short-term plasticity as <see cref="Tsodyks2{TLong,TSynapse,TSource,TTarget}"/>, with parameters of each synapse.
/// </summary>
/// <param name="DtMs">Length of a step [ms].</param>
public readonly record struct Tsodyks2PerSynapse(float DtMs) : ISynapseModel<Tsodyks2Synapse, Elapsed, NoState>
{
    /// <inheritdoc/>
    public static SynapseTraits Traits => SynapseTraits.SourceEvents;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Elapsed DecaySource<TDecays>(in Elapsed source, int steps, in TDecays decays)
        where TDecays : struct, IDecays => new((steps < 0 ? int.MaxValue : steps) * DtMs);

    /// <inheritdoc/>
    public Elapsed SourceEvent(in Elapsed before) => default;

    /// <inheritdoc/>
    public NoState DecayTarget<TDecays>(in NoState target, int steps, in TDecays decays)
        where TDecays : struct, IDecays => target;

    /// <inheritdoc/>
    public NoState TargetSpike(in NoState before) => before;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float OnSourceEvent(ref float weight, ref Tsodyks2Synapse synapse, in Elapsed source, in NoState target)
    {
        (float missing, float raised, float utilisation, float recovery, float facilitation) = synapse;
        float resources = 1f - (missing * PortableMath.Exp(-source.Ms * recovery));
        float released = utilisation
            + (facilitation > 0f ? raised * PortableMath.Exp(-source.Ms * facilitation) : 0f);
        synapse = new Tsodyks2Synapse(
            1f - (resources * (1f - released)), released * (1f - utilisation), utilisation, recovery, facilitation);
        return weight * resources * released;
    }

    /// <inheritdoc/>
    public void OnTargetSpike(ref float weight, ref Tsodyks2Synapse synapse, in Elapsed source, in NoState target)
    {
    }

    /// <inheritdoc/>
    public void OnModulator(ref float weight, ref Tsodyks2Synapse synapse, float amount)
    {
    }

    /// <inheritdoc/>
    public void Advance<TDecays>(ref float weight, ref Tsodyks2Synapse synapse, float modulator, int steps, in TDecays decays)
        where TDecays : struct, IDecays
    {
    }
}

/// <summary>Short-term plasticity, known as tsodyks2, with parameters of each synapse.</summary>
public sealed record Tsodyks2PerSynapseDescription : SynapseDescription
{
    /// <summary>U, within 0 to 1.</summary>
    public InitialValue Utilisation { get; init; } = 0.5;

    /// <summary>1/τrec [1/ms], above 0: the rate at which resources recover.</summary>
    public InitialValue RecoveryRate { get; init; } = 1.0 / 800;

    /// <summary>1/τfac [1/ms], at least 0; 0, the default, for no facilitation.</summary>
    public InitialValue FacilitationRate { get; init; } = 0;

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, InitialValue> InitialState => new Dictionary<string, InitialValue>
    {
        [nameof(Tsodyks2Synapse.Utilisation)] = Utilisation,
        [nameof(Tsodyks2Synapse.RecoveryRate)] = RecoveryRate,
        [nameof(Tsodyks2Synapse.FacilitationRate)] = FacilitationRate,
    };

    /// <inheritdoc/>
    public override ISynapseModel CreateModel(double dtMs) => new Tsodyks2PerSynapse((float)dtMs);

    /// <inheritdoc/>
    public override double DeliveredBound(double weightBound) => weightBound * RoundingMargin;

    /// <inheritdoc/>
    public override void Validate(string name, ValidationErrors errors)
    {
        if (!(Utilisation.Least >= 0) || !(Utilisation.Bound <= 1))
        {
            errors.Add($"{name} utilisation {Utilisation}: must be a distribution within 0 to 1");
        }

        if (!(RecoveryRate.Least > 0))
        {
            errors.Add($"{name} recovery rate {RecoveryRate}: must be a distribution above 0");
        }

        if (!(FacilitationRate.Least >= 0))
        {
            errors.Add($"{name} facilitation rate {FacilitationRate}: must be a distribution of at least 0");
        }
    }
}
