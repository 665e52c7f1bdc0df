using SnnCluster.Cluster.Costs;
using SnnCluster.Experiments.Running;
using SnnCluster.Experiments.Studies.Output;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Studies.Exchange;

/// <summary>What a user may say of a study of the exchange.</summary>
public sealed record ExchangeOptions
{
    /// <summary>Sizes of a frame's spikes [bytes].</summary>
    public IReadOnlyList<int> Bytes { get; init; } = [0, 1 << 10, 64 << 10, 1 << 20];

    /// <summary>Rounds, each of which measures every case once; default 15.</summary>
    public int Rounds { get; init; } = 15;

    /// <summary>Intervals or round trips of a case in a round; default 100.</summary>
    public int Repetitions { get; init; } = 100;

    /// <summary>The folder that the study is written to.</summary>
    public string? OutputDirectory { get; init; }

    /// <summary>Whether a study that is there may be replaced.</summary>
    public bool Force { get; init; }

    /// <summary>The command line, for the record.</summary>
    public string CommandLine { get; init; } = "";
}

/// <summary>What one carrier needs for frames of one size.</summary>
/// <param name="Carrier">What carries the frames.</param>
/// <param name="Bytes">Size of a frame's spikes [bytes].</param>
public readonly record struct ExchangeCase(ExchangeCarrier Carrier, int Bytes)
{
    /// <summary>Its name, for people.</summary>
    public override string ToString() => $"{Carrier.Name()}, {Bytes} bytes";
}

/// <summary>A study of the exchange that can be run: everything in it was checked.</summary>
public sealed record ExchangePlan
{
    /// <summary>The largest frame: a message of Akka's remoting must hold it [bytes].</summary>
    public const int MaxBytes = 3 << 20;

    private ExchangePlan()
    {
    }

    /// <summary>What the user said.</summary>
    public required ExchangeOptions Options { get; init; }

    /// <summary>The cases: all carriers of the smallest size, then of the next.</summary>
    public required IReadOnlyList<ExchangeCase> Cases { get; init; }

    /// <summary>Checks options.</summary>
    /// <param name="options">What the user said.</param>
    /// <exception cref="InvalidDescriptionException">Something is wrong; it says all that is.</exception>
    public static ExchangePlan Create(ExchangeOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var errors = new ValidationErrors();
        if (options.Bytes.Count == 0)
        {
            errors.Add("--bytes is empty: a study needs at least one size");
        }

        foreach (int bytes in options.Bytes.Where(bytes => bytes is < 0 or > MaxBytes).Distinct())
        {
            errors.Add($"--bytes has {bytes}: must be from 0 to {MaxBytes} (3M)");
        }

        foreach (IGrouping<int, int> same in options.Bytes.GroupBy(bytes => bytes).Where(same => same.Count() > 1))
        {
            errors.Add($"--bytes has {same.Key} {same.Count()} times: name each size once");
        }

        if (options.OutputDirectory is string directory)
        {
            OutputDirectory.Check(directory, options.Force, StudyFiles.Content, errors);
        }
        else
        {
            errors.Add("--out is missing: must be the folder that the study is written to");
        }

        errors.AtLeast("--rounds", options.Rounds, 1);
        errors.AtLeast("--repetitions", options.Repetitions, 1);
        errors.ThrowIfAny();
        return new ExchangePlan
        {
            Options = options,
            Cases =
            [
                .. from bytes in options.Bytes.Order()
                   from carrier in Enum.GetValues<ExchangeCarrier>()
                   select new ExchangeCase(carrier, bytes),
            ],
        };
    }
}
