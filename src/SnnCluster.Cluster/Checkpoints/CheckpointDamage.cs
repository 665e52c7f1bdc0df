using System.Text.Json;
using SnnCluster.Cluster.Runs;
using SnnCluster.Engine.Snapshots;

namespace SnnCluster.Cluster.Checkpoints;

/// <summary>Tells whether a file of checkpoints has the hashes that it holds, without anything else of the run.</summary>
internal static class CheckpointDamage
{
    /// <summary>Whether a file is whole, as far as it can tell itself.</summary>
    /// <param name="name">Its name, which says of what kind it is.</param>
    /// <param name="file">The file, from its start on; it can seek and stays open.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static bool IsWhole(string name, Stream file)
    {
        try
        {
            if (CheckpointNames.IsPart(name))
            {
                SnapshotFile.Check(name, file);
            }
            else if (CheckpointNames.IsReports(name))
            {
                ReportRecords.Check(file);
            }
            else if (CheckpointNames.CheckpointOf(name) is not null)
            {
                CheckpointJson.Read(file);
            }
            else
            {
                string content = FolderTexts.Read(file);
                return CheckpointNames.EpochOfClaim(name) is null ? FolderTexts.IsWhole(content) : FolderTexts.RunOf(content) is not null;
            }

            return true;
        }
        catch (CheckpointException)
        {
            // Another version is no damage: whoever reads it says so.
            return true;
        }
        catch (Exception exception) when (exception is SnapshotFormatException or InvalidDataException or EndOfStreamException or JsonException)
        {
            return false;
        }
    }
}
