using System.Text.RegularExpressions;

namespace SnnCluster.Experiments.Figures;

/// <summary>Amends SVG as Skia writes it.</summary>
internal static partial class SvgText
{
    /// <summary>
    /// Numbers the ids anew from 0, as they come from a counter of the process and would make every drawing of the same
    /// data another file; and names fonts to fall back on, where the reader lacks the writer's.
    /// </summary>
    public static string Tidy(string svg)
    {
        var numbers = new Dictionary<string, int>();
        svg = Id().Replace(svg, match =>
        {
            string id = match.Groups["id"].Value;
            if (!numbers.TryGetValue(id, out int number))
            {
                numbers.Add(id, number = numbers.Count);
            }

            return $"{match.Groups["before"].Value}i{number}{match.Groups["after"].Value}";
        });
        return FontFamily().Replace(svg, "font-family=\"$1, sans-serif\"");
    }

    /// <summary>Puts a prefix before all ids, so that several drawings can stand on one page.</summary>
    /// <param name="svg">A drawing that was tidied.</param>
    /// <param name="prefix">The prefix.</param>
    public static string PrefixIds(string svg, string prefix) =>
        TidyId().Replace(svg, match => match.Groups["before"].Value + prefix + match.Groups["id"].Value);

    [GeneratedRegex("""(?<before> id="|url\(#|href="#)(?<id>i[0-9]+)(?=["\)])""")]
    private static partial Regex TidyId();

    [GeneratedRegex("""(?<before> id="|url\(#|href="#)(?<id>[a-z]+_[0-9a-f]+)(?<after>"|\))""")]
    private static partial Regex Id();

    [GeneratedRegex("font-family=\"([^\",]+)\"")]
    private static partial Regex FontFamily();
}
