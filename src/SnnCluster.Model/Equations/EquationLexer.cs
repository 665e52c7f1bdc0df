using System.Globalization;

namespace SnnCluster.Model.Equations;

/// <summary>What a token is.</summary>
internal enum TokenKind
{
    End,
    Number,
    Name,
    Sign,
}

/// <summary>A number, a name or a sign of a text.</summary>
/// <param name="Kind">Which of them.</param>
/// <param name="Text">As it is written.</param>
/// <param name="At">Where it begins, counted from 0.</param>
/// <param name="Value">Of a number.</param>
internal readonly record struct Token(TokenKind Kind, string Text, int At, double Value = 0)
{
    public bool Is(string sign) => Kind == TokenKind.Sign && Text == sign;

    public bool IsWord(string word) => Kind == TokenKind.Name && Text == word;

    public string Shown => Kind == TokenKind.End ? "the end" : $"'{EquationText.Cut(Text)}'";
}

/// <summary>Takes a text apart. What follows # on a line is a comment.</summary>
internal static class EquationLexer
{
    // Longer ones come first.
    private static readonly string[] Signs =
        ["**", "<=", ">=", "==", "!=", "+=", "-=", "*=", "/=", "+", "-", "*", "/", "^", "(", ")", ",", "<", ">", "=", ":"];

    /// <summary>The tokens of a part of a text, with an end.</summary>
    /// <param name="text">All of it.</param>
    /// <param name="from">Where the part begins.</param>
    /// <param name="to">Where it ends.</param>
    /// <exception cref="EquationException">There is a sign that no token begins with, or a number that is none.</exception>
    public static List<Token> Read(string text, int from, int to)
    {
        var tokens = new List<Token>();
        int at = from;
        while (at < to)
        {
            char c = text[at];
            if (char.IsWhiteSpace(c))
            {
                at++;
            }
            else if (c == '#')
            {
                break;
            }
            else if (char.IsAsciiDigit(c) || (c == '.' && at + 1 < to && char.IsAsciiDigit(text[at + 1])))
            {
                tokens.Add(Number(text, at, to));
                at += tokens[^1].Text.Length;
            }
            else if (IsOfName(c))
            {
                int end = at;
                while (end < to && (IsOfName(text[end]) || char.IsAsciiDigit(text[end])))
                {
                    end++;
                }

                tokens.Add(new Token(TokenKind.Name, text[at..end], at));
                at = end;
            }
            else
            {
                string part = text[at..Math.Min(at + 2, to)];
                string sign = Array.Find(Signs, one => part.StartsWith(one, StringComparison.Ordinal))
                    ?? throw new EquationException(at, $"'{EquationText.Cut(c.ToString())}' has no meaning here");
                tokens.Add(new Token(TokenKind.Sign, sign, at));
                at += sign.Length;
            }
        }

        tokens.Add(new Token(TokenKind.End, "", to));
        return tokens;
    }

    private static bool IsOfName(char c) => char.IsAsciiLetter(c) || c is '_' or 'µ' or 'μ' or 'Ω';

    private static Token Number(string text, int at, int to)
    {
        int end = at;
        while (end < to && (char.IsAsciiDigit(text[end]) || text[end] == '.'))
        {
            end++;
        }

        if (end < to && text[end] is 'e' or 'E')
        {
            int digits = end + 1 < to && text[end + 1] is '+' or '-' ? end + 2 : end + 1;
            if (digits < to && char.IsAsciiDigit(text[digits]))
            {
                end = digits;
                while (end < to && char.IsAsciiDigit(text[end]))
                {
                    end++;
                }
            }
        }

        string number = text[at..end];
        return double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value)
            ? new Token(TokenKind.Number, number, at, value)
            : throw new EquationException(at, $"'{EquationText.Cut(number)}' is no finite number");
    }
}
