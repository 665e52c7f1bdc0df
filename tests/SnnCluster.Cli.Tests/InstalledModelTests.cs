using SnnCluster.Cli.Loading;
using SnnCluster.Cluster.Wire.Contracts;
using SnnCluster.Experiments.Running;
using SnnCluster.Model.Networks;

namespace SnnCluster.Cli.Tests;

/// <summary>What a node runs: what is built in, and what it has itself.</summary>
public sealed class InstalledModelTests
{
    private static readonly string File = Path.GetFileName(CommandLine.TestAssembly);
    private static readonly string Hash = NetworkReferences.HashOf(CommandLine.TestAssembly);

    [Fact]
    public void An_installed_assembly_with_the_clients_hash_is_run() =>
        Assert.Equal("tiny", InstalledModels.Resolve(Reference(File, Hash), Folder(), Installed(Hash)).Name);

    [Fact]
    public void Another_hash_is_refused() =>
        Refused(Reference(File, Hash.Replace(Hash[^1], Hash[^1] == '0' ? '1' : '0')), Installed(Hash));

    [Fact]
    public void What_is_not_installed_is_refused() => Refused(Reference(File, Hash), []);

    [Fact]
    public void A_reference_without_a_hash_is_refused() => Refused(Reference(File, null), Installed(Hash));

    // The very file, by another way than its name in the folder.
    [Fact]
    public void A_path_is_no_name_of_an_installed_assembly()
    {
        Refused(Reference(CommandLine.TestAssembly, Hash), Installed(Hash));
        Refused(Reference(Path.Combine("..", Path.GetFileName(Folder()), File), Hash), Installed(Hash));
    }

    [Fact]
    public void A_built_in_name_is_never_a_file() =>
        Refused(Reference(null, null, $"{CommandLine.TestAssembly}:TinyExperiment"), Installed(Hash));

    private static string Folder() => Path.GetDirectoryName(CommandLine.TestAssembly)!;

    private static Dictionary<string, string> Installed(string hash) => new() { [File] = hash };

    private static NetworkReference Reference(string? assembly, string? hash, string experiment = "TinyExperiment") =>
        new() { Experiment = experiment, Assembly = assembly, AssemblyHash = hash, DtMs = 0.1, Seed = 1 };

    private static void Refused(NetworkReference reference, Dictionary<string, string> installed) =>
        Assert.Throws<InvalidDescriptionException>(() => InstalledModels.Resolve(reference, Folder(), installed));
}
