using SnnCluster.Engine.Devices;
using SnnCluster.Experiments.Results;
using SnnCluster.Experiments.Studies.Statistics;

namespace SnnCluster.Experiments.Studies;

/// <summary>From the runs of a study to what it found.</summary>
internal static class StudyAnalysis
{
    public static StudyResult Create(
        StudyPlan plan,
        IReadOnlyList<StudyMeasurement> measurements,
        IReadOnlyList<StudyActivity> activities,
        IReadOnlyList<string> notes,
        MachineInfo machine,
        DateTimeOffset date,
        bool complete,
        string? failure)
    {
        IReadOnlyList<CaseSummary> cases = CaseSummaries.Create(plan, measurements);
        CaseSummary[] ours = [.. cases.Where(row => row.IsOurs)];
        CostModel? model = CostModel.Fit([.. measurements.Where(run => run.IsOurs && run.Partitions <= plan.Options.Cores)
            .Select(run => Observe(plan, run))]);
        return new StudyResult
        {
            Plan = plan,
            Complete = complete,
            Failure = failure,
            Date = date,
            Machine = machine,
            Measurements = measurements,
            Activities = activities,
            Cases = cases,
            Growth = Growth(plan, ours),
            CostModel = model,
            Predictions = Predictions.Create(plan, ours, model),
            Notes =
            [
                .. notes,
                .. NotesOnDevices(plan, measurements),
                .. NotesOnDigests(plan, measurements),
                .. NotesOnFits(plan, ours, model),
                $"energy: {Energy.Source}",
            ],
        };
    }

    private static CostObservation Observe(StudyPlan plan, StudyMeasurement run)
    {
        double steps = run.SimulatedMs / plan.DtMs;
        return new CostObservation(run.LoopSeconds / steps, run.Neurons, run.Partitions, run.Spikes / steps);
    }

    // Medians, not runs: repetitions of a case share its deviation from the law, so counting them as so many points would
    // make the interval too narrow.
    private static GrowthFit[] Growth(StudyPlan plan, IReadOnlyList<CaseSummary> cases)
    {
        if (plan.Kind.ComparesPartitions())
        {
            return [];
        }

        double[] times = [.. cases.Select(row => row.RealTimeFactor)];
        return
        [
            .. new[]
            {
                GrowthFit.Fit("neurons", [.. cases.Select(row => (double)row.Neurons)], times),
                GrowthFit.Fit(
                    "synaptic events per simulated second", [.. cases.Select(row => row.EventsPerSimulatedSecond)], times),
            }.OfType<GrowthFit>(),
        ];
    }

    private static IEnumerable<string> NotesOnDevices(StudyPlan plan, IReadOnlyList<StudyMeasurement> measurements)
    {
        if (plan.Options.Run.Device != "auto" || !DeviceCatalog.AutoHasChoice)
        {
            yield break;
        }

        (string Device, string[] Cases)[] picked =
        [
            .. measurements.GroupBy(run => run.Device)
                .Select(group => (group.Key, group.Select(run => run.Case).Distinct().ToArray())),
        ];
        string choice = picked.Length == 1
            ? $"{picked[0].Device} for all cases"
            : string.Join(", and ", picked.Select(group => $"{group.Device} for {string.Join(", ", group.Cases)}"));
        yield return $"auto picked {choice}: {DeviceCatalog.AutoRule}";
    }

    // A speed-up is worth nothing where the cut changes the answer.
    private static IEnumerable<string> NotesOnDigests(StudyPlan plan, IReadOnlyList<StudyMeasurement> measurements)
    {
        if (plan.Kind != StudyKind.StrongScaling)
        {
            yield break;
        }

        long[] differing = [.. measurements.GroupBy(run => run.Seed)
            .Where(group => group.Select(run => run.Digest).Distinct().Count() > 1).Select(group => group.Key)];
        yield return differing.Length == 0
            ? "the digests of all numbers of partitions are the same for each seed"
            : $"the digests differ between numbers of partitions for seed {string.Join(", ", differing)}: the answer "
                + "depends on the cut, which it must not";
    }

    private static IEnumerable<string> NotesOnFits(StudyPlan plan, IReadOnlyList<CaseSummary> cases, CostModel? model)
    {
        if (!plan.Kind.ComparesPartitions() && cases.Count < 3)
        {
            yield return "growth: an interval of the exponent needs three sizes";
        }

        if (model is null)
        {
            yield return "cost model: these runs do not determine it";
            yield break;
        }

        foreach (OmittedTerm term in model.Omitted)
        {
            yield return $"cost model: {term.Name} is left out: {term.Reason}";
        }

        if (model.DegreesOfFreedom < 1)
        {
            yield return "cost model: no intervals, as there are as many terms as runs";
        }
    }
}
