using SnnCluster.Experiments.Figures;
using SnnCluster.Experiments.Running;

namespace SnnCluster.Experiments.Studies.Output;

/// <summary>What became of the files of a study.</summary>
/// <param name="Folder">
/// The folder that they are in: the one that was named, or, where the study ended early and there is an earlier one, the one
/// within that new results wait in.
/// </param>
/// <param name="Figures">Its figures.</param>
public sealed record StudyOutput(string Folder, FigureFiles Figures)
{
    /// <summary>Has a study that is whole take the place of an earlier one.</summary>
    internal static StudyOutput Of(OutputFolder output, bool complete, FigureFiles figures)
    {
        if (complete)
        {
            output.Complete();
        }

        return new StudyOutput(output.Path, figures);
    }
}
