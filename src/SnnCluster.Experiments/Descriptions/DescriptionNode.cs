using System.Globalization;
using System.Text.Json;

namespace SnnCluster.Experiments.Descriptions;

/// <summary>A place in a text, both numbers counted from 1, as editors do.</summary>
/// <param name="Line">The line.</param>
/// <param name="Column">The character within it.</param>
internal readonly record struct TextPlace(int Line, int Column);

/// <summary>A key of an object, with its value.</summary>
/// <param name="Name">The key.</param>
/// <param name="Place">Where the key stands.</param>
/// <param name="Value">The value.</param>
internal sealed record DescriptionEntry(string Name, TextPlace Place, DescriptionNode Value);

/// <summary>A value of a description file, and where it stands.</summary>
internal sealed class DescriptionNode
{
    private const int LongestShown = 60;

    public required JsonValueKind Kind { get; init; }

    public required TextPlace Place { get; init; }

    /// <summary>The first of its bytes in the text.</summary>
    public int Begin { get; set; }

    /// <summary>The byte after its last one.</summary>
    public int End { get; set; }

    /// <summary>A text's content, or a number as it is written; empty for others.</summary>
    public string Text { get; init; } = "";

    /// <summary>Whether a text is written with escapes, so that places within it are not those of its characters.</summary>
    public bool HasEscapes { get; init; }

    /// <summary>The place of a character of a text, counted from 0, as far as it is known.</summary>
    public TextPlace PlaceOf(int character) => HasEscapes || Kind != JsonValueKind.String ? Place : Place with { Column = Place.Column + 1 + character };

    /// <summary>The entries of an object, in order.</summary>
    public List<DescriptionEntry> Entries { get; } = [];

    /// <summary>The items of a list.</summary>
    public List<DescriptionNode> Items { get; } = [];

    /// <summary>What it is read as; null where it is no object of a known type.</summary>
    public DescribedType? ReadAs { get; set; }

    /// <summary>Whether a finding was made of it or of what it holds, so that what follows from that is no other finding.</summary>
    public bool IsRefused { get; set; }

    /// <summary>Keys of which it has no value that can be read: others stand in their place, so that what follows from those is no finding.</summary>
    public HashSet<string> StandIns { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>What messages call it.</summary>
    public string Shown => Kind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => $"'{Cut(Text)}'",
        JsonValueKind.Number => Cut(Text),
        JsonValueKind.Null => "null",
        _ => Kind == JsonValueKind.True ? "true" : "false",
    };

    /// <summary>The keys that were looked for.</summary>
    public HashSet<string> Wanted { get; } = [];

    /// <summary>The value of a key; null where there is none.</summary>
    public DescriptionNode? Find(string name)
    {
        Wanted.Add(name);
        return Entries.Find(entry => entry.Name == name)?.Value;
    }

    /// <summary>The number that it is; null where it is none.</summary>
    public double? Number => Kind == JsonValueKind.Number
        && double.TryParse(Text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : null;

    /// <summary>A text as it may stand in a message: not too long, and without what would change the line.</summary>
    public static string Cut(string text, int longest = LongestShown)
    {
        string line = string.Concat(text.Take(longest + 1).Select(c => char.IsControl(c) ? ' ' : c));
        return line.Length <= longest ? line : line[..longest] + "...";
    }
}
