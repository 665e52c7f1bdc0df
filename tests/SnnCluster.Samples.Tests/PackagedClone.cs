using System.Diagnostics;
using System.Reflection;
using System.Text.Json;

namespace SnnCluster.Samples.Tests;

/// <summary>
/// A folder as a newcomer has it: SnnCluster with the packages of its libraries, and room for projects beside it. Packages that
/// others made come from where this repository's restore has put them; what is made here is gone with the folder.
/// </summary>
public sealed class PackagedClone : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private static readonly string[] Libraries = ["Model", "Engine", "Cluster", "Learning", "Experiments"];

    private readonly string _root = Directory.CreateTempSubdirectory("snncluster-outside-").FullName;

    public PackagedClone()
    {
        if (!IsSupported)
        {
            return;
        }

        string packages = Path.Combine(_root, "packages");
        Directory.CreateDirectory(packages);
        Directory.CreateDirectory(Path.Combine(_root, "data"));
        foreach (string package in Directory.EnumerateDirectories(GlobalPackages()).Where(folder => !IsOurs(folder)))
        {
            Directory.CreateSymbolicLink(Path.Combine(packages, Path.GetFileName(package)), package);
        }

        File.WriteAllText(Path.Combine(_root, "Directory.Build.targets"), SameVersions());
        File.WriteAllText(Path.Combine(_root, "pack.proj"), PackLibraries());
        (int exitCode, string output, _) = Dotnet(_root, "msbuild", "pack.proj", "-t:Pack", "-nologo", "-v:quiet").GetAwaiter().GetResult();
        Assert.True(exitCode == 0, output);
    }

    /// <summary>Whether links to folders need no rights that a test has not.</summary>
    public static bool IsSupported => !OperatingSystem.IsWindows();

    /// <summary>Makes a folder beside the clone with copies of files of this repository.</summary>
    public string Folder(string name, params IEnumerable<string> files)
    {
        string folder = Path.Combine(_root, name);
        Directory.CreateDirectory(folder);
        foreach (string file in files)
        {
            File.Copy(Path.Combine(Repository.Root, file), Path.Combine(folder, Path.GetFileName(file)));
        }

        return folder;
    }

    /// <summary>Runs <c>dotnet</c> in a folder.</summary>
    public async Task<(int ExitCode, string Output, string Error)> Dotnet(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["NUGET_PACKAGES"] = Path.Combine(_root, "packages");
        start.Environment["XDG_DATA_HOME"] = Path.Combine(_root, "data");
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        using Process process = Process.Start(start)!;
        using var patience = new CancellationTokenSource(Patience);
        Task<string> output = process.StandardOutput.ReadToEndAsync(patience.Token);
        Task<string> error = process.StandardError.ReadToEndAsync(patience.Token);
        await process.WaitForExitAsync(patience.Token);
        return (process.ExitCode, await output, await error);
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private static bool IsOurs(string folder) => Path.GetFileName(folder).StartsWith("snncluster", StringComparison.OrdinalIgnoreCase);

    private static string GlobalPackages() => Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } folder
        ? folder
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    // Made of what was built with these tests, in the same configuration.
    private string PackLibraries()
    {
        string configuration = typeof(PackagedClone).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;
        IEnumerable<string> projects = Libraries.Select(library => Path.Combine(Repository.Root, "src", $"SnnCluster.{library}", $"SnnCluster.{library}.csproj"));
        string output = Path.Combine(_root, "SnnCluster", "artifacts", "packages");
        return $"""
            <Project>
              <Target Name="Pack">
                <MSBuild Projects="{string.Join(';', projects)}" Targets="Pack" Properties="NoBuild=true;Configuration={configuration};PackageOutputPath={output}/" />
              </Target>
            </Project>
            """;
    }

    // NuGet gives a project of its own the lowest versions of what comes with packages. The versions that this repository is
    // locked to are there already; others would have to be fetched.
    private static string SameVersions()
    {
        using var locked = JsonDocument.Parse(Repository.Read("src/SnnCluster.Experiments/packages.lock.json"));
        IEnumerable<string> references = locked.RootElement.GetProperty("dependencies").GetProperty("net10.0").EnumerateObject()
            .Where(package => package.Value.GetProperty("type").GetString() == "Transitive")
            .Select(package => $"<PackageReference Include=\"{package.Name}\" Version=\"{package.Value.GetProperty("resolved").GetString()}\" />");
        return $"<Project><ItemGroup>{string.Concat(references)}</ItemGroup></Project>";
    }
}
