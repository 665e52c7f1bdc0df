using SnnCluster.Experiments.Running;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Tests.Sonata;

/// <summary>Circuits that h5py wrote; Sonata/Files/make.py says what they hold.</summary>
internal static class SonataFiles
{
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "Sonata", "Files");

    public static string ThreeHundred { get; } = Path.Combine(Folder, "three-hundred", "simulation_config.json");

    public static string Mixed { get; } = Path.Combine(Folder, "mixed", "config.json");

    /// <summary>A run of this process on the host.</summary>
    public static RunResult Run(Experiment experiment, RunOptions? options = null) => ExperimentRunner.Run(
        experiment, (options ?? new RunOptions()) with { Device = "host", DrawsFigures = false }, null, CancellationToken.None);

    /// <summary>The network as its experiment gives it.</summary>
    public static NetworkDescription NetworkOf(Experiment experiment) =>
        experiment.Describe(new ExperimentSettings(experiment.DefaultDtMs, experiment.DefaultSeed, new Dictionary<string, object>()));

    /// <summary>A copy of a circuit's folder.</summary>
    /// <param name="config">Its configuration.</param>
    /// <param name="to">The folder to copy to.</param>
    /// <returns>The configuration there.</returns>
    public static string Copy(string config, string to)
    {
        string from = Path.GetDirectoryName(config)!;
        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        return Path.Combine(to, Path.GetFileName(config));
    }

    /// <summary>Changes a text in a file, which must be there.</summary>
    public static void Change(string path, string right, string wrong)
    {
        string text = File.ReadAllText(path);
        Assert.Contains(right, text, StringComparison.Ordinal);
        File.WriteAllText(path, text.Replace(right, wrong, StringComparison.Ordinal));
    }
}
