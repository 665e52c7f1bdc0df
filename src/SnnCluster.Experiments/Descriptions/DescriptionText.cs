using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace SnnCluster.Experiments.Descriptions;

/// <summary>
/// Reads the text of a description file: JSON in UTF-8, with comments and a comma behind the last item, without a key twice in an object. It is as long and as
/// deep as a description needs to be and no more, since it may come from anywhere.
/// </summary>
internal static class DescriptionText
{
    /// <summary>The longest text [bytes]: long lists stand in files of their own.</summary>
    public const int MostBytes = 1 << 20;

    /// <summary>How deep objects and lists may lie within each other.</summary>
    public const int MostDepth = 32;

    /// <summary>The value that a text is; null where it is none, and then there is a finding.</summary>
    public static DescriptionNode? Parse(ReadOnlySpan<byte> text, DescriptionFindings findings)
    {
        if (text.StartsWith(Encoding.UTF8.Preamble))
        {
            text = text[Encoding.UTF8.Preamble.Length..];
        }

        var places = new Places(text);
        if (text.Length > MostBytes)
        {
            findings.Add(places.Of(text, 0), $"is {text.Length} bytes long: must be at most {MostBytes}, with long lists in files of their own");
            return null;
        }

        if (!Utf8.IsValid(text))
        {
            findings.Add(places.Of(text, 0), "is no text in UTF-8");
            return null;
        }

        if (text.Trim(" \t\r\n"u8).IsEmpty)
        {
            findings.Add(places.Of(text, 0), "is empty: must be an object with the key \"network\"");
            return null;
        }

        var options = new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, MaxDepth = 2 * MostDepth };
        var reader = new Utf8JsonReader(text, options);
        try
        {
            if (!reader.Read())
            {
                findings.Add(places.Of(text, 0), "has comments alone: must be an object with the key \"network\"");
                return null;
            }

            DescriptionNode? node = Read(ref reader, text, places, findings, depth: 1);
            while (node is not null && reader.Read())
            {
            }

            return node;
        }
        catch (JsonException exception)
        {
            int offset = Math.Min(text.Length, places.Begin((int)(exception.LineNumber ?? 0)) + (int)(exception.BytePositionInLine ?? 0));
            findings.Add(places.Of(text, offset), WhyNot(text, offset));
            return null;
        }
    }

    // What stands where it must not, as a word or a character.
    private static string WhyNot(ReadOnlySpan<byte> text, int offset)
    {
        string rest = Encoding.UTF8.GetString(text[offset..Math.Min(text.Length, offset + 100)]);
        if (rest.Trim().Length == 0)
        {
            return "is no JSON: it ends within an object, a list or a text, or with comments alone";
        }

        string word = string.Concat(rest.TakeWhile(c => char.IsLetterOrDigit(c) || c is '_' or '.' or '-' or '+'));
        return $"is no JSON: '{(word.Length > 0 ? word : rest[..1])}' must not stand here";
    }

    private static DescriptionNode? Read(
        ref Utf8JsonReader reader, ReadOnlySpan<byte> text, Places places, DescriptionFindings findings, int depth)
    {
        int begin = (int)reader.TokenStartIndex;
        DescriptionNode? node = ReadValue(ref reader, text, places, findings, depth);
        if (node is not null)
        {
            (node.Begin, node.End) = (begin, (int)reader.BytesConsumed);
        }

        return node;
    }

    private static DescriptionNode? ReadValue(
        ref Utf8JsonReader reader, ReadOnlySpan<byte> text, Places places, DescriptionFindings findings, int depth)
    {
        TextPlace place = places.Of(text, (int)reader.TokenStartIndex);
        if (depth > MostDepth)
        {
            findings.Add(place, $"lies in {depth - 1} objects and lists: at most {MostDepth} may lie in each other");
            return null;
        }

        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                return ReadObject(ref reader, text, places, findings, depth, new DescriptionNode { Kind = JsonValueKind.Object, Place = place });
            case JsonTokenType.StartArray:
                var list = new DescriptionNode { Kind = JsonValueKind.Array, Place = place };
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    if (Read(ref reader, text, places, findings, depth + 1) is not DescriptionNode item)
                    {
                        return null;
                    }

                    list.Items.Add(item);
                }

                return list;
            case JsonTokenType.String:
                return new DescriptionNode { Kind = JsonValueKind.String, Place = place, HasEscapes = reader.ValueIsEscaped, Text = TextOf(ref reader, place, findings) };
            case JsonTokenType.Number:
                return new DescriptionNode { Kind = JsonValueKind.Number, Place = place, Text = Encoding.UTF8.GetString(reader.ValueSpan) };
            case JsonTokenType.True:
                return new DescriptionNode { Kind = JsonValueKind.True, Place = place };
            case JsonTokenType.False:
                return new DescriptionNode { Kind = JsonValueKind.False, Place = place };
            default:
                return new DescriptionNode { Kind = JsonValueKind.Null, Place = place };
        }
    }

    private static DescriptionNode? ReadObject(
        ref Utf8JsonReader reader, ReadOnlySpan<byte> text, Places places, DescriptionFindings findings, int depth, DescriptionNode node)
    {
        var names = new HashSet<string>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            TextPlace place = places.Of(text, (int)reader.TokenStartIndex);
            string name = TextOf(ref reader, place, findings);
            reader.Read();
            if (Read(ref reader, text, places, findings, depth + 1) is not DescriptionNode value)
            {
                return null;
            }

            if (names.Add(name))
            {
                node.Entries.Add(new DescriptionEntry(name, place, value));
            }
            else
            {
                findings.Add(place, $"the key '{DescriptionNode.Cut(name)}' is there twice");
            }
        }

        return node;
    }

    // Escapes may stand for half a character, which no text has.
    private static string TextOf(ref Utf8JsonReader reader, TextPlace place, DescriptionFindings findings)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            findings.Add(place, "has an escape that stands for no character");
            return "";
        }
    }

    /// <summary>Where lines begin.</summary>
    private sealed class Places
    {
        private readonly List<int> _begins = [0];

        public Places(ReadOnlySpan<byte> text)
        {
            for (int i = 0; i < text.Length; i++)
            {
                if (text[i] == '\n')
                {
                    _begins.Add(i + 1);
                }
            }
        }

        public int Begin(int line) => _begins[Math.Clamp(line, 0, _begins.Count - 1)];

        public TextPlace Of(ReadOnlySpan<byte> text, int offset)
        {
            int found = _begins.BinarySearch(offset);
            int line = found >= 0 ? found : ~found - 1;
            ReadOnlySpan<byte> before = text[_begins[line]..Math.Min(offset, text.Length)];
            return new TextPlace(line + 1, Encoding.UTF8.GetCharCount(before) + 1);
        }
    }
}
