using SnnCluster.Model.Networks;

namespace SnnCluster.Model.Rewiring;

/// <summary>The projections whose synapses take the same kinds of elements, and so compete for them.</summary>
/// <param name="Axonal">Name of the element of their sources.</param>
/// <param name="Dendritic">Name of the element of their targets.</param>
/// <param name="Projections">Their numbers, ascending.</param>
/// <param name="Sources">Numbers of their source populations, ascending.</param>
/// <param name="Targets">Numbers of their target populations, ascending.</param>
/// <param name="IntervalMs">Time between updates [ms].</param>
/// <param name="Meetings">How often free elements meet in an update.</param>
public sealed record ElementPool(
    string Axonal,
    string Dendritic,
    IReadOnlyList<int> Projections,
    IReadOnlyList<int> Sources,
    IReadOnlyList<int> Targets,
    double IntervalMs,
    int Meetings)
{
    /// <summary>The pools of a network, in the order of their first projections.</summary>
    /// <param name="network">The network.</param>
    public static IReadOnlyList<ElementPool> Of(NetworkDescription network) =>
    [
        .. from one in Rewired(network)
           group one by (one.Elements.Axonal, one.Elements.Dendritic) into pool
           let first = pool.First()
           select new ElementPool(
               pool.Key.Axonal,
               pool.Key.Dendritic,
               [.. pool.Select(one => one.Index)],
               [.. pool.Select(one => network.IndexOfPopulation(one.Projection.Source)).Distinct().Order()],
               [.. pool.Select(one => network.IndexOfPopulation(one.Projection.Target)).Distinct().Order()],
               first.Projection.Rewiring!.IntervalMs,
               first.Elements.Meetings),
    ];

    /// <summary>The most synapses that a projection rewired by free elements lets a target have; null where it is not.</summary>
    internal static int? MostOnto(NetworkDescription network, ProjectionDescription projection) =>
        projection.Rewiring?.Candidates is CandidateSource.FreeElements elements
            ? network.Populations[network.IndexOfPopulation(projection.Target)].Elements!.Find(elements.Dendritic)!.Most
            : null;

    /// <summary>Adds an error for everything that is wrong with the pools of a network; it reads no bounds of projections for which it has found any.</summary>
    internal static void Validate(NetworkDescription network, ValidationErrors errors)
    {
        foreach (var (_, projection, elements) in Rewired(network))
        {
            errors.Within($"{projection.Name} meetings", elements.Meetings, 1, CandidateSource.FreeElements.MostMeetings);
            Requires(network, projection.Name, projection.Source, elements.Axonal, isAxonal: true, errors);
            Requires(network, projection.Name, projection.Target, elements.Dendritic, isAxonal: false, errors);
        }

        if (errors.Messages.Count > 0)
        {
            return;
        }

        IReadOnlyList<ElementPool> pools = Of(network);
        foreach (ElementPool pool in pools)
        {
            string names = string.Join(", ", pool.Projections.Select(p => network.Projections[p].Name));
            if (pool.Projections.Any(p => network.Projections[p].Rewiring is var rewiring
                && (rewiring!.IntervalMs != pool.IntervalMs || ((CandidateSource.FreeElements)rewiring.Candidates).Meetings != pool.Meetings)))
            {
                errors.Add($"{names} take the same elements: their intervals and meetings must be the same");
            }

            foreach (var twice in pool.Projections.GroupBy(p => (network.Projections[p].Source, network.Projections[p].Target)).Where(group => group.Count() > 1))
            {
                errors.Add($"{string.Join(", ", twice.Select(p => network.Projections[p].Name))} take the same elements of the same populations: only one of them may");
            }
        }

        foreach (var shared in pools.SelectMany(pool => pool.Sources.Select(p => (Population: p, Element: pool.Axonal))
                .Concat(pool.Targets.Select(p => (Population: p, Element: pool.Dendritic))))
            .GroupBy(one => one).Where(group => group.Count() > 1))
        {
            errors.Add($"element '{shared.Key.Element}' of {network.Populations[shared.Key.Population].Name} is taken together with different other elements: must "
                + "be with one");
        }
    }

    private static IEnumerable<(int Index, ProjectionDescription Projection, CandidateSource.FreeElements Elements)> Rewired(NetworkDescription network) =>
        from one in network.Projections.Select((projection, index) => (Index: index, Projection: projection))
        where one.Projection.Rewiring?.Candidates is CandidateSource.FreeElements
        select (one.Index, one.Projection, (CandidateSource.FreeElements)one.Projection.Rewiring!.Candidates);

    private static void Requires(NetworkDescription network, string projection, string population, string name, bool isAxonal, ValidationErrors errors)
    {
        // That the population is there was checked before.
        if (network.Populations.FirstOrDefault(one => one.Name == population) is not PopulationDescription found)
        {
            return;
        }

        string[] there = [.. found.Elements?.Kinds.Where(kind => kind.IsAxonal == isAxonal).Select(kind => kind.Name) ?? []];
        if (!there.Contains(name))
        {
            errors.Add($"{projection} takes the {(isAxonal ? "axonal" : "dendritic")} element '{name}' of {population}"
                + (there.Length == 0 ? ", which has none" : NearestName.Hint(name, there)));
        }
    }
}
