using SnnCluster.Learning.Examples;
using SnnCluster.Model.Networks;

namespace SnnCluster.Learning.Networks;

/// <summary>
/// A classifier: input channels, hidden layers one after the other, and leaky integrators as outputs, one per class,
/// that every hidden layer is connected to. The class is the output with the largest sum over the steps. Plain data.
/// </summary>
public sealed record ClassifierDescription
{
    /// <summary>Input channels, 1 to 65,536.</summary>
    public int Inputs { get; init; }

    /// <summary>Classes, from 2.</summary>
    public int Classes { get; init; }

    /// <summary>Steps of an example, 2 to 65,536.</summary>
    public int Steps { get; init; }

    /// <summary>Length of a step [ms], above 0.</summary>
    public double DtMs { get; init; } = 1;

    /// <summary>The hidden layers, from the input on; at least one.</summary>
    public IReadOnlyList<HiddenLayerDescription> Hidden { get; init; } = [new()];

    /// <summary>Time constant of the outputs [ms], above 0. e-prop filters eligibility with it, so it is the membrane's.</summary>
    public double OutputTimeConstantMs { get; init; } = 20;

    /// <summary>Weights start as N(0, (scale/sqrt(fan-in))²), at least 0.</summary>
    public double WeightScale { get; init; } = 1;

    /// <summary>What the scale of recurrent projections' initial weights is multiplied by, at least 0.</summary>
    public double RecurrentWeightScale { get; init; } = 1;

    /// <summary>Firing-rate regularisation.</summary>
    public RateRegularisation Rate { get; init; } = new();

    /// <summary>
    /// The most weights and biases, padding included: a checkpoint, 12 bytes for each, is one array of bytes.
    /// </summary>
    public const long ParameterLimit = 170_000_000;

    /// <summary>Whether a projection has fewer synapses than its neurons have pairs, so that it can be rewired.</summary>
    public bool HasSparseProjection => Projections().Any(projection => projection.InDegree < projection.Sources);

    /// <summary>The classifier for examples of a data set.</summary>
    public ClassifierDescription For(SpikeExamples examples) =>
        this with { Inputs = examples.Channels, Classes = examples.Classes, Steps = examples.Steps };

    /// <summary>Adds an error for every parameter out of range.</summary>
    public void Validate(ValidationErrors errors)
    {
        int before = errors.Messages.Count;
        errors.Within("input channels", Inputs, 1, Spike.Limit);
        errors.Within("classes", Classes, 2, Spike.Limit);
        errors.Within("steps of an example", Steps, 2, Spike.Limit);
        errors.Above("dt [ms]", DtMs, 0);
        errors.Above("time constant of the outputs [ms]", OutputTimeConstantMs, 0);
        errors.AtLeast("weight scale", WeightScale, 0);
        errors.AtLeast("recurrent weight scale", RecurrentWeightScale, 0);
        Rate.Validate(DtMs, errors);
        if (Hidden.Count == 0)
        {
            errors.Add("hidden layers are 0: must be at least 1");
        }

        for (int i = 0; i < Hidden.Count; i++)
        {
            string name = $"hidden layer {i + 1}";
            Hidden[i].Validate(name, DtMs, errors);

            // The factor α of the outputs and that of the eligibility traces are one in e-prop's derivation.
            if (Hidden[i].MembraneTimeConstantMs != OutputTimeConstantMs)
            {
                errors.Add($"membrane time constant of {name} [ms] is {ValidationErrors.Text(Hidden[i].MembraneTimeConstantMs)}: "
                    + $"must be that of the outputs, {ValidationErrors.Text(OutputTimeConstantMs)}");
            }
        }

        for (int i = 0; i < Hidden.Count && errors.Messages.Count == before; i++)
        {
            errors.Holds($"hidden layer {i + 1}", Hidden[i].Constants(DtMs, Rate));
        }

        long parameters = Projections().Sum(projection =>
            ProjectionShape.LengthOf(projection.Sources, projection.Targets, projection.InDegree));
        if (parameters > ParameterLimit)
        {
            errors.Add($"weights of the classifier are {parameters}: must be at most {ParameterLimit}, "
                + "which fewer hidden neurons or lower densities give");
        }
    }

    private IEnumerable<(int Sources, int Targets, int InDegree)> Projections()
    {
        int sources = Inputs;
        foreach (HiddenLayerDescription hidden in Hidden)
        {
            yield return (sources, hidden.Size, ProjectionShape.InDegreeOf(hidden.InputDensity, sources));
            if (hidden.Recurrent)
            {
                yield return (hidden.Size, hidden.Size, ProjectionShape.InDegreeOf(hidden.RecurrentDensity, hidden.Size));
            }

            yield return (hidden.Size, Classes, hidden.Size);
            sources = hidden.Size;
        }
    }
}
