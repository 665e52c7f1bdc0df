using SnnCluster.Experiments.Results;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Exports;

/// <summary>The spikes of a population, in order of time.</summary>
/// <param name="Population">Its name.</param>
/// <param name="Neurons">Who spiked.</param>
/// <param name="TimesMs">When [ms].</param>
internal sealed record SpikeTrains(string Population, ulong[] Neurons, double[] TimesMs)
{
    /// <summary>The recorded spikes of all populations that have any; none where none were recorded.</summary>
    /// <param name="run">Folder of the run.</param>
    /// <param name="summary">Its summary.</param>
    public static IReadOnlyList<SpikeTrains> Read(string run, RunSummary summary)
    {
        if (!File.Exists(Path.Combine(run, RunFiles.Spikes)))
        {
            return [];
        }

        var spikes = summary.Populations.ToDictionary(population => population.Name, _ => new List<SpikeRow>());
        foreach (SpikeRow row in SpikeFile.Read(run).SelectMany(rows => rows))
        {
            if (!spikes.TryGetValue(row.Population, out List<SpikeRow>? of))
            {
                throw RunFiles.Corrupt(Path.Combine(run, RunFiles.Spikes), $"it has spikes of '{row.Population}', which is no population of the run");
            }

            of.Add(row);
        }

        return
        [
            .. spikes.Where(pair => pair.Value.Count > 0).Select(pair =>
            {
                SpikeRow[] sorted = [.. pair.Value.OrderBy(row => row.Step).ThenBy(row => row.Neuron)];
                return new SpikeTrains(
                    pair.Key,
                    [.. sorted.Select(row => (ulong)row.Neuron)],
                    [.. sorted.Select(row => StepTime.Ms(row.Step, summary.DtMs))]);
            }),
        ];
    }
}
