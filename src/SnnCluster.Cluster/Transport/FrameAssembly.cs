using SnnCluster.Cluster.Wire.Contracts;

namespace SnnCluster.Cluster.Transport;

/// <summary>
/// Puts the messages of one node together again where they came in parts: in any order, with repeats, and never more of
/// them than can be in flight.
/// </summary>
internal sealed class FrameAssembly
{
    // 256 MiB of spikes of one interval, which no network has.
    private const int MaxParts = 1024;

    private readonly Dictionary<long, byte[]?[]> _waiting = [];

    /// <summary>Takes a part; gives the message that it completes, null where parts are missing.</summary>
    public byte[]? Add(FrameEnvelope part)
    {
        if (part.Parts <= 1)
        {
            return part.Bytes;
        }

        if (part.Parts > MaxParts)
        {
            throw new Exchange.FrameFormatException($"a frame message in {part.Parts} parts: at most {MaxParts} are taken");
        }

        if (!_waiting.TryGetValue(part.Number, out byte[]?[]? parts))
        {
            if (_waiting.Count >= Exchange.ExchangeSchedule.FramesInFlight)
            {
                // What is older than everything that can be in flight was superseded by a repeat.
                _waiting.Remove(_waiting.Keys.Min());
            }

            parts = new byte[]?[part.Parts];
            _waiting.Add(part.Number, parts);
        }

        if (part.Part < 0 || part.Part >= parts.Length)
        {
            throw new Exchange.FrameFormatException($"part {part.Part} of {parts.Length} of a frame message");
        }

        parts[part.Part] = part.Bytes;
        if (parts.Contains(null))
        {
            return null;
        }

        _waiting.Remove(part.Number);
        return [.. parts.SelectMany(bytes => bytes!)];
    }
}
