using System.Globalization;
using SnnCluster.Learning.Networks;
using SnnCluster.Learning.Training;

namespace SnnCluster.Learning.Persistence;

/// <summary>Whether the parts of a checkpoint fit one another, so that training can go on with all of them.</summary>
internal static class CheckpointParts
{
    /// <summary>Checks signs against the parameters, and metrics against the projections that are rewired.</summary>
    /// <exception cref="InvalidDataException">They do not fit.</exception>
    public static void Check(TrainingCheckpoint checkpoint)
    {
        ClassifierState state = checkpoint.State;
        bool signed = WiringCheck.HasSigns(state.Topologies);
        int sparse = state.Topologies.Count(topology => topology is not null);
        if (checkpoint.Parameters.TryGetValue("deep-r", out string? deepR) && sparse > 0 && (deepR == "true") != signed)
        {
            throw new InvalidDataException($"connections have {(signed ? "signs" : "no signs")}, but deep-r is '{deepR}'");
        }

        if (signed
            && checkpoint.Parameters.TryGetValue("seed", out string? text)
            && ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong seed))
        {
            WiringCheck.Signs(state, seed);
        }

        // DEEP R rewires exactly the projections whose connections have signs.
        int rewired = signed ? sparse : 0;
        foreach (EpochMetrics epoch in checkpoint.Epochs)
        {
            Count($"epoch {epoch.Epoch}", epoch.Rewired.Count, rewired);
        }

        foreach (BatchMetrics batch in checkpoint.Batches)
        {
            Count($"batch {batch.Batch} of epoch {batch.Epoch}", batch.Rewired.Count, rewired);
            if (batch.Epoch < 0 || batch.Epoch >= checkpoint.Epochs.Count)
            {
                throw new InvalidDataException($"there is a batch of epoch {batch.Epoch}, but no such epoch");
            }
        }
    }

    private static void Count(string what, int found, int rewired)
    {
        if (found != rewired)
        {
            throw new InvalidDataException($"{what} counts rewiring of {found} projections instead of {rewired}");
        }
    }
}
