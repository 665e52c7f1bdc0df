namespace SnnCluster.Model.Networks;

/// <summary>Finds what a user probably meant by a name that is not there.</summary>
public static class NearestName
{
    /// <summary>The candidate with the fewest edits from a name, if it is near enough to be a slip of the hand.</summary>
    /// <param name="name">What was written.</param>
    /// <param name="candidates">What could have been; of several equally near the first is taken.</param>
    /// <returns>The nearest, or null where all differ by more than two edits and more than a third of the name.</returns>
    public static string? Of(string name, IEnumerable<string> candidates)
    {
        string? nearest = null;
        int fewest = Math.Max(2, name.Length / 3) + 1;
        foreach (string candidate in candidates)
        {
            int edits = Distance(name.ToLowerInvariant(), candidate.ToLowerInvariant());
            if (edits < fewest && edits < candidate.Length)
            {
                nearest = candidate;
                fewest = edits;
            }
        }

        return nearest;
    }

    /// <summary>The end of a message that has said what there is: "; did you mean 'x'?", or nothing where no candidate is near.</summary>
    /// <param name="name">What was written.</param>
    /// <param name="candidates">What could have been.</param>
    public static string Guess(string name, IEnumerable<string> candidates) => Of(name, candidates) is string nearest ? $"; did you mean '{nearest}'?" : "";

    /// <summary>The end of a message about an unknown name: "; did you mean 'x'?", or what there is.</summary>
    /// <param name="name">What was written.</param>
    /// <param name="candidates">What could have been.</param>
    public static string Hint(string name, IReadOnlyCollection<string> candidates) => Guess(name, candidates) switch
    {
        { Length: > 0 } guess => guess,
        _ when candidates.Count == 0 => "; there are none",
        _ => $"; there {(candidates.Count == 1 ? "is" : "are")} {string.Join(", ", candidates)}",
    };

    /// <summary>
    /// The number of insertions, deletions, replacements and swaps of neighbours that turn one text into the other
    /// (optimal string alignment distance; Damerau 1964).
    /// </summary>
    /// <param name="a">One text.</param>
    /// <param name="b">The other.</param>
    public static int Distance(string a, string b)
    {
        var edits = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++)
        {
            for (int j = 0; j <= b.Length; j++)
            {
                edits[i, j] = i == 0 || j == 0
                    ? i + j
                    : Math.Min(
                        Math.Min(edits[i - 1, j], edits[i, j - 1]) + 1,
                        edits[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    edits[i, j] = Math.Min(edits[i, j], edits[i - 2, j - 2] + 1);
                }
            }
        }

        return edits[a.Length, b.Length];
    }
}
