using SnnCluster.Cluster.Hosting;
using SnnCluster.Experiments.Running;
using SnnCluster.Experiments.TopographicMap;
using SnnCluster.Model.Networks;

namespace SnnCluster.Benchmarks.Faults;

/// <summary>Bits flipped in the files of a run's checkpoints, one at a time, before it goes on.</summary>
/// <param name="root">Where folders are made.</param>
internal sealed class FlippedBits(string root)
{
    private const int MostTries = 50;

    private static readonly KilledCommand Short = KilledCommand.OfRun(600);

    private readonly string _folder = Path.Combine(root, "bits");

    /// <summary>Flips bits in each file.</summary>
    /// <param name="places">How many in each; all of a file that has fewer.</param>
    public Outcomes Run(int places)
    {
        string expected = KilledCommand.Undisturbed(Short, root);
        Dictionary<string, byte[]> files = Interrupted();
        var random = new Random(1);
        var outcomes = new Outcomes();
        foreach ((string name, byte[] content) in files.Where(file => file.Value.Length > 0).OrderBy(file => file.Key, StringComparer.Ordinal))
        {
            long bits = 8L * content.Length;
            for (int i = 0; i < Math.Min(places, bits); i++)
            {
                long bit = bits <= places ? i : random.NextInt64(bits);
                byte[] flipped = [.. content];
                flipped[bit / 8] ^= (byte)(1 << (int)(bit % 8));
                var damaged = new Dictionary<string, byte[]>(files) { [name] = flipped };
                Folders.Write(_folder, damaged);
                (Ending ending, string detail) = Resume(expected, damaged);
                outcomes.Add(KindOf(name), ending, $"bit {bit} of {name}: {detail}");
            }
        }

        Folders.Remove(_folder);
        return outcomes;
    }

    private (Ending Ending, string Detail) Resume(string expected, Dictionary<string, byte[]> damaged)
    {
        try
        {
            RunResult result = ExperimentRunner.Resume(
                new RunOptions { OutputDirectory = _folder }, _ => new TopographicMapExperiment(), null, CancellationToken.None);
            return result.Summary.Digest == expected && (result.Summary.Complete || result.Summary.Lost.Count > 0)
                ? (result.Summary.Complete ? Ending.Undisturbed : Ending.Lost, "")
                : (Ending.Wrong, $"complete {result.Summary.Complete}, digest {result.Summary.Digest}");
        }
        catch (Exception exception) when (exception is InvalidDescriptionException or ClusterException)
        {
            bool isOneLine = !exception.Message.Contains('\n', StringComparison.Ordinal);
            return isOneLine && Folders.Has(_folder, damaged)
                ? (Ending.Error, exception.Message)
                : (Ending.Wrong, isOneLine ? $"files are gone or others: {exception.Message}" : exception.Message);
        }
        catch (Exception exception)
        {
            return (Ending.Wrong, exception.ToString());
        }
    }

    // A run that was killed when it had two checkpoints: a short one, since it is gone on with once for each bit.
    private Dictionary<string, byte[]> Interrupted()
    {
        string folder = Path.Combine(root, "interrupted");
        for (int i = 0; i < MostTries; i++)
        {
            Folders.Remove(folder);
            using var run = KilledCommand.Start(Short, folder);
            while (Manifests(folder) < 2 && !run.WaitForExit(1))
            {
                // It is being waited for.
            }

            run.Kill();
            run.WaitForExit();
            if (Manifests(folder) >= 2 && !File.Exists(Path.Combine(folder, "summary.json")))
            {
                return Folders.Read(folder).Where(file => file.Key.StartsWith("checkpoints", StringComparison.Ordinal)).ToDictionary();
            }
        }

        throw new BenchmarkException($"the run was over before it had two checkpoints, {MostTries} times");
    }

    private static int Manifests(string folder)
    {
        try
        {
            return Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "manifest.json", SearchOption.AllDirectories).Count() : 0;
        }
        catch (DirectoryNotFoundException)
        {
            // Folders of checkpoints come and go.
            return 0;
        }
    }

    private static string KindOf(string name) => Path.GetFileName(name) switch
    {
        "manifest.json" => "manifest",
        "token" => "token",
        string file when file.StartsWith("coordinator-", StringComparison.Ordinal) => "claim",
        string file when file.StartsWith("reports-", StringComparison.Ordinal) => "reports",
        string file when file.EndsWith(".snapshot", StringComparison.Ordinal) => "state of a partition",
        _ => "anything else",
    };
}
