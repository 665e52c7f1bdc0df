using SnnCluster.Experiments.Results;
using SnnCluster.Experiments.Studies.Statistics;

namespace SnnCluster.Experiments.Studies;

/// <summary>What a study found.</summary>
public sealed record StudyResult
{
    /// <summary>The study.</summary>
    public required StudyPlan Plan { get; init; }

    /// <summary>False where it ended early: what is there is true of the runs that were measured.</summary>
    public required bool Complete { get; init; }

    /// <summary>What a run failed with, which ended the study; null where none did.</summary>
    public string? Failure { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset Date { get; init; }

    /// <summary>The machine.</summary>
    public required MachineInfo Machine { get; init; }

    /// <summary>Every run, in the order of time.</summary>
    public required IReadOnlyList<StudyMeasurement> Measurements { get; init; }

    /// <summary>What every run says of the spikes of each population.</summary>
    public required IReadOnlyList<StudyActivity> Activities { get; init; }

    /// <summary>Every case that was measured.</summary>
    public required IReadOnlyList<CaseSummary> Cases { get; init; }

    /// <summary>How time grows with size; empty where the study does not vary it.</summary>
    public required IReadOnlyList<GrowthFit> Growth { get; init; }

    /// <summary>What a step costs; null where the measurements do not say.</summary>
    public required CostModel? CostModel { get; init; }

    /// <summary>Real-time factors of numbers of nodes that were not measured.</summary>
    public required IReadOnlyList<Prediction> Predictions { get; init; }

    /// <summary>What a person should know.</summary>
    public required IReadOnlyList<string> Notes { get; init; }
}

/// <summary>A real-time factor that the cost model predicts, not one that was measured.</summary>
/// <param name="Nodes">Nodes, one partition each.</param>
/// <param name="Neurons">Neurons of the network.</param>
/// <param name="RealTimeFactor">Wall seconds per simulated second.</param>
/// <param name="Lower">Lower end of the 95 % prediction interval; NaN where there is none.</param>
/// <param name="Upper">Upper end; NaN where there is none.</param>
/// <param name="ComputeOnly">Whether the cost of an exchange is missing, as no measurement tells it.</param>
/// <param name="Measured">The median that was measured with as many partitions; NaN where there is none.</param>
public readonly record struct Prediction(
    int Nodes, double Neurons, double RealTimeFactor, double Lower, double Upper, bool ComputeOnly, double Measured);
