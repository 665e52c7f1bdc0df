using System.Buffers;
using System.Buffers.Binary;
using MessagePack;

namespace SnnCluster.Learning.Persistence;

/// <summary>Parts of MessagePack contents: maps whose keys come in a fixed order, and blocks of little-endian numbers.</summary>
internal static class Packed
{
    /// <summary>Whether an exception says that bytes are not what they should be.</summary>
    public static bool IsFormatError(Exception exception) =>
        exception is MessagePackSerializationException or EndOfStreamException or OverflowException or FormatException
            or InvalidDataException;

    /// <summary>Reads the head of a map with so many entries.</summary>
    public static void ReadMap(ref MessagePackReader reader, int entries)
    {
        int found = reader.ReadMapHeader();
        if (found != entries)
        {
            throw new InvalidDataException($"a map has {found} entries instead of {entries}");
        }
    }

    /// <summary>Reads a key.</summary>
    public static void ReadKey(ref MessagePackReader reader, string key)
    {
        string? found = OptionalText(ref reader);
        if (found != key)
        {
            throw new InvalidDataException($"'{found}' is where '{key}' should be");
        }
    }

    /// <summary>Reads a text.</summary>
    public static string Text(ref MessagePackReader reader) =>
        OptionalText(ref reader) ?? throw new InvalidDataException("a text is missing");

    /// <summary>Reads a text, or nil.</summary>
    public static string? OptionalText(ref MessagePackReader reader)
    {
        try
        {
            return reader.ReadString();
        }
        catch (ArgumentOutOfRangeException exception)
        {
            throw TooLong(exception);
        }
    }

    /// <summary>Reads a number, or nil.</summary>
    public static double? OptionalDouble(ref MessagePackReader reader) => reader.TryReadNil() ? null : reader.ReadDouble();

    /// <summary>Writes a number, or nil.</summary>
    public static void Write(ref MessagePackWriter writer, double? value)
    {
        if (value is double number)
        {
            writer.Write(number);
        }
        else
        {
            writer.WriteNil();
        }
    }

    /// <summary>Reads a binary; it is bounded by the bytes that are there.</summary>
    public static byte[] Bytes(ref MessagePackReader reader) =>
        OptionalBytes(ref reader) ?? throw new InvalidDataException("a block is missing");

    /// <summary>Reads a binary, or nil.</summary>
    public static byte[]? OptionalBytes(ref MessagePackReader reader)
    {
        try
        {
            return reader.ReadBytes()?.ToArray();
        }
        catch (ArgumentOutOfRangeException exception)
        {
            throw TooLong(exception);
        }
    }

    /// <summary>Integers as little-endian bytes.</summary>
    public static byte[] Block(ReadOnlySpan<int> values)
    {
        var bytes = new byte[4 * values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4 * i), values[i]);
        }

        return bytes;
    }

    /// <summary>Integers from little-endian bytes.</summary>
    public static int[] Integers(byte[]? bytes, int count, string what)
    {
        Require(bytes, 4L * count, what);
        var values = new int[count];
        for (int i = 0; i < count; i++)
        {
            values[i] = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(4 * i));
        }

        return values;
    }

    /// <summary>A block must have so many bytes.</summary>
    public static void Require(byte[]? bytes, long length, string what)
    {
        if (bytes is null || bytes.Length != length)
        {
            throw new InvalidDataException($"{what} take {bytes?.Length ?? 0} bytes instead of {length}");
        }
    }

    // MessagePack 2.5 takes a length of 2 GiB or more for a negative one and does not look at what is there.
    private static EndOfStreamException TooLong(ArgumentOutOfRangeException exception) => new(
        "there are fewer bytes than a length says", exception);
}
