using SnnCluster.Model.Arithmetic;
using SnnCluster.Model.Connectivity;
using SnnCluster.Model.Inputs;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;
using SnnCluster.Model.Synapses;

namespace SnnCluster.Experiments.Networks;

/// <summary>
/// The cortical microcircuit of Potjans and Diesmann (Cerebral Cortex 24, 785-806, 2014): excitatory and inhibitory neurons of four layers below a square
/// millimetre of cortex. With fewer neurons (N) in-degrees stay as they are; with fewer synapses (K) weights grow with 1/√K, and a constant current
/// stands for the mean input that is lost (van Albada, Helias and Diesmann, PLoS Computational Biology 11, e1004490, 2015).
/// </summary>
public sealed class MicrocircuitExperiment : Experiment
{
    private const string NScaling = "n-scaling";
    private const string KScaling = "k-scaling";
    private const string WeightBits = "weight-bits";
    private const string InputKind = "input";
    private const string PoissonInput = "poisson";
    private const string ConstantInput = "dc";
    private const string SingleBits = "32";
    private const string SixteenBits = "16";
    private const string WarmUp = "warm-up-ms";
    private const string Receptor = "current";
    private const double BackgroundHz = 8;
    private const double SynapticTimeMs = 0.5;
    private const double MembraneTimeMs = 10;
    private const double CapacitancePf = 250;
    private const double PotentialMv = 0.15;
    private const double InhibitionFactor = -4;

    // Neurons, background synapses, initial potential (mean and standard deviation), published rate in a run of full size, and what NEST has at a tenth of N
    // and K: rate, CV and correlation, each the mean of three seeds.
    private static readonly Layer[] Layers =
    [
        new("l23e", 20683, 1600, -68.28, 5.36, 0.903, (0.4787, 0.6582, 0.00531)),
        new("l23i", 5834, 1500, -63.16, 4.57, 2.965, (2.098, 0.6808, 0.00392)),
        new("l4e", 21915, 2100, -63.33, 4.74, 4.414, (3.962, 0.7134, 0.00284)),
        new("l4i", 5479, 1900, -63.45, 4.94, 5.876, (5.007, 0.7349, 0.00303)),
        new("l5e", 4850, 2000, -63.11, 4.94, 7.569, (6.564, 0.7215, 0.01315)),
        new("l5i", 1065, 1900, -61.66, 4.55, 8.633, (7.805, 0.7196, 0.00130)),
        new("l6e", 14395, 2900, -66.72, 5.46, 1.105, (0.8358, 0.6492, 0.00178)),
        new("l6i", 2948, 2100, -61.43, 4.48, 7.829, (7.005, 0.7133, 0.00004)),
    ];

    // Probability that two neurons are connected at all: a row for each target, a column for each source.
    private static readonly double[,] Probability =
    {
        { 0.1009, 0.1689, 0.0437, 0.0818, 0.0323, 0, 0.0076, 0 },
        { 0.1346, 0.1371, 0.0316, 0.0515, 0.0755, 0, 0.0042, 0 },
        { 0.0077, 0.0059, 0.0497, 0.1350, 0.0067, 0.0003, 0.0453, 0 },
        { 0.0691, 0.0029, 0.0794, 0.1597, 0.0033, 0, 0.1057, 0 },
        { 0.1004, 0.0622, 0.0505, 0.0057, 0.0831, 0.3726, 0.0204, 0 },
        { 0.0548, 0.0269, 0.0257, 0.0022, 0.0600, 0.3158, 0.0086, 0 },
        { 0.0156, 0.0066, 0.0211, 0.0166, 0.0572, 0.0197, 0.0396, 0.2252 },
        { 0.0364, 0.0010, 0.0034, 0.0005, 0.0277, 0.0080, 0.0658, 0.1443 },
    };

    /// <inheritdoc/>
    public override string Name => "microcircuit";

    /// <inheritdoc/>
    public override string Description => "cortical microcircuit of eight populations (Potjans & Diesmann 2014)";

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters { get; } =
    [
        new(NScaling, "", 1.0, "neurons, as a share of the published number", Minimum: 0, Maximum: 1, ExcludesMinimum: true),
        new(KScaling, "", 1.0, "synapses onto a neuron, as a share of the published number", Minimum: 0, Maximum: 1, ExcludesMinimum: true),
        new(InputKind, "", PoissonInput, "input from outside: a Poisson train for each neuron, or a constant current") { Choices = [PoissonInput, ConstantInput] },
        new(WeightBits, "", SingleBits, "bits of a weight: single precision, or multiples of 1/32,768 of about the largest, which take less memory and time") { Choices = [SingleBits, SixteenBits] },
        new(WarmUp, "ms", 500.0, "time at the begin that statistics leave out", Minimum: 0) { IsWholeSteps = true },
    ];

    /// <inheritdoc/>
    public override double DefaultDurationMs => 1500;

    /// <inheritdoc/>
    public override NetworkSize Size { get; } = new(NScaling, [0.05, 0.1, 0.2, 0.5, 1]);

    /// <inheritdoc/>
    public override NetworkDescription Describe(ExperimentSettings settings) => new()
    {
        DtMs = settings.DtMs,
        Seed = settings.Seed,
        Populations = [.. Enumerable.Range(0, Layers.Length).Select(layer => Population(layer, settings))],
        Projections =
        [
            .. from target in Enumerable.Range(0, Layers.Length)
               from source in Enumerable.Range(0, Layers.Length)
               let projection = Projection(target, source, settings)
               where projection is not null
               select projection,
        ],
        Inputs = settings.Word(InputKind) == ConstantInput
            ? []
            :
            [
                .. Layers.Select(layer => new PoissonDrive
                {
                    Name = $"{layer.Name} background",
                    Population = layer.Name,
                    RateHz = BackgroundHz * layer.BackgroundSynapses * settings.Number(KScaling),
                    Weight = WeightPa(settings) / 1000,
                }),
            ],
    };

    /// <inheritdoc/>
    public override ActivityDescription Activity(ExperimentSettings settings) => new()
    {
        FromMs = settings.Number(WarmUp),
        CorrelatedNeurons = 200,
        HighestRateHz = 50,
    };

    /// <inheritdoc/>
    public override IReadOnlyList<ReferenceValue> References(ExperimentSettings settings)
    {
        if (settings.DtMs != 0.1 || settings.Word(InputKind) != PoissonInput)
        {
            return [];
        }

        const double Large = 1000;
        return (settings.Number(NScaling), settings.Number(KScaling)) switch
        {
            (1, 1) =>
            [
                .. Layers.SelectMany(layer => ReferenceValue.OfActivity(
                    layer.Name, "NEST, full size, one run (Senk et al. 2026)", (layer.PublishedHz, Math.Max(0.2, 0.1 * layer.PublishedHz)))),
            ],
            (0.1, 0.1) =>
            [
                .. Layers.SelectMany(layer => ReferenceValue.OfActivity(
                    layer.Name,
                    "NEST 3.10, 3 seeds",
                    (layer.Tenth.RateHz, layer.Tenth.RateHz * (layer.Neurons * 0.1 < Large ? 0.15 : 0.07)),
                    (layer.Tenth.Cv, 0.06),
                    (layer.Tenth.Correlation, Math.Max(0.003, 0.5 * layer.Tenth.Correlation)))),
            ],
            _ => [],
        };
    }

    private static PopulationDescription Population(int number, ExperimentSettings settings)
    {
        Layer layer = Layers[number];
        return new()
        {
            Name = layer.Name,
            Size = NeuronsOf(number, settings),
            Model = new LifDescription
            {
                CapacitanceNf = CapacitancePf / 1000,
                MembraneTimeConstantMs = MembraneTimeMs,
                RestingPotentialMv = -65,
                ResetPotentialMv = -65,
                ThresholdMv = -50,
                RefractoryPeriodMs = 2,
                BiasCurrentNa = ConstantPa(number, settings) / 1000,
                InitialPotentialMv = new InitialValue.Normal(layer.PotentialMv, layer.PotentialDeviationMv),
            },
            Receptors = [new(Receptor, new ExponentialCurrentDescription { TimeConstantMs = SynapticTimeMs })],
        };
    }

    private static ProjectionDescription? Projection(int target, int source, ExperimentSettings settings)
    {
        long synapses = (long)Math.Round(InDegree(target, source) * settings.Number(KScaling) * NeuronsOf(target, settings));
        if (synapses == 0)
        {
            return null;
        }

        double weight = Factor(target, source) * WeightPa(settings) / 1000;
        double deviation = Math.Abs(weight) / 10;
        double delayMs = weight > 0 ? 1.5 : 0.75;
        return new ProjectionDescription
        {
            Name = $"{Layers[source].Name}-{Layers[target].Name}",
            Source = Layers[source].Name,
            Target = Layers[target].Name,
            Connectivity = new FixedTotalNumber(synapses),

            // Drawn again until the sign is right, and until the delay rounds to at least a step. A current starts a step after it arrives in NEST, and in the
            // step in which it arrives here: the step of the axon makes up for that.
            Weight = weight > 0
                ? new InitialValue.TruncatedNormal(weight, deviation, 0, 2 * weight)
                : new InitialValue.TruncatedNormal(weight, deviation, 2 * weight, 0),
            WeightBits = settings.Word(WeightBits) == SixteenBits ? 16 : 32,
            DelayMs = settings.DtMs,
            DendriticDelayMs = new InitialValue.TruncatedNormal(delayMs, delayMs / 2, settings.DtMs / 2, 8),
        };
    }

    private static int NeuronsOf(int layer, ExperimentSettings settings) =>
        Math.Max(1, (int)Math.Round(settings.Number(NScaling) * Layers[layer].Neurons));

    // Synapses onto a neuron at full size: as many draws of a pair as leave 1 - p of the pairs without one.
    private static double InDegree(int target, int source)
    {
        double pairs = (double)Layers[target].Neurons * Layers[source].Neurons;
        double probability = Probability[target, source];
        return probability == 0 ? 0 : PortableMath.Log(1 - probability) / PortableMath.Log(1 - (1 / pairs)) / Layers[target].Neurons;
    }

    private static double Factor(int target, int source) =>
        Layers[source].Name.EndsWith('i') ? InhibitionFactor : (Layers[target].Name, Layers[source].Name) == ("l23e", "l4e") ? 2 : 1;

    // The current whose response peaks at 0.15 mV, at full size and in this network.
    private static double WeightPa(ExperimentSettings settings) => FullWeightPa / Math.Sqrt(settings.Number(KScaling));

    private static double FullWeightPa
    {
        get
        {
            const double Ratio = MembraneTimeMs / SynapticTimeMs;
            const double Difference = MembraneTimeMs - SynapticTimeMs;
            double toMembrane = PortableMath.Exp(-MembraneTimeMs / Difference * PortableMath.Log(Ratio));
            double toSynapse = PortableMath.Exp(-SynapticTimeMs / Difference * PortableMath.Log(Ratio));
            double peakMvPerPa = MembraneTimeMs * SynapticTimeMs / (CapacitancePf * (SynapticTimeMs - MembraneTimeMs)) * (toMembrane - toSynapse);
            return PotentialMv / peakMvPerPa;
        }
    }

    // Stands for the mean input of synapses that are scaled away, and for the background where that is constant [pA].
    private static double ConstantPa(int target, ExperimentSettings settings)
    {
        double background = Layers[target].BackgroundSynapses * BackgroundHz;
        double recurrent = Enumerable.Range(0, Layers.Length).Sum(
            source => Factor(target, source) * InDegree(target, source) * Layers[source].PublishedHz);
        double lost = 1 - Math.Sqrt(settings.Number(KScaling));
        double arrivingHz = settings.Word(InputKind) == ConstantInput ? background + (lost * recurrent) : lost * (background + recurrent);
        return 0.001 * SynapticTimeMs * FullWeightPa * arrivingHz;
    }

    private sealed record Layer(
        string Name,
        int Neurons,
        int BackgroundSynapses,
        double PotentialMv,
        double PotentialDeviationMv,
        double PublishedHz,
        (double RateHz, double Cv, double Correlation) Tenth);
}
