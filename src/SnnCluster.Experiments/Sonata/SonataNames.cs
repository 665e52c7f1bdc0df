using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Sonata;

/// <summary>Names of a network's parts of one kind, made of those of a circuit: with characters that names can have, not too long, and each once.</summary>
internal sealed class SonataNames
{
    private readonly HashSet<string> _taken = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>A name that nothing has yet.</summary>
    /// <param name="parts">What it is made of.</param>
    public string Take(params IEnumerable<string> parts)
    {
        string wanted = string.Concat(string.Join('-', parts).Select(c => char.IsLetterOrDigit(c) || " _-+.>()'".Contains(c) ? c : '-')).Trim(' ', '.', '-');
        wanted = wanted.Length > 0 && char.IsLetterOrDigit(wanted[0]) ? wanted : "x" + wanted;
        for (int i = 1; ; i++)
        {
            string end = i == 1 ? "" : $"-{i}";
            string name = wanted.Length + end.Length <= PartName.Longest ? wanted + end : wanted[..(PartName.Longest - end.Length)].TrimEnd(' ', '.') + end;
            if (_taken.Add(PartName.InFileName(name)))
            {
                return name;
            }
        }
    }
}
