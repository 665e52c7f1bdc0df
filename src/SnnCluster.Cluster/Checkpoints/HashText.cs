using System.Globalization;
using System.IO.Hashing;

namespace SnnCluster.Cluster.Checkpoints;

/// <summary>XxHash3 as it stands in files: 16 hexadecimal digits in lower case.</summary>
public static class HashText
{
    /// <summary>How many digits.</summary>
    public const int Length = 16;

    /// <summary>The hash of some bytes.</summary>
    public static string Of(ReadOnlySpan<byte> bytes) => Of(XxHash3.HashToUInt64(bytes));

    /// <summary>A hash that is known as a number.</summary>
    public static string Of(ulong hash) => hash.ToString("x16", CultureInfo.InvariantCulture);

    /// <summary>The number of a text that <see cref="IsOne"/>.</summary>
    public static ulong Parse(string text) => ulong.Parse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    /// <summary>Whether a text is a hash.</summary>
    public static bool IsOne(string text) => text.Length == Length && text.All(char.IsAsciiHexDigitLower);
}
