using System.Diagnostics;
using System.Reflection;
using System.Text.Json;

namespace SnnCluster.Samples.Tests;

/// <summary>Tests that need it take turns: packing takes its time, and several builds at once are no sooner done.</summary>
[CollectionDefinition(Name)]
public sealed class PackagedCloneTests : ICollectionFixture<PackagedClone>
{
    public const string Name = "packaged clone";
}

/// <summary>
/// A folder as a newcomer has it: SnnCluster with the packages of its libraries, and room for projects beside it. Packages that
/// others made come from where this repository's restore has put them; what is made here is gone with the folder.
/// </summary>
public sealed class PackagedClone : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private static readonly string[] Libraries =
        ["SnnCluster.Model", "SnnCluster.Engine", "SnnCluster.Cluster", "SnnCluster.Learning", "SnnCluster.Experiments", "SnnCluster"];

    /// <summary>What a program has no compiler to native code by.</summary>
    public const string WithoutNative = "-p:PublishAot=false";

    private const string Directives = "#:package SnnCluster@0.1.0\n#:property RestoreAdditionalProjectSources=../SnnCluster/artifacts/packages\n";
    private const string OfThisSystem = "-p:UseCurrentRuntimeIdentifier=true";
    private const string ScriptName = "script.cs";

    private readonly string _root = Directory.CreateTempSubdirectory("snncluster-outside-").FullName;
    private bool _isRestored;

    public PackagedClone()
    {
        if (!IsSupported)
        {
            return;
        }

        string packages = Path.Combine(_root, "packages");
        Directory.CreateDirectory(packages);
        Directory.CreateDirectory(Data);
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

    /// <summary>How these tests, and what they test, were built.</summary>
    public static string Configuration { get; } = typeof(PackagedClone).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;

    /// <summary>Where the builds of programs in a single file are.</summary>
    private string Data => Path.Combine(_root, "data");

    /// <summary>
    /// Runs <c>dotnet</c> on a program in a single file that has the packages, in a folder beside the clone. It is always the same file: packages are restored
    /// for it once, and the compiler alone builds it where its directives are those of the program before.
    /// </summary>
    /// <param name="program">The program without its directives.</param>
    /// <param name="command">What to do with it, with options: run, or build.</param>
    /// <remarks>It is not compiled to native code, so the compiler for that, which would be fetched, is left out.</remarks>
    public async Task<(int ExitCode, string Output, string Error)> Script(string program, params string[] command)
    {
        Directory.CreateDirectory(ScriptFolder);
        File.WriteAllText(Path.Combine(ScriptFolder, ScriptName), Directives + program);
        if (!_isRestored)
        {
            (int exitCode, string output, _) = await Dotnet(ScriptFolder, "restore", WithoutNative, OfThisSystem, ScriptName);
            Assert.True(exitCode == 0, output);
            _isRestored = true;
        }

        return await Dotnet(ScriptFolder, [.. command, "--no-restore", ScriptName]);
    }

    /// <summary>Where such programs run.</summary>
    public string ScriptFolder => Path.Combine(_root, "script");

    /// <summary>What the last such program was built to.</summary>
    public string BuiltScript => Directory.EnumerateFiles(Data, Path.ChangeExtension(ScriptName, ".dll"), SearchOption.AllDirectories)
        .Single(path => path.Contains($"{Path.DirectorySeparatorChar}bin{Path.DirectorySeparatorChar}", StringComparison.Ordinal));

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
    public Task<(int ExitCode, string Output, string Error)> Dotnet(string folder, params string[] arguments) =>
        Dotnet(folder, Path.Combine(_root, "packages"), arguments);

    /// <summary>Runs <c>dotnet</c> in a folder, with the packages that this repository was restored with: what it refers to in the repository is as it was.</summary>
    public Task<(int ExitCode, string Output, string Error)> DotnetOfRepository(string folder, params string[] arguments) =>
        Dotnet(folder, GlobalPackages(), arguments);

    private async Task<(int ExitCode, string Output, string Error)> Dotnet(string folder, string packages, string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["NUGET_PACKAGES"] = packages;
        start.Environment["XDG_DATA_HOME"] = Data;
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
        IEnumerable<string> projects = Libraries.Select(library => Path.Combine(Repository.Root, "src", library, $"{library}.csproj"));
        string output = Path.Combine(_root, "SnnCluster", "artifacts", "packages");
        return $"""
            <Project>
              <Target Name="Pack">
                <MSBuild Projects="{string.Join(';', projects)}" Targets="Pack" Properties="NoBuild=true;Configuration={Configuration};PackageOutputPath={output}/" />
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
