using System.Globalization;
using System.Text;
using System.Text.Json;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Descriptions;

/// <summary>
/// Puts values into the text of a description, each at a path of keys and names, as "populations.excitatory.size". The text stays what it was elsewhere, so that
/// it travels and its findings have their lines.
/// </summary>
internal static class DescriptionSettings
{
    private const string Network = "network";
    private const string Name = "name";

    /// <summary>The text with all values.</summary>
    /// <param name="text">JSON in UTF-8.</param>
    /// <param name="shown">What messages call it.</param>
    /// <param name="values">Values by path: JSON, or else a text.</param>
    /// <exception cref="InvalidDescriptionException">The text is no JSON, or a path leads nowhere.</exception>
    public static byte[] Put(byte[] text, string shown, IReadOnlyDictionary<string, string> values)
    {
        byte[] changed = text.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? text[Encoding.UTF8.Preamble.Length..] : text;
        foreach ((string path, string value) in values)
        {
            var findings = new DescriptionFindings(shown);
            DescriptionNode? root = DescriptionText.Parse(changed, findings);
            findings.ThrowIfAny();
            try
            {
                (int begin, int end, string put) = Edit(root!, path, ToJson(value));
                changed = [.. changed[..begin], .. Encoding.UTF8.GetBytes(put), .. changed[end..]];
            }
            catch (InvalidDescriptionException exception)
            {
                throw new InvalidDescriptionException($"--set {DescriptionNode.Cut($"{path}={value}", 100)}: {exception.Message}");
            }
        }

        return changed;
    }

    // What takes the place of which bytes.
    private static (int Begin, int End, string Put) Edit(DescriptionNode root, string path, string json)
    {
        (DescriptionNode at, string where) = Begin(root, path);
        string rest = path;
        while (true)
        {
            (string Name, DescriptionNode Value)[] there = Within(at);

            // Names may have dots.
            (string name, DescriptionNode? found) = there.Where(one => rest == one.Name || rest.StartsWith(one.Name + ".", StringComparison.Ordinal))
                .DefaultIfEmpty().MaxBy(one => one.Name?.Length);
            if (found is not null)
            {
                if (rest.Length == name.Length)
                {
                    return (found.Begin, found.End, json);
                }

                (at, where, rest) = (found, name, rest[(name.Length + 1)..]);
            }
            else if (at.Kind is not (JsonValueKind.Object or JsonValueKind.Array))
            {
                throw new InvalidDescriptionException($"{where} is {at.Shown}: must be an object{(at.Kind == JsonValueKind.String ? $", as {{ \"type\": \"{DescriptionNode.Cut(at.Text)}\" }}" : "")}");
            }
            else if (at.Kind == JsonValueKind.Object && rest.Length > 0 && !rest.Contains('.', StringComparison.Ordinal))
            {
                // One that has its default; whether there is such a key, the reader says.
                return (at.Begin + 1, at.Begin + 1, $" {Quoted(rest)}: {json},");
            }
            else
            {
                string wanted = rest.Split('.')[0];
                throw new InvalidDescriptionException($"there is no '{DescriptionNode.Cut(wanted)}' in {where}{NearestName.Hint(wanted, [.. there.Select(one => one.Name).Where(one => one.Length > 0)])}");
            }
        }
    }

    // Parts of the network need no "network" before them.
    private static (DescriptionNode At, string Where) Begin(DescriptionNode root, string path)
    {
        string first = path.Split('.')[0];
        return root.Find(Network) is { Kind: JsonValueKind.Object } network && root.Find(first) is null && DescribedType.Of(typeof(NetworkFile))!.Members.All(member => member.Name != first)
            ? (network, Network)
            : (root, "the description");
    }

    // Items of lists go by their names, where they have some, or else by their numbers from 0.
    private static (string Name, DescriptionNode Value)[] Within(DescriptionNode node) => node.Kind == JsonValueKind.Object
        ? [.. node.Entries.Select(entry => (entry.Name, entry.Value))]
        : [.. node.Items.Select((item, i) => (item.Find(Name) is { Kind: JsonValueKind.String } name ? name.Text : i.ToString(CultureInfo.InvariantCulture), item))];

    private static string ToJson(string value)
    {
        try
        {
            using var document = JsonDocument.Parse(value);
            return value;
        }
        catch (JsonException)
        {
            return value is ['{' or '[', ..] ? throw new InvalidDescriptionException("an object or a list must be whole JSON") : Quoted(value);
        }
    }

    private static string Quoted(string text) => $"\"{JsonEncodedText.Encode(text)}\"";
}
