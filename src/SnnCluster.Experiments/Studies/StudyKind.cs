namespace SnnCluster.Experiments.Studies;

/// <summary>What a study varies.</summary>
public enum StudyKind
{
    /// <summary>The size of the network, on one partition.</summary>
    SpeedVsSize,

    /// <summary>The number of partitions, for one network.</summary>
    StrongScaling,

    /// <summary>The number of partitions, and the network with it.</summary>
    WeakScaling,
}

/// <summary>Names of studies.</summary>
public static class StudyKinds
{
    /// <summary>The name on the command line and in files.</summary>
    public static string Name(this StudyKind kind) => kind switch
    {
        StudyKind.SpeedVsSize => "speed-vs-size",
        StudyKind.StrongScaling => "strong-scaling",
        StudyKind.WeakScaling => "weak-scaling",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <summary>The name as a title.</summary>
    public static string Title(this StudyKind kind) => kind switch
    {
        StudyKind.SpeedVsSize => "Speed against network size",
        StudyKind.StrongScaling => "Strong scaling",
        StudyKind.WeakScaling => "Weak scaling",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <summary>Whether the study compares numbers of partitions.</summary>
    public static bool ComparesPartitions(this StudyKind kind) => kind != StudyKind.SpeedVsSize;
}
