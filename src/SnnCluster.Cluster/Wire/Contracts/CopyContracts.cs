using MessagePack;

namespace SnnCluster.Cluster.Wire.Contracts;

/// <summary>A node asks another what it has in a folder of checkpoints.</summary>
[WireContract("list-copies", MessageSender.Member)]
[MessagePackObject]
public sealed record ListCopies : IWireMessage
{
    /// <summary>The folder.</summary>
    [Key(0)]
    public required string Folder { get; init; }
}

/// <summary>A file in a folder of checkpoints.</summary>
[MessagePackObject]
public sealed record CopiedFile
{
    /// <summary>Its name within the folder.</summary>
    [Key(0)]
    public required string Name { get; init; }

    /// <summary>Its size [bytes].</summary>
    [Key(1)]
    public required long Bytes { get; init; }
}

/// <summary>The answer to <see cref="ListCopies"/>.</summary>
[WireContract("copies", MessageSender.Answer)]
[MessagePackObject]
public sealed record CopiesListed : IWireMessage
{
    /// <summary>What the token file holds; null where there is none.</summary>
    [Key(0)]
    public string? Token { get; init; }

    /// <summary>The files.</summary>
    [Key(1)]
    public IReadOnlyList<CopiedFile> Files { get; init; } = [];
}

/// <summary>A node has another write a small file, unless there is one of that name.</summary>
[WireContract("create-copy", MessageSender.Member)]
[MessagePackObject]
public sealed record CreateCopy : IWireMessage
{
    /// <summary>The folder.</summary>
    [Key(0)]
    public required string Folder { get; init; }

    /// <summary>The file.</summary>
    [Key(1)]
    public required string Name { get; init; }

    /// <summary>What it holds.</summary>
    [Key(2)]
    public required byte[] Content { get; init; }

    /// <summary>Token of the run's folders; null where there is none yet.</summary>
    [Key(3)]
    public string? Token { get; init; }
}

/// <summary>A node has another take a copy of a file: that one reads it, piece by piece, from whoever asks.</summary>
[WireContract("take-copy", MessageSender.Member)]
[MessagePackObject]
public sealed record TakeCopy : IWireMessage
{
    /// <summary>The folder.</summary>
    [Key(0)]
    public required string Folder { get; init; }

    /// <summary>The file.</summary>
    [Key(1)]
    public required string Name { get; init; }

    /// <summary>How much of it.</summary>
    [Key(2)]
    public required long Bytes { get; init; }

    /// <summary>Token of the run's folders; null where there is none yet.</summary>
    [Key(3)]
    public string? Token { get; init; }
}

/// <summary>A node reads some of a file of another.</summary>
[WireContract("read-copy", MessageSender.Member)]
[MessagePackObject]
public sealed record ReadCopy : IWireMessage
{
    /// <summary>The most bytes at once: as with reports, they share a connection with heartbeats.</summary>
    public const int MaxBytes = ReportPart.MaxBytes;

    /// <summary>The folder.</summary>
    [Key(0)]
    public required string Folder { get; init; }

    /// <summary>The file.</summary>
    [Key(1)]
    public required string Name { get; init; }

    /// <summary>The first byte.</summary>
    [Key(2)]
    public required long Offset { get; init; }

    /// <summary>How many.</summary>
    [Key(3)]
    public required int Count { get; init; }
}

/// <summary>The answer to <see cref="ReadCopy"/>.</summary>
[WireContract("copy-read", MessageSender.Answer)]
[MessagePackObject]
public sealed record CopyRead : IWireMessage
{
    /// <summary>The bytes.</summary>
    [Key(0)]
    public required byte[] Data { get; init; }

    /// <summary>XxHash3 of them.</summary>
    [Key(1)]
    public required ulong Checksum { get; init; }
}

/// <summary>A node has another remove a file.</summary>
[WireContract("delete-copy", MessageSender.Member)]
[MessagePackObject]
public sealed record DeleteCopy : IWireMessage
{
    /// <summary>The folder.</summary>
    [Key(0)]
    public required string Folder { get; init; }

    /// <summary>The file.</summary>
    [Key(1)]
    public required string Name { get; init; }
}

/// <summary>What was asked for is done.</summary>
[WireContract("copy-done", MessageSender.Answer)]
[MessagePackObject]
public sealed record CopyDone : IWireMessage
{
    /// <summary>Whether the file is there now as it was asked for: another may have been there before.</summary>
    [Key(0)]
    public required bool IsThere { get; init; }
}

/// <summary>What was asked for cannot be done.</summary>
[WireContract("copy-failed", MessageSender.Answer)]
[MessagePackObject]
public sealed record CopyFailed : IWireMessage
{
    /// <summary>Why, for people.</summary>
    [Key(0)]
    public required string Reason { get; init; }
}
