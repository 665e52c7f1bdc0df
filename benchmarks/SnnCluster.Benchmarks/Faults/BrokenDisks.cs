using System.Diagnostics;
using System.Runtime.InteropServices;
using SnnCluster.Tests;

namespace SnnCluster.Benchmarks.Faults;

/// <summary>
/// Runs whose checkpoints lie on a disk that fills, that becomes read-only, whose folder is gone, or where files may not grow. A run
/// that ends with an error must go on once the disk is mended.
/// </summary>
/// <param name="root">Where folders are made.</param>
internal sealed partial class BrokenDisks(string root)
{
    private const string Enough = "size=64m,nr_inodes=100000";

    // States of partitions without much that is recorded, and the other way round. All checkpoints are kept, so both fill a disk.
    private static readonly KilledCommand OfStates = KilledCommand.OfRun(2000, recordsSpikes: false, keep: 1000);
    private static readonly KilledCommand OfReports = KilledCommand.OfRun(2000, keep: 1);

    private readonly Random _random = new(1);

    /// <summary>Breaks disks.</summary>
    /// <param name="times">How often in each way, at a random time or with a random size.</param>
    /// <exception cref="BenchmarkException">This user may not mount a disk.</exception>
    public Outcomes Run(int times)
    {
        var outcomes = new Outcomes();
        Case states = Case.Of(OfStates, root);
        Case reports = Case.Of(OfReports, root);
        for (int i = 0; i < times; i++)
        {
            Room("states fill the disk", states, outcomes);
            Room("reports fill the disk", reports, outcomes);
            string names = $"{_random.Next(4, 40)}";
            Break("no names for more files", states, $"size=64m,nr_inodes={names}", $"{names} names", outcomes);
            During("others fill the disk", reports, disk => Does(disk.Fill), disk => disk.Empty(), outcomes);
            During("a file replaces the folder", reports, disk => Replace(disk, path => File.WriteAllText(path, "mine")), PutBack, outcomes);
            During("a dangling link replaces the folder", reports, disk => Replace(disk, path => Directory.CreateSymbolicLink(path, "nowhere")), PutBack, outcomes);
            During("the disk becomes read-only", reports, disk => disk.Remount("ro"), disk => disk.Remount("rw"), outcomes);
            FileLimit(reports, outcomes);
        }

        return outcomes;
    }

    private void Room(string name, Case what, Outcomes outcomes)
    {
        // A page at least, or a tmpfs would be without bounds.
        long bytes = _random.NextInt64(4096, what.Bytes);
        Break(name, what, $"size={bytes}", $"{bytes} bytes", outcomes);
    }

    private void Break(string name, Case what, string options, string detail, Outcomes outcomes)
    {
        using SmallDisk disk = Mount(options);
        using Process run = what.Start(disk);
        Judge(name, what, disk, run, detail, () => disk.Remount(Enough), outcomes);
    }

    // What cannot be done, as there is nothing yet, or files are open, is tried again until the run is over; then it does not count.
    private void During(string name, Case what, Func<SmallDisk, bool> breaks, Action<SmallDisk> mends, Outcomes outcomes)
    {
        using SmallDisk disk = Mount(Enough);
        TimeSpan when = _random.NextDouble() * what.Duration;
        using Process run = what.Start(disk);
        run.WaitForExit(when);
        bool isBroken = breaks(disk);
        while (!isBroken && !run.WaitForExit(TimeSpan.FromMilliseconds(2)))
        {
            isBroken = breaks(disk);
        }

        if (isBroken)
        {
            Judge(name, what, disk, run, $"after {when.TotalSeconds} s", () => mends(disk), outcomes);
        }
        else
        {
            KilledCommand.End(run);
        }
    }

    private static bool Does(Action action)
    {
        action();
        return true;
    }

    // A limit in blocks of 512 bytes, as POSIX has it. With W^X the runtime itself needs a file of gigabytes, in memory.
    private void FileLimit(Case what, Outcomes outcomes)
    {
        using SmallDisk disk = Mount(Enough);
        int blocks = _random.Next(1, (int)(what.LargestFile / 512));
        using Process run = what.Start(disk, "sh", "-c", $"export DOTNET_EnableWriteXorExecute=0; ulimit -f {blocks}; exec \"$0\" \"$@\"");
        Judge("files may not grow", what, disk, run, $"{blocks} blocks of 512 bytes", () => { }, outcomes);
    }

    private void Judge(string name, Case what, SmallDisk disk, Process run, string detail, Action mend, Outcomes outcomes)
    {
        (int code, string output, string error) = KilledCommand.End(run);
        if (code == 0)
        {
            outcomes.Add(name, KilledCommand.DigestOf(output) == what.Digest ? Ending.Undisturbed : Ending.Wrong, $"{detail}: another digest");
            return;
        }

        mend();
        bool goesOn = Directory.Exists(disk["checkpoints"])
            && Directory.EnumerateFiles(disk["checkpoints"], "manifest.json", SearchOption.AllDirectories).Any();
        Ending ending = KilledCommand.IsOneError(error) && (!goesOn || what.GoesOn(disk, ref detail)) ? Ending.Error : Ending.Wrong;
        outcomes.Add(name, ending, $"{detail}: exit code {code}: {error}");
    }

    // In one go: where the folder is gone for a moment, the run makes it again.
    private static bool Replace(SmallDisk disk, Action<string> by)
    {
        const int AtWorkingFolder = -100;
        const uint Exchange = 2;
        if (!Directory.Exists(disk["checkpoints"]))
        {
            return false;
        }

        by(disk["aside"]);
        return RenameAt(AtWorkingFolder, disk["aside"], AtWorkingFolder, disk["checkpoints"], Exchange) == 0
            ? true
            : throw new BenchmarkException($"cannot exchange {disk["aside"]} and {disk["checkpoints"]}: error {Marshal.GetLastPInvokeError()}");
    }

    [LibraryImport("libc", EntryPoint = "renameat2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int RenameAt(int fromFolder, string from, int toFolder, string to, uint flags);

    private static void PutBack(SmallDisk disk)
    {
        if (Directory.Exists(disk["aside"]))
        {
            File.Delete(disk["checkpoints"]);
            Directory.Move(disk["aside"], disk["checkpoints"]);
        }
    }

    private static SmallDisk Mount(string options) =>
        SmallDisk.Mount(options) ?? throw new BenchmarkException("this user may not mount a tmpfs, or the system is not Linux: give --disks 0");

    /// <summary>A run, and what it is and takes where nothing is broken.</summary>
    private sealed record Case(KilledCommand Command, string Folder, string Digest, TimeSpan Duration, long Bytes, long LargestFile)
    {
        public static Case Of(KilledCommand command, string root)
        {
            var undisturbed = new Case(command, Path.Combine(root, "results"), "", default, 0, 0);
            using SmallDisk disk = Mount(Enough);
            var clock = Stopwatch.StartNew();
            using Process run = undisturbed.Start(disk);
            (int code, string output, string error) = KilledCommand.End(run);
            return code == 0
                ? undisturbed with
                {
                    Digest = KilledCommand.DigestOf(output),
                    Duration = clock.Elapsed,
                    Bytes = disk.Used,
                    LargestFile = Directory.EnumerateFiles(disk["checkpoints"], "*", SearchOption.AllDirectories).Max(file => new FileInfo(file).Length),
                }
                : throw new BenchmarkException($"{command.Name} failed: {error}");
        }

        public Process Start(SmallDisk disk, params string[] before)
        {
            Folders.Remove(Folder);
            return KilledCommand.Start([.. Command.Begin, "--out", Folder, "--checkpoint-folder", disk["checkpoints"]], before);
        }

        public bool GoesOn(SmallDisk disk, ref string detail)
        {
            using Process resumed = KilledCommand.Start([.. Command.GoOn(Folder), "--checkpoint-folder", disk["checkpoints"]]);
            (int code, string output, string error) = KilledCommand.End(resumed);
            detail += $": resumed: {code} {error}";
            return code == 0 && KilledCommand.DigestOf(output) == Digest;
        }
    }
}
