using System.Globalization;
using SnnCluster.Learning.DataSets.Encoders;

namespace SnnCluster.Learning.DataSets;

/// <summary>What became of the events of a set's part: none is left out in silence.</summary>
internal static class EventShare
{
    /// <summary>Tells of events that fell outside the steps of an example.</summary>
    /// <param name="path">The file or folder that they are from.</param>
    /// <param name="binner">What took them.</param>
    /// <param name="notes">Takes what a person should know.</param>
    /// <exception cref="DataFileException">There is no event, or all fell outside.</exception>
    public static void Tell(string path, EventBinner binner, ICollection<string> notes)
    {
        if (binner.Outside == binner.Events)
        {
            throw new DataFileException(
                path,
                null,
                $"events within the {binner.Steps} steps of 1 ms of an example",
                binner.Events == 0 ? "no event" : $"{binner.Events} events, all of them outside; --input-steps sets the steps");
        }

        if (binner.Outside > 0)
        {
            double share = 100.0 * binner.Outside / binner.Events;
            string percent = share < 0.1 ? "less than 0.1" : share.ToString(share < 10 ? "0.0" : "0", CultureInfo.InvariantCulture);
            notes.Add($"{path}: {percent} % of {binner.Events} events fell outside the {binner.Steps} steps of 1 ms and are left out");
        }
    }
}
