using System.Buffers.Binary;
using System.Security.Cryptography;
using SnnCluster.Learning.Examples;

namespace SnnCluster.Learning.Persistence;

/// <summary>Which examples a classifier was trained on: the set, and a fingerprint of its spikes as they were encoded.</summary>
/// <param name="Name">Name of the data set, as mnist.</param>
/// <param name="Fingerprint">
/// SHA-256 over the shape, labels and spikes of training and test examples: the same exactly where training sees the same.
/// </param>
public sealed record DataSetIdentity(string Name, string Fingerprint)
{
    /// <summary>The identity of loaded examples.</summary>
    public static DataSetIdentity Of(DataSet data)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, data.Train);
        if (data.Test is SpikeExamples test)
        {
            Append(hash, test);
        }

        return new DataSetIdentity(data.Name, "sha256:" + Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    private static void Append(IncrementalHash hash, SpikeExamples examples)
    {
        var buffer = new byte[16];
        BinaryPrimitives.WriteInt32LittleEndian(buffer, examples.Channels);
        BinaryPrimitives.WriteInt32LittleEndian(buffer.AsSpan(4), examples.Steps);
        BinaryPrimitives.WriteInt32LittleEndian(buffer.AsSpan(8), examples.Classes);
        BinaryPrimitives.WriteInt32LittleEndian(buffer.AsSpan(12), examples.Count);
        hash.AppendData(buffer);
        for (int example = 0; example < examples.Count; example++)
        {
            ReadOnlySpan<Spike> spikes = examples.Spikes(example);
            int length = 8 + (4 * spikes.Length);
            if (buffer.Length < length)
            {
                buffer = new byte[2 * length];
            }

            BinaryPrimitives.WriteInt32LittleEndian(buffer, examples.Label(example));
            BinaryPrimitives.WriteInt32LittleEndian(buffer.AsSpan(4), spikes.Length);
            for (int i = 0; i < spikes.Length; i++)
            {
                BinaryPrimitives.WriteUInt32LittleEndian(buffer.AsSpan(8 + (4 * i)), spikes[i].Word);
            }

            hash.AppendData(buffer, 0, length);
        }
    }
}
