using System.Buffers;
using System.Security.Cryptography;
using MessagePack;

namespace SnnCluster.Learning.Persistence;

/// <summary>
/// What stands around every content: an array of the format's name, its version, the kind of the content, the SHA-256 of
/// the content, and the content, MessagePack itself, as one binary. No other part is read before the hash was compared.
/// </summary>
internal static class FormatEnvelope
{
    private const string Magic = "snncluster-classifier";
    private const int Parts = 5;

    public static byte[] Wrap(string kind, ReadOnlySpan<byte> content)
    {
        var buffer = new ArrayBufferWriter<byte>(content.Length + 128);
        var writer = new MessagePackWriter(buffer);
        writer.WriteArrayHeader(Parts);
        writer.Write(Magic);
        writer.Write(ClassifierFormat.Version);
        writer.Write(kind);
        writer.Write(SHA256.HashData(content));
        writer.Write(content);
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>The version, the kind and the content.</summary>
    /// <exception cref="ClassifierFormatException">It is not ours, of another version, cut short or damaged.</exception>
    public static (int Version, string Kind, ReadOnlyMemory<byte> Content) Unwrap(ReadOnlyMemory<byte> bytes, string name)
    {
        if (bytes.IsEmpty)
        {
            throw new ClassifierFormatException(name, "is empty");
        }

        try
        {
            var reader = new MessagePackReader(bytes);
            if (!IsOurs(ref reader))
            {
                throw new ClassifierFormatException(name, "is not a classifier or checkpoint of snncluster");
            }

            int version = reader.ReadInt32();
            if (version is < ClassifierFormat.OldestVersion or > ClassifierFormat.Version)
            {
                throw new ClassifierFormatException(
                    name,
                    $"is of version {version} of the format; this program reads versions {ClassifierFormat.OldestVersion} "
                    + $"to {ClassifierFormat.Version}");
            }

            string kind = Packed.OptionalText(ref reader) ?? "";
            byte[] expected = Packed.Bytes(ref reader);
            byte[] content = Packed.Bytes(ref reader);
            if (!reader.End)
            {
                throw new ClassifierFormatException(name, $"is damaged: it goes on after its end at byte {reader.Consumed}");
            }

            if (!SHA256.HashData(content).AsSpan().SequenceEqual(expected))
            {
                throw new ClassifierFormatException(name, "is damaged: its content does not have the digest that it names");
            }

            return (version, kind, content);
        }
        catch (EndOfStreamException exception)
        {
            throw new ClassifierFormatException(name, $"is cut short, it has {bytes.Length} bytes", exception);
        }
        catch (Exception exception) when (Packed.IsFormatError(exception))
        {
            throw new ClassifierFormatException(name, "is damaged: " + exception.Message, exception);
        }
    }

    private static bool IsOurs(ref MessagePackReader reader) =>
        reader.NextMessagePackType == MessagePackType.Array
            && reader.ReadArrayHeader() == Parts
            && reader.NextMessagePackType == MessagePackType.String
            && Packed.OptionalText(ref reader) == Magic;
}
