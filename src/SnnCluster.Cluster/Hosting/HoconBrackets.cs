using System.Globalization;

namespace SnnCluster.Cluster.Hosting;

/// <summary>
/// Finds brackets that do not match: the parser of Akka.NET 1.5.74 reads on for ever after one that is never closed.
/// </summary>
internal static class HoconBrackets
{
    private const string Quotes = "\"\"\"";

    /// <summary>What is wrong and where; null where all match.</summary>
    public static string? Finding(string text)
    {
        var open = new Stack<(char Bracket, int Line)>();
        int line = 1;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            switch (c)
            {
                case '\n':
                    line++;
                    break;
                case '#':
                case '/' when text.AsSpan(i).StartsWith("//"):
                    i = End(text, "\n", i) - 1;
                    break;
                case '"':
                    string quote = text.AsSpan(i).StartsWith(Quotes) ? Quotes : "\"";
                    int end = EndOfString(text, quote, i + quote.Length);
                    if (end < 0)
                    {
                        return At(line, "a quotation mark is never closed");
                    }

                    line += text.AsSpan(i, end - i).Count('\n');
                    i = end - 1;
                    break;
                case '{' or '[':
                    open.Push((c, line));
                    break;
                case '}' or ']':
                    if (!open.TryPop(out (char Bracket, int Line) last) || last.Bracket != (c == '}' ? '{' : '['))
                    {
                        return At(line, $"'{c}' closes nothing");
                    }

                    break;
            }
        }

        return open.TryPop(out (char Bracket, int Line) left) ? At(left.Line, $"'{left.Bracket}' is never closed") : null;
    }

    private static int End(string text, string mark, int from) =>
        text.IndexOf(mark, from, StringComparison.Ordinal) is >= 0 and int end ? end : text.Length;

    private static int EndOfString(string text, string quote, int from)
    {
        for (int i = from; i < text.Length; i++)
        {
            if (text[i] == '\\' && quote != Quotes)
            {
                i++;
            }
            else if (text.AsSpan(i).StartsWith(quote))
            {
                return i + quote.Length;
            }
        }

        return -1;
    }

    private static string At(int line, string finding) =>
        string.Create(CultureInfo.InvariantCulture, $"line {line}: {finding}");
}
