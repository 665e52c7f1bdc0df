using SnnCluster.Learning.Neurons;
using SnnCluster.Model.Arithmetic;
using SnnCluster.Model.Networks;

namespace SnnCluster.Learning.Networks;

/// <summary>Model of the neurons of a hidden layer.</summary>
public enum HiddenNeuronModel
{
    /// <summary>Leaky integrate-and-fire.</summary>
    Lif,

    /// <summary>Leaky integrate-and-fire with an adaptive threshold.</summary>
    Alif,
}

/// <summary>A hidden layer of a classifier. Defaults are those of models.md's classifiers (Bellec et al. 2020).</summary>
public sealed record HiddenLayerDescription
{
    /// <summary>Neurons, 1 to 65,536.</summary>
    public int Size { get; init; } = 128;

    /// <summary>Model of its neurons.</summary>
    public HiddenNeuronModel Neuron { get; init; } = HiddenNeuronModel.Lif;

    /// <summary>Whether its neurons are connected to one another.</summary>
    public bool Recurrent { get; init; }

    /// <summary>
    /// Share of the possible connections from the input or from the layer before that exists, above 0 to 1; every
    /// neuron has the same number, at least one.
    /// </summary>
    public double InputDensity { get; init; } = 1;

    /// <summary>The same for the connections within the layer.</summary>
    public double RecurrentDensity { get; init; } = 1;

    /// <summary>v_th, above 0; null: 0.61 for LIF, 0.6 for ALIF.</summary>
    public double? Threshold { get; init; }

    /// <summary>β, at least 0, used by ALIF alone.</summary>
    public double AdaptationStrength { get; init; } = 0.0174;

    /// <summary>Time constant of membrane and traces [ms], above 0.</summary>
    public double MembraneTimeConstantMs { get; init; } = 20;

    /// <summary>Time constant of the adaptation [ms], above 0.</summary>
    public double AdaptationTimeConstantMs { get; init; } = 2000;

    /// <summary>Time after a spike in which the neuron integrates but does not spike [ms], at least one step.</summary>
    public double RefractoryMs { get; init; } = 5;

    /// <summary>The potential that a spike sets, below the threshold; null: a spike subtracts the threshold.</summary>
    public double? ResetPotential { get; init; }

    /// <summary>The constants of its neurons and of their learning.</summary>
    /// <param name="dtMs">Length of a step [ms].</param>
    /// <param name="rate">Firing-rate regularisation.</param>
    public EPropConstants Constants(double dtMs, RateRegularisation rate)
    {
        double threshold = EffectiveThreshold;
        float rateDecay = DecayTable.Factor(rate.TimeConstantMs, dtMs);
        return new EPropConstants(
            DecayTable.Factor(MembraneTimeConstantMs, dtMs),
            DecayTable.Factor(AdaptationTimeConstantMs, dtMs),
            Neuron == HiddenNeuronModel.Alif ? (float)AdaptationStrength : 0f,
            (float)threshold,
            (float)(1 / threshold),
            (float)(0.3 / threshold),
            StepCount.Of(RefractoryMs, dtMs),
            rateDecay,
            1f - rateDecay,
            (float)(rate.TargetHz * dtMs / 1000),
            (float)rate.Strength,
            ResetPotential is null ? 1f : 0f,
            (float)-(ResetPotential ?? -threshold));
    }

    /// <summary>Adds an error for every parameter out of range.</summary>
    /// <param name="name">What the messages call the layer.</param>
    /// <param name="dtMs">Length of a step [ms].</param>
    /// <param name="errors">Where errors go.</param>
    public void Validate(string name, double dtMs, ValidationErrors errors)
    {
        errors.Within($"size of {name}", Size, 1, Examples.Spike.Limit);
        Density($"input density of {name}", InputDensity, errors);
        Density($"recurrent density of {name}", RecurrentDensity, errors);
        if (Threshold is double threshold)
        {
            errors.Above($"threshold of {name}", threshold, 0);
        }

        if (ResetPotential is double reset && errors.Finite($"reset potential of {name}", reset) && reset >= EffectiveThreshold)
        {
            errors.Add($"reset potential of {name} is {ValidationErrors.Text(reset)}: must be below its threshold, "
                + ValidationErrors.Text(EffectiveThreshold));
        }

        errors.AtLeast($"adaptation strength of {name}", AdaptationStrength, 0);
        errors.Above($"membrane time constant of {name} [ms]", MembraneTimeConstantMs, 0);
        errors.Above($"adaptation time constant of {name} [ms]", AdaptationTimeConstantMs, 0);
        errors.Steps($"refractory time of {name}", RefractoryMs, dtMs, 1);
    }

    // models.md's.
    private double EffectiveThreshold => Threshold ?? (Neuron == HiddenNeuronModel.Alif ? 0.6 : 0.61);

    private static void Density(string name, double value, ValidationErrors errors)
    {
        if (errors.Finite(name, value) && value is <= 0 or > 1)
        {
            errors.Add($"{name} is {ValidationErrors.Text(value)}: must be above 0 and at most 1");
        }
    }
}
