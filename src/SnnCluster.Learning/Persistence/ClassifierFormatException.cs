namespace SnnCluster.Learning.Persistence;

/// <summary>
/// What should hold a classifier or a checkpoint does not: it is cut short, damaged, of another version or something else.
/// The message is one line: the file, and what is wrong with it.
/// </summary>
public sealed class ClassifierFormatException : Exception
{
    /// <summary>With the file and what is wrong.</summary>
    /// <param name="name">The file, or whatever the bytes came from.</param>
    /// <param name="reason">What is wrong.</param>
    /// <param name="cause">The error that showed it, if there was one.</param>
    public ClassifierFormatException(string name, string reason, Exception? cause = null)
        : base($"{name}: {reason.ReplaceLineEndings(" ")}", cause)
    {
        Name = name;
        Reason = reason.ReplaceLineEndings(" ");
    }

    /// <summary>The file, or whatever the bytes came from.</summary>
    public string Name { get; }

    /// <summary>What is wrong.</summary>
    public string Reason { get; }
}
