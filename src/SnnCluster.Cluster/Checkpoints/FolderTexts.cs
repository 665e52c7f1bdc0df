using System.Security.Cryptography;
using System.Text;

namespace SnnCluster.Cluster.Checkpoints;

/// <summary>
/// The two kinds of small texts in a folder of checkpoints: claims, which name a run and a machine, and the token. Each is a
/// version, the XxHash3 (16 hexadecimal digits) of the rest, and the rest, with a space between. Those of the version before are
/// the rest alone; they are read.
/// </summary>
internal static class FolderTexts
{
    // More are read of none.
    private const int MostCharacters = 512;
    private const string Version = "2 ";

    /// <summary>Reads one from a file, which stays open.</summary>
    public static string Read(Stream file)
    {
        using var reader = new StreamReader(file, Encoding.UTF8, leaveOpen: true);
        var text = new char[MostCharacters];
        return new string(text, 0, reader.ReadBlock(text));
    }

    /// <summary>A claim of this machine for a run.</summary>
    public static string Claim(string runId) => WithHash($"{runId} {Environment.MachineName.Replace(' ', '-')}");

    /// <summary>A token that there was never before.</summary>
    public static string NewToken() => WithHash(RandomNumberGenerator.GetHexString(32, lowercase: true));

    /// <summary>The run that a claim names; null where the claim is damaged.</summary>
    public static string? RunOf(string claim) => Rest(claim)?.Split(' ') is [{ Length: > 0 } run, _] ? run : null;

    /// <summary>Whether a text has the hash that it names; one of the version before names none.</summary>
    public static bool IsWhole(string text) => Rest(text) is not null;

    /// <summary>Whether a text names a hash.</summary>
    public static bool HasHash(string text) => text.StartsWith(Version, StringComparison.Ordinal);

    private static string WithHash(string rest) => $"{Version}{HashOf(rest)} {rest}";

    private static string? Rest(string text)
    {
        if (!HasHash(text))
        {
            return text;
        }

        int begin = Version.Length + HashText.Length;
        return text.Length > begin && text[begin] == ' ' && text.AsSpan(Version.Length, HashText.Length).SequenceEqual(HashOf(text[(begin + 1)..]))
            ? text[(begin + 1)..]
            : null;
    }

    private static string HashOf(string rest) => HashText.Of(Encoding.UTF8.GetBytes(rest));
}
