using MessagePack;
using SnnCluster.Cluster.Wire;

namespace SnnCluster.Learning.Parallel.Messages;

/// <summary>The version of what trainers and nodes say to each other.</summary>
internal static class TrainingProtocol
{
    /// <summary>Goes up with every change of these contracts; nodes refuse trainers of another version by name.</summary>
    public const int Version = 3;

    /// <summary>Elements of a gradient, a sum or a state in one message: 64 kB, so that heartbeats never wait long.</summary>
    public const int BlockElements = 16 * 1024;

    /// <summary>The same in bytes.</summary>
    public const int BlockBytes = sizeof(float) * BlockElements;

    /// <summary>Outcomes in one message.</summary>
    public const int BlockOutcomes = BlockBytes / OutcomeBytes.Size;

    /// <summary>Blocks that may be on their way without having been taken: what bounds memory on both sides.</summary>
    public const int BlocksInFlight = 16;
}

/// <summary>A part of something large; whoever takes it says so, with <see cref="BlockTaken"/>.</summary>
internal interface IBlock : IWireMessage;

/// <summary>A trainer asks a node for replicas.</summary>
[WireContract("train-open", MessageSender.Client)]
[MessagePackObject]
internal sealed record OpenTraining : IWireMessage
{
    /// <summary>See <see cref="TrainingProtocol.Version"/>; the first key in every version.</summary>
    [Key(0)]
    [WireRange(int.MinValue, int.MaxValue)]
    public required int ProtocolVersion { get; init; }

    /// <summary>Replicas.</summary>
    [Key(1)]
    public required int Replicas { get; init; }

    /// <summary>The classifier.</summary>
    [Key(2)]
    public required ClassifierContract Classifier { get; init; }

    /// <summary>How it is trained.</summary>
    [Key(3)]
    public required OptionsContract Options { get; init; }

    /// <summary>What it is trained on.</summary>
    [Key(4)]
    public required DataSetContract Data { get; init; }

    /// <summary>Size of the state to begin with, which comes in blocks [bytes].</summary>
    [Key(5)]
    public required int StateBytes { get; init; }
}

/// <summary>A node has the examples and waits for the state to begin with.</summary>
[WireContract("train-data", MessageSender.Answer)]
[MessagePackObject]
internal sealed record TrainingData : IWireMessage
{
    /// <summary>Examples for training.</summary>
    [Key(0)]
    public required ExamplesContract Train { get; init; }

    /// <summary>Examples for testing; null: there are none.</summary>
    [Key(1)]
    public ExamplesContract? Test { get; init; }
}

/// <summary>A part of the state to begin with.</summary>
[WireContract("train-state", MessageSender.Client)]
[MessagePackObject]
internal sealed record StateBlock : IBlock
{
    /// <summary>Where it belongs [bytes].</summary>
    [Key(0)]
    public required int Offset { get; init; }

    /// <summary>Its bytes.</summary>
    [Key(1)]
    public required byte[] Data { get; init; }
}

/// <summary>Asks for the sums of a node's share of a batch.</summary>
[WireContract("train-learn", MessageSender.Client)]
[MessagePackObject]
internal sealed record LearnShare : IWireMessage
{
    /// <summary>Chunks of the whole batch.</summary>
    [Key(0)]
    public required int Chunks { get; init; }

    /// <summary>The first chunk of the share.</summary>
    [Key(1)]
    public required int From { get; init; }

    /// <summary>Behind the last chunk of the share.</summary>
    [Key(2)]
    public required int To { get; init; }

    /// <summary>Numbers of the share's examples.</summary>
    [Key(3)]
    public required int[] Examples { get; init; }
}

/// <summary>A part of the sum of a node of the tree.</summary>
[WireContract("train-sum", MessageSender.Answer)]
[MessagePackObject]
internal sealed record SumBlock : IBlock
{
    /// <summary>Height of the node above the chunks.</summary>
    [Key(0)]
    public required int Level { get; init; }

    /// <summary>Number of the node within its level.</summary>
    [Key(1)]
    public required int Index { get; init; }

    /// <summary>The first element.</summary>
    [Key(2)]
    public required int Offset { get; init; }

    /// <summary>The elements, in single precision, little-endian.</summary>
    [Key(3)]
    public required byte[] Data { get; init; }
}

/// <summary>What came out of some examples of a share.</summary>
[WireContract("train-outcomes", MessageSender.Answer)]
[MessagePackObject]
internal sealed record OutcomeBlock : IBlock
{
    /// <summary>The first of them, counted from the share's first.</summary>
    [Key(0)]
    public required int First { get; init; }

    /// <summary>One after the other, as <see cref="OutcomeBytes"/> writes them.</summary>
    [Key(1)]
    public required byte[] Data { get; init; }
}

/// <summary>A node has done what it was asked for; everything that belongs to it came before.</summary>
[WireContract("train-done", MessageSender.Answer)]
[MessagePackObject]
internal sealed record ShareDone : IWireMessage
{
    /// <summary>The digest of each replica, where they were asked for.</summary>
    [Key(0)]
    public string[] Digests { get; init; } = [];
}

/// <summary>A part of the sum over a whole batch.</summary>
[WireContract("train-total", MessageSender.Client)]
[MessagePackObject]
internal sealed record TotalBlock : IBlock
{
    /// <summary>The first element.</summary>
    [Key(0)]
    public required int Offset { get; init; }

    /// <summary>The elements, in single precision, little-endian.</summary>
    [Key(1)]
    public required byte[] Data { get; init; }
}

/// <summary>The sum is complete: replicas make the optimiser's step. There is no answer.</summary>
[WireContract("train-step", MessageSender.Client)]
[MessagePackObject]
internal sealed record StepShare : IWireMessage
{
    /// <summary>The learning rate of the step.</summary>
    [Key(0)]
    public required double LearningRate { get; init; }
}

/// <summary>Asks what comes out of examples, without learning.</summary>
[WireContract("train-evaluate", MessageSender.Client)]
[MessagePackObject]
internal sealed record EvaluateShare : IWireMessage
{
    /// <summary>Whether they are examples for testing.</summary>
    [Key(0)]
    public required bool IsTest { get; init; }

    /// <summary>Numbers of the share's examples.</summary>
    [Key(1)]
    public required int[] Examples { get; init; }
}

/// <summary>Asks for the digests of all replicas.</summary>
[WireContract("train-digest", MessageSender.Client)]
[MessagePackObject]
internal sealed record DigestShare : IWireMessage;

/// <summary>So many blocks were taken.</summary>
[WireContract("train-taken", MessageSender.Client)]
[MessagePackObject]
internal sealed record BlockTaken : IWireMessage
{
    /// <summary>How many.</summary>
    [Key(0)]
    [WireRange(1)]
    public required int Blocks { get; init; }
}

/// <summary>A node cannot begin or go on.</summary>
[WireContract("train-failed", MessageSender.Answer)]
[MessagePackObject]
internal sealed record TrainingFailed : IWireMessage
{
    /// <summary>Why not, for people.</summary>
    [Key(0)]
    public required string Reason { get; init; }

    /// <summary>Whether what the user gave is at fault.</summary>
    [Key(1)]
    public bool IsInput { get; init; }
}

/// <summary>Training is over: nothing of it is to stay on the node.</summary>
[WireContract("train-close", MessageSender.Client)]
[MessagePackObject]
internal sealed record CloseTraining : IWireMessage;
