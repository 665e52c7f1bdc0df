using MessagePack;
using SnnCluster.Learning.Networks;

namespace SnnCluster.Learning.Parallel.Messages;

/// <summary>A <see cref="ClassifierDescription"/> on the wire.</summary>
[MessagePackObject]
internal sealed record ClassifierContract
{
    [Key(0)]
    public required int Inputs { get; init; }

    [Key(1)]
    public required int Classes { get; init; }

    [Key(2)]
    public required int Steps { get; init; }

    [Key(3)]
    public required double DtMs { get; init; }

    [Key(4)]
    public required LayerContract[] Hidden { get; init; }

    [Key(5)]
    public required double OutputTimeConstantMs { get; init; }

    [Key(6)]
    public required double WeightScale { get; init; }

    [Key(7)]
    public required double RateStrength { get; init; }

    [Key(8)]
    public required double RateTargetHz { get; init; }

    [Key(9)]
    public required double RateTimeConstantMs { get; init; }

    [Key(10)]
    public required double RecurrentWeightScale { get; init; }

    public static ClassifierContract Of(ClassifierDescription description) => new()
    {
        Inputs = description.Inputs,
        Classes = description.Classes,
        Steps = description.Steps,
        DtMs = description.DtMs,
        Hidden = [.. description.Hidden.Select(LayerContract.Of)],
        OutputTimeConstantMs = description.OutputTimeConstantMs,
        WeightScale = description.WeightScale,
        RateStrength = description.Rate.Strength,
        RateTargetHz = description.Rate.TargetHz,
        RateTimeConstantMs = description.Rate.TimeConstantMs,
        RecurrentWeightScale = description.RecurrentWeightScale,
    };

    public ClassifierDescription ToDescription() => new()
    {
        Inputs = Inputs,
        Classes = Classes,
        Steps = Steps,
        DtMs = DtMs,
        Hidden = [.. Hidden.Select(layer => layer.ToDescription())],
        OutputTimeConstantMs = OutputTimeConstantMs,
        WeightScale = WeightScale,
        RecurrentWeightScale = RecurrentWeightScale,
        Rate = new RateRegularisation
        {
            Strength = RateStrength,
            TargetHz = RateTargetHz,
            TimeConstantMs = RateTimeConstantMs,
        },
    };
}

/// <summary>A <see cref="HiddenLayerDescription"/> on the wire.</summary>
[MessagePackObject]
internal sealed record LayerContract
{
    [Key(0)]
    public required int Size { get; init; }

    [Key(1)]
    public required HiddenNeuronModel Neuron { get; init; }

    [Key(2)]
    public required bool Recurrent { get; init; }

    [Key(3)]
    public required double InputDensity { get; init; }

    [Key(4)]
    public required double RecurrentDensity { get; init; }

    [Key(5)]
    public required double? Threshold { get; init; }

    [Key(6)]
    public required double AdaptationStrength { get; init; }

    [Key(7)]
    public required double MembraneTimeConstantMs { get; init; }

    [Key(8)]
    public required double AdaptationTimeConstantMs { get; init; }

    [Key(9)]
    public required double RefractoryMs { get; init; }

    [Key(10)]
    public required double? ResetPotential { get; init; }

    public static LayerContract Of(HiddenLayerDescription layer) => new()
    {
        Size = layer.Size,
        Neuron = layer.Neuron,
        Recurrent = layer.Recurrent,
        InputDensity = layer.InputDensity,
        RecurrentDensity = layer.RecurrentDensity,
        Threshold = layer.Threshold,
        AdaptationStrength = layer.AdaptationStrength,
        MembraneTimeConstantMs = layer.MembraneTimeConstantMs,
        AdaptationTimeConstantMs = layer.AdaptationTimeConstantMs,
        RefractoryMs = layer.RefractoryMs,
        ResetPotential = layer.ResetPotential,
    };

    public HiddenLayerDescription ToDescription() => new()
    {
        Size = Size,
        Neuron = Neuron,
        Recurrent = Recurrent,
        InputDensity = InputDensity,
        RecurrentDensity = RecurrentDensity,
        Threshold = Threshold,
        AdaptationStrength = AdaptationStrength,
        MembraneTimeConstantMs = MembraneTimeConstantMs,
        AdaptationTimeConstantMs = AdaptationTimeConstantMs,
        RefractoryMs = RefractoryMs,
        ResetPotential = ResetPotential,
    };
}
