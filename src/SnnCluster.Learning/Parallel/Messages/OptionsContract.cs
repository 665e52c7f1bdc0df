using MessagePack;
using SnnCluster.Learning.Losses;
using SnnCluster.Learning.Optimisers;
using SnnCluster.Learning.Rewiring;
using SnnCluster.Learning.Training;

namespace SnnCluster.Learning.Parallel.Messages;

/// <summary>
/// What replicas need of <see cref="TrainingOptions"/>, on the wire. The rest, such as the order of examples, is the
/// trainer's alone.
/// </summary>
[MessagePackObject]
internal sealed record OptionsContract
{
    [Key(0)]
    public required Loss Loss { get; init; }

    [Key(1)]
    public required GradientForm Form { get; init; }

    [Key(2)]
    public required int ChunkSize { get; init; }

    [Key(3)]
    public required ulong Seed { get; init; }

    /// <summary>Adam's constants: beta1, beta2, epsilon; null: another optimiser.</summary>
    [Key(4)]
    public double[]? Adam { get; init; }

    /// <summary>Momentum of gradient descent; null: another optimiser.</summary>
    [Key(5)]
    public double? SgdMomentum { get; init; }

    /// <summary>Scope of DEEP R; null: no rewiring.</summary>
    [Key(6)]
    public DeepRScope? DeepRScope { get; init; }

    [Key(7)]
    public double DeepRL1Strength { get; init; }

    [Key(8)]
    public required double RecurrentLearningRateFactor { get; init; }

    public static OptionsContract Of(TrainingOptions options) => new()
    {
        Loss = options.Loss,
        Form = options.Form,
        ChunkSize = options.ChunkSize,
        Seed = options.Seed,
        Adam = options.Optimiser is AdamDescription adam ? [adam.Beta1, adam.Beta2, adam.Epsilon] : null,
        SgdMomentum = (options.Optimiser as SgdDescription)?.Momentum,
        DeepRScope = options.DeepR?.Scope,
        DeepRL1Strength = options.DeepR?.L1Strength ?? 0,
        RecurrentLearningRateFactor = options.RecurrentLearningRateFactor,
    };

    /// <summary>The options. Epochs and the size of a batch are not among them and have their defaults.</summary>
    public TrainingOptions ToOptions() => new()
    {
        Loss = Loss,
        Form = Form,
        ChunkSize = ChunkSize,
        Seed = Seed,
        Optimiser = this switch
        {
            { Adam: [double beta1, double beta2, double epsilon] } =>
                new AdamDescription { Beta1 = beta1, Beta2 = beta2, Epsilon = epsilon },
            { SgdMomentum: double momentum } => new SgdDescription { Momentum = momentum },
            _ => throw new TrainingException("the trainer names no optimiser that this node knows"),
        },
        RecurrentLearningRateFactor = RecurrentLearningRateFactor,
        DeepR = DeepRScope is DeepRScope scope ? new DeepRDescription { Scope = scope, L1Strength = DeepRL1Strength } : null,
    };
}
