namespace SnnCluster.Cli;

/// <summary>What the process says to its shell.</summary>
internal static class ExitCode
{
    public const int Success = 0;

    /// <summary>Something that nobody expected.</summary>
    public const int Failure = 1;

    /// <summary>What the user gave cannot be run; nothing was written.</summary>
    public const int BadInput = 2;

    /// <summary>Ended early by Ctrl-C (128 + SIGINT, as shells count).</summary>
    public const int Cancelled = 130;
}
