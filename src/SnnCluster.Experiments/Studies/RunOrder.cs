namespace SnnCluster.Experiments.Studies;

/// <summary>
/// The order of a study's runs: round after round of all cases, each second round backwards. A machine that slows down
/// or speeds up meanwhile (heat, other work) then hits all cases alike, and a steady drift cancels over two rounds.
/// </summary>
public static class RunOrder
{
    /// <summary>The runs, by number of the case and of the repetition, both from 0.</summary>
    /// <param name="cases">Number of cases.</param>
    /// <param name="repetitions">Runs of each case.</param>
    public static IReadOnlyList<(int Case, int Repetition)> Create(int cases, int repetitions) =>
    [
        .. from repetition in Enumerable.Range(0, repetitions)
           from position in Enumerable.Range(0, cases)
           select (repetition % 2 == 0 ? position : cases - 1 - position, repetition),
    ];
}
