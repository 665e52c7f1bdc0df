namespace SnnCluster.Experiments.Figures;

/// <summary>Stand-in.</summary>
public static class RunReport
{
    /// <summary>Stand-in.</summary>
    public static IReadOnlyList<string> Write(string directory)
    {
        string file = Path.Combine(directory, "degrees.svg");
        File.WriteAllText(file, "<svg/>");
        return [file];
    }
}
