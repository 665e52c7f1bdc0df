using SnnCluster.Model.Networks;

namespace SnnCluster.Model.Equations;

/// <summary>A piece of text of a model: which one it is, so that findings can point into it.</summary>
/// <param name="Owner">What messages call the population or projection.</param>
/// <param name="Property">The property of the description that it stands in.</param>
/// <param name="Item">Which of several: a number of a list, or a name; null where there is one.</param>
/// <param name="Text">The text.</param>
internal sealed record EquationText(string Owner, string Property, string? Item, string Text)
{
    private const int LongestShown = 70;
    private const int LongestMessage = 500;
    private const int LongestNamed = 100;

    private string Key => char.ToLowerInvariant(Property[0]) + Property[1..] + (Item is null ? "" : $"[{Cut(Item)}]");

    /// <summary>Adds a finding.</summary>
    /// <param name="errors">Takes it.</param>
    /// <param name="at">Where in the text, counted from 0.</param>
    /// <param name="message">What is wrong there.</param>
    public void Add(ValidationErrors errors, int at, string message) => errors.AddAt(
        $"{Owner} {Key}, position {at + 1} of '{Cut(Text)}': {(message.Length <= LongestMessage ? message : message[..LongestMessage] + "...")}", Item is null ? Property : $"{Property}[{Item}]", at);

    /// <summary>What to say of a name that is not there; nothing where it is too long to be compared.</summary>
    public static string Hint(string name, IReadOnlyCollection<string> candidates) => name.Length > LongestNamed ? "" : NearestName.Hint(name, candidates);

    /// <summary>A text as it may stand in a message: not too long, and without what would change the line.</summary>
    public static string Cut(string text)
    {
        string line = string.Concat(text.Take(LongestShown + 1).Select(c => char.IsControl(c) ? ' ' : c));
        return line.Length <= LongestShown ? line : line[..LongestShown] + "...";
    }
}

/// <summary>What is wrong with a text, at a place of it.</summary>
/// <param name="at">Where, counted from 0.</param>
/// <param name="message">What.</param>
internal sealed class EquationException(int at, string message) : Exception(message)
{
    public int At { get; } = at;
}
