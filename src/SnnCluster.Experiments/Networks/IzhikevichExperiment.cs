using SnnCluster.Model.Connectivity;
using SnnCluster.Model.Inputs;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;
using SnnCluster.Model.Synapses;

namespace SnnCluster.Experiments.Networks;

/// <summary>
/// The network of Izhikevich (IEEE Transactions on Neural Networks 14, 1569-1572, 2003): neurons of all kinds between regular spiking and chattering, or
/// between low-threshold and fast spiking, each connected to each, with a noisy input that stands for the thalamus. Steps of 1 ms, as in the paper's program.
/// </summary>
public sealed class IzhikevichExperiment : Experiment
{
    private const string Neurons = "neurons";
    private const string WarmUp = "warm-up-ms";
    private const string Excitatory = "e";
    private const string Inhibitory = "i";
    private const int PublishedNeurons = 1000;

    /// <inheritdoc/>
    public override string Name => "izhikevich";

    /// <inheritdoc/>
    public override string Description => "network of diverse neurons with rhythms (Izhikevich 2003)";

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters { get; } =
    [
        new(Neurons, "", (long)PublishedNeurons, "neurons, four fifths of them excitatory; with more, weights shrink in proportion", Minimum: 10, Maximum: 1e6),
        new(WarmUp, "ms", 500.0, "time at the begin that statistics leave out", Minimum: 0) { IsWholeSteps = true },
    ];

    /// <inheritdoc/>
    public override double DefaultDurationMs => 3000;

    /// <inheritdoc/>
    public override double DefaultDtMs => 1;

    /// <inheritdoc/>
    public override NetworkSize Size { get; } = new(Neurons, [500, 1000, 2000, 4000]);

    /// <inheritdoc/>
    public override double EstimateNeurons(ExperimentSettings settings) => settings.Number(Neurons);

    /// <inheritdoc/>
    public override NetworkDescription Describe(ExperimentSettings settings)
    {
        int neurons = (int)settings.Integer(Neurons);
        int excitatory = neurons * 4 / 5;

        // A neuron's parameters come from one number, uniform from 0 to 1.
        static NeuronParameter of(params double[] coefficients) => new NeuronParameter.Polynomial(new InitialValue.Uniform(0, 1), coefficients, Draw: "kind");
        double scale = (double)PublishedNeurons / neurons;
        string[] both = [Excitatory, Inhibitory];
        return new NetworkDescription
        {
            DtMs = settings.DtMs,
            Seed = settings.Seed,
            Populations =
            [
                Population(Excitatory, excitatory, new HeterogeneousIzhikevichDescription
                {
                    C = of(-65, 0, 15),
                    D = of(8, 0, -6),
                }),
                Population(Inhibitory, neurons - excitatory, new HeterogeneousIzhikevichDescription
                {
                    A = of(0.02, 0.08),
                    B = of(0.25, -0.05),
                    D = 2,
                    InitialRecovery = -65 * 0.225,
                }),
            ],
            Projections =
            [
                .. both.SelectMany(target => new[]
                {
                    Projection(Excitatory, target, new InitialValue.Uniform(0, 0.5 * scale), settings.DtMs),
                    Projection(Inhibitory, target, new InitialValue.Uniform(-scale, 0), settings.DtMs),
                }),
            ],
            Inputs =
            [
                Noise(Excitatory, 5, settings.DtMs),
                Noise(Inhibitory, 2, settings.DtMs),
            ],
        };
    }

    /// <inheritdoc/>
    public override ActivityDescription Activity(ExperimentSettings settings) => new() { FromMs = settings.Number(WarmUp) };

    /// <inheritdoc/>
    public override IReadOnlyList<ReferenceValue> References(ExperimentSettings settings)
    {
        const string Source = "Brian 2.5, 5 seeds";
        return settings.Integer(Neurons) == PublishedNeurons && settings.DtMs == 1
            ?
            [
                .. ReferenceValue.OfActivity(Excitatory, Source, (7.24, 0.72), (0.410, 0.0224), (0.0079, 0.0058)),
                .. ReferenceValue.OfActivity(Inhibitory, Source, (6.60, 1.21), (0.477, 0.0428), (0.0304, 0.0180)),
            ]
            : [];
    }

    private static PopulationDescription Population(string name, int size, NeuronModelDescription model) => new()
    {
        Name = name,
        Size = size,
        Model = model,
        Receptors = [new("current", new CurrentPulseDescription())],
    };

    private static ProjectionDescription Projection(string source, string target, InitialValue weight, double dtMs) => new()
    {
        Name = $"{source}-{target}",
        Source = source,
        Target = target,
        Connectivity = new AllToAll(),
        Weight = weight,
        DelayMs = dtMs,
    };

    private static WhiteNoise Noise(string population, double deviation, double dtMs) => new()
    {
        Name = $"{population} noise",
        Population = population,
        StandardDeviation = deviation,
        IntervalMs = dtMs,
    };
}
