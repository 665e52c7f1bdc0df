using SnnCluster.Learning;
using SnnCluster.Learning.DataSets;
using SnnCluster.Learning.Losses;
using SnnCluster.Learning.Networks;
using SnnCluster.Learning.Nir;
using SnnCluster.Learning.Optimisers;
using SnnCluster.Learning.Rewiring;
using SnnCluster.Learning.Training;

namespace SnnCluster.Experiments.Classifiers;

/// <summary>
/// A training as a user asks for it. What decides the result is listed in <see cref="TrainingParameters"/>; the rest says
/// where to compute and where to write.
/// </summary>
public sealed record TrainingRequest
{
    /// <summary>Name of the data set.</summary>
    public string DataSet { get; init; } = DataSetCatalog.Names[0];

    /// <summary>Folder with its files, or its only file; null: none, which only generated sets do with.</summary>
    public string? DataFolder { get; init; }

    /// <summary>Steps of 1 ms that an example lasts; null: as the data set has it.</summary>
    public int? InputSteps { get; init; }

    /// <summary>Events in a step that make a channel spike; null: as the data set has it.</summary>
    public int? CountThreshold { get; init; }

    /// <summary>Pixels, or channels, per side that become one; null: as the data set has it.</summary>
    public int? Downsampling { get; init; }

    /// <summary>At most so many examples for training and as many for testing; null: all.</summary>
    public int? Examples { get; init; }

    /// <summary>Share of the examples that are kept for testing, of a set of one's own in one file; null: none.</summary>
    public double? TestFraction { get; init; }

    /// <summary>
    /// What has the network that training begins with: a network, a checkpoint, the folder of a training, or a NIR graph; null: none, it is drawn.
    /// </summary>
    public string? From { get; init; }

    /// <summary>What a user says of a NIR graph.</summary>
    public NirSettings Nir { get; init; } = new();

    /// <summary>Neurons of each hidden layer, from the input on.</summary>
    public IReadOnlyList<int> Hidden { get; init; } = [128];

    /// <summary>Model of hidden neurons.</summary>
    public HiddenNeuronModel Neuron { get; init; }

    /// <summary>Whether hidden neurons of a layer are connected to one another.</summary>
    public bool Recurrent { get; init; }

    /// <summary>Potential that a spike sets; null: it subtracts the threshold.</summary>
    public double? ResetPotential { get; init; }

    /// <summary>Time after a spike in which a hidden neuron does not spike [ms], at least one step.</summary>
    public double RefractoryMs { get; init; } = 5;

    /// <summary>Share of the possible connections into a hidden layer that exists, above 0 to 1.</summary>
    public double InputDensity { get; init; } = 1;

    /// <summary>Share of the possible connections within a hidden layer that exists, above 0 to 1.</summary>
    public double RecurrentDensity { get; init; } = 1;

    /// <summary>Whether sparse projections are rewired.</summary>
    public bool DeepR { get; init; }

    /// <summary>Among whose absent pairs DEEP R draws new connections.</summary>
    public DeepRScope DeepRScope { get; init; }

    /// <summary>Strength of the L1 regularisation that DEEP R needs, at least 0.</summary>
    public double L1Strength { get; init; } = 0.01;

    /// <summary>Times that every example is learnt.</summary>
    public int Epochs { get; init; } = 10;

    /// <summary>Examples per step of the optimiser.</summary>
    public int BatchSize { get; init; } = 512;

    /// <summary>Examples whose gradients are summed one after the other.</summary>
    public int ChunkSize { get; init; } = 64;

    /// <summary>Learning rate at the start.</summary>
    public double LearningRate { get; init; } = 0.001;

    /// <summary>What the learning rate is multiplied by, above 0 to 1.</summary>
    public double LearningRateFactor { get; init; } = 1;

    /// <summary>Epochs between two such changes.</summary>
    public int LearningRateEvery { get; init; } = 1;

    /// <summary>What the learning rate of recurrent weights is multiplied by, at least 0.</summary>
    public double RecurrentLearningRateFactor { get; init; } = 1;

    /// <summary>Adam, or gradient descent with momentum.</summary>
    public OptimiserKind Optimiser { get; init; }

    /// <summary>Momentum of gradient descent; null: 0.9, or none with Adam.</summary>
    public double? Momentum { get; init; }

    /// <summary>How the gradient is computed.</summary>
    public GradientForm Form { get; init; }

    /// <summary>What training makes small.</summary>
    public Loss Loss { get; init; }

    /// <summary>Strength of firing-rate regularisation (c_reg).</summary>
    public double RateStrength { get; init; } = 0.001;

    /// <summary>The rate that it keeps [Hz].</summary>
    public double TargetRateHz { get; init; } = 10;

    /// <summary>Initial weights are N(0, (scale/sqrt(fan-in))²).</summary>
    public double WeightScale { get; init; } = 1;

    /// <summary>What the scale of initial recurrent weights is multiplied by, at least 0.</summary>
    public double RecurrentWeightScale { get; init; } = 1;

    /// <summary>Fold that is kept for validation; null: none.</summary>
    public int? ValidationFold { get; init; }

    /// <summary>Folds that training examples are divided into.</summary>
    public int Folds { get; init; } = 10;

    /// <summary>Whether the test set is passed after every epoch.</summary>
    public bool TestsEachEpoch { get; init; }

    /// <summary>Seed of all random numbers.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>
    /// What computes: host, or a GPU as <see cref="Learning.ClassifierDevices.Create"/> takes it. The same on every
    /// processor; a GPU gives other bits.
    /// </summary>
    public string Device { get; init; } = SnnCluster.Engine.Devices.DeviceCatalog.Host;

    /// <summary>
    /// Replicas that share each batch; the result does not depend on it. Null: 1, on a cluster one for each core that its
    /// nodes offer.
    /// </summary>
    public int? Workers { get; init; }

    /// <summary>Any node of the cluster to compute on, as host:port; null: this process.</summary>
    public string? Cluster { get; init; }

    /// <summary>Text of a HOCON file for the client of a cluster, for TLS.</summary>
    public string ClusterConfiguration { get; init; } = "";

    /// <summary>Where to write results; null: nothing is written.</summary>
    public string? OutputDirectory { get; init; }

    /// <summary>Whether results of an earlier training in <see cref="OutputDirectory"/> may be replaced.</summary>
    public bool Force { get; init; }

    /// <summary>The checkpoint of the training in <see cref="OutputDirectory"/> to go on from; null: begin anew.</summary>
    public Learning.Persistence.TrainingCheckpoint? Resumed { get; init; }

    /// <summary>The command line, for the record in the summary; empty where there was none.</summary>
    public string CommandLine { get; init; } = "";

    /// <summary>The request for the data set.</summary>
    public DataSetRequest Data => new()
    {
        Folder = DataFolder,
        Seed = Seed,
        Steps = InputSteps,
        CountThreshold = CountThreshold,
        Downsampling = Downsampling,
        Limit = Examples,
        TestFraction = TestFraction,
    };

    /// <summary>The classifier, whose shape the data set decides (<see cref="ClassifierDescription.For"/>).</summary>
    public ClassifierDescription Description => new()
    {
        WeightScale = WeightScale,
        RecurrentWeightScale = RecurrentWeightScale,
        Rate = new RateRegularisation { Strength = RateStrength, TargetHz = TargetRateHz },
        Hidden =
        [
            .. Hidden.Select(size => new HiddenLayerDescription
            {
                Size = size,
                Neuron = Neuron,
                Recurrent = Recurrent,
                InputDensity = InputDensity,
                RecurrentDensity = RecurrentDensity,
                ResetPotential = ResetPotential,
                RefractoryMs = RefractoryMs,
            }),
        ],
    };

    /// <summary>How it is trained.</summary>
    public TrainingOptions Options => new()
    {
        Loss = Loss,
        Form = Form,
        Optimiser = Optimiser == OptimiserKind.Adam
            ? new AdamDescription { LearningRate = LearningRate }
            : new SgdDescription { LearningRate = LearningRate, Momentum = Momentum ?? 0.9 },
        Schedule = new LearningRateSchedule { Factor = LearningRateFactor, EveryEpochs = LearningRateEvery },
        RecurrentLearningRateFactor = RecurrentLearningRateFactor,
        DeepR = DeepR ? new DeepRDescription { Scope = DeepRScope, L1Strength = L1Strength } : null,
        Epochs = Epochs,
        BatchSize = BatchSize,
        ChunkSize = ChunkSize,
        Seed = Seed,
        ValidationFold = ValidationFold,
        Folds = Folds,
        TestsEachEpoch = TestsEachEpoch,
    };
}

/// <summary>The optimisers that there are.</summary>
public enum OptimiserKind
{
    /// <summary>Adam.</summary>
    Adam,

    /// <summary>Gradient descent with momentum.</summary>
    Sgd,
}
