using System.CommandLine;
using SnnCluster.Benchmarks.WholeRuns;

namespace SnnCluster.Benchmarks.Faults;

/// <summary>
/// <c>faults</c>: what becomes of runs and trainings that are killed, and of checkpoints on a disk that is full, refuses, or has damaged them. Exit code 1 where
/// one ended in another way than with the undisturbed result, or with one error and nothing lost.
/// </summary>
internal static class FaultsCommand
{
    public static Command Create()
    {
        Option<string> places = RunOptionSet.Text("--places", "200", "INTEGER", "Bits to flip in each file of a run's checkpoints");
        Option<string> kills = RunOptionSet.Text("--kills", "100", "INTEGER", "Random times to kill a run, and a training, at");
        Option<string> disks = RunOptionSet.Text("--disks", "20", "INTEGER", "Times to break a disk in each way");
        var command = new Command("faults", "What becomes of runs and trainings that faults are done to.") { places, kills, disks };
        command.SetAction(parsed =>
        {
            int bits = RunOptionSet.Integer(places.Name, parsed.GetRequiredValue(places), 0, 1_000_000);
            int times = RunOptionSet.Integer(kills.Name, parsed.GetRequiredValue(kills), 0, 1_000_000);
            int broken = RunOptionSet.Integer(disks.Name, parsed.GetRequiredValue(disks), 0, 1_000_000);
            DirectoryInfo root = Directory.CreateTempSubdirectory("snncluster-faults-");
            try
            {
                Outcomes full = broken > 0 ? new BrokenDisks(root.FullName).Run(broken) : new Outcomes();
                Console.WriteLine(full.Table("checkpoints where"));
                Outcomes flipped = bits > 0 ? new FlippedBits(root.FullName).Run(bits) : new Outcomes();
                Console.WriteLine(flipped.Table("a bit flipped in"));
                var killed = new Outcomes();
                foreach (KilledCommand each in times > 0 ? new[] { KilledCommand.OfRun(), KilledCommand.OfTraining } : [])
                {
                    KilledCommand.Run(each, times, root.FullName, killed);
                }

                Console.WriteLine(killed.Table("command"));
                return full.Wrong + flipped.Wrong + killed.Wrong > 0 ? 1 : 0;
            }
            finally
            {
                root.Delete(recursive: true);
            }
        });
        return command;
    }
}
