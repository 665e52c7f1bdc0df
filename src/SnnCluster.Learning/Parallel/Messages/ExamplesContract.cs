using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using MessagePack;
using SnnCluster.Learning.Examples;

namespace SnnCluster.Learning.Parallel.Messages;

/// <summary>What tells examples from others: their shape, and a digest of all labels and spikes.</summary>
[MessagePackObject]
internal sealed record ExamplesContract
{
    [Key(0)]
    public required int Channels { get; init; }

    [Key(1)]
    public required int Steps { get; init; }

    [Key(2)]
    public required int Classes { get; init; }

    [Key(3)]
    public required int Count { get; init; }

    [Key(4)]
    public required long Spikes { get; init; }

    /// <summary>SHA-256 over label, number of spikes and spikes of each example, as 32-bit little-endian words.</summary>
    [Key(5)]
    public required string Digest { get; init; }

    public static ExamplesContract Of(SpikeExamples examples)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<int> head = stackalloc int[2];
        for (int example = 0; example < examples.Count; example++)
        {
            ReadOnlySpan<Spike> spikes = examples.Spikes(example);
            head[0] = examples.Label(example);
            head[1] = spikes.Length;
            hash.AppendData(MemoryMarshal.AsBytes(head));
            hash.AppendData(MemoryMarshal.AsBytes(spikes));
        }

        return new ExamplesContract
        {
            Channels = examples.Channels,
            Steps = examples.Steps,
            Classes = examples.Classes,
            Count = examples.Count,
            Spikes = examples.SpikeCount,
            Digest = "sha256:" + Convert.ToHexStringLower(hash.GetHashAndReset()),
        };
    }

    /// <summary>What differs, for people; empty: they are the same.</summary>
    /// <param name="what">What they are for, as "training".</param>
    /// <param name="theirs">The node's.</param>
    /// <param name="ours">The trainer's.</param>
    public static IEnumerable<string> Differences(string what, ExamplesContract? theirs, ExamplesContract? ours)
    {
        if (theirs == ours)
        {
            return [];
        }

        if (theirs is null || ours is null)
        {
            return [$"there are {(theirs is null ? "no " : "")}{what} examples, here are {(ours is null ? "none" : "some")}"];
        }

        (string Name, long Theirs, long Ours)[] numbers =
        [
            ("examples", theirs.Count, ours.Count),
            ("channels", theirs.Channels, ours.Channels),
            ("steps", theirs.Steps, ours.Steps),
            ("classes", theirs.Classes, ours.Classes),
            ("spikes", theirs.Spikes, ours.Spikes),
        ];
        string[] found = [.. numbers.Where(number => number.Theirs != number.Ours).Select(number => string.Create(
            CultureInfo.InvariantCulture, $"{what} set has {number.Theirs} {number.Name} there and {number.Ours} here"))];
        return found.Length > 0 ? found : [$"{what} set is {theirs.Digest} there and {ours.Digest} here"];
    }
}
