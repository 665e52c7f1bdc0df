using System.Xml.Linq;

namespace SnnCluster.Model.Tests.Architecture;

/// <summary>The arrows between the projects: a layer may use any layer below it and none above.</summary>
public class ArrowTests
{
    private static readonly string[] FromTop =
    [
        "SnnCluster.Cli", "SnnCluster.Dashboard", "SnnCluster", "SnnCluster.Experiments", "SnnCluster.Learning", "SnnCluster.Cluster",
        "SnnCluster.Engine", "SnnCluster.Model",
    ];

    // What a layer must not know, by the start of a package's name: kernels, actors, file formats, figures.
    private static readonly Dictionary<string, string[]> Forbidden = new()
    {
        ["SnnCluster.Engine"] = ["Akka", "MessagePack", "Parquet", "ScottPlot"],
        ["SnnCluster.Cluster"] = ["ILGPU", "Parquet", "ScottPlot"],
    };

    private static readonly string Source = Path.Combine(Root(), "src");

    private static readonly string[] Found = [.. Directory
        .GetFiles(Source, "*.csproj", SearchOption.AllDirectories)
        .Select(path => Path.GetFileNameWithoutExtension(path))];

    public static TheoryData<string> Projects => [.. Found];

    [Fact]
    public void The_layers_that_every_build_has_are_there() =>
        Assert.Superset(new HashSet<string> { "SnnCluster.Model", "SnnCluster.Engine", "SnnCluster.Cli" }, Found.ToHashSet());

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_refers_only_to_layers_below_it(string project)
    {
        int layer = Array.IndexOf(FromTop, project);
        Assert.True(layer >= 0, $"{project} has no place in the chain {string.Join(" -> ", FromTop)}");
        foreach (string reference in Includes(ProjectFile(project), "ProjectReference"))
        {
            string referred = Path.GetFileNameWithoutExtension(reference.Replace('\\', '/'));
            Assert.True(Array.IndexOf(FromTop, referred) > layer, $"{project} refers to {referred}, which is not below it");
        }
    }

    [Fact]
    public void The_model_refers_to_no_package_but_analyzers()
    {
        Assert.DoesNotContain(Packages("SnnCluster.Model"), package => package.PrivateAssets != "all");
        Assert.Empty(Includes(ProjectFile("SnnCluster.Model"), "ProjectReference"));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_refers_to_no_package_that_its_layer_must_not_know(string project)
    {
        string[] forbidden = Forbidden.GetValueOrDefault(project, []);
        Assert.DoesNotContain(Packages(project), package => forbidden.Any(package.Name.StartsWith));

        // The lock file names what comes with them, too; there, what a layer below may know is no finding.
        string[] below = [.. FromTop.SkipWhile(layer => layer != project).Skip(1).Intersect(Found)
            .SelectMany(Packages).Select(package => package.Name)];
        string locked = File.ReadAllText(Path.Combine(Source, project, "packages.lock.json"));
        Assert.All(
            forbidden.Where(start => !below.Any(name => name.StartsWith(start, StringComparison.Ordinal))),
            start => Assert.DoesNotContain($"\"{start}", locked));
    }

    /// <summary>Packages of a project's own file and of those that the build adds to every project.</summary>
    private static IEnumerable<(string Name, string? PrivateAssets)> Packages(string project) =>
        from file in new[]
        {
            ProjectFile(project),
            Path.Combine(Source, "Directory.Build.props"),
            Path.Combine(Root(), "Directory.Build.props"),
        }
        from item in XDocument.Load(file).Descendants("PackageReference")
        select ((string)item.Attribute("Include")!, (string?)item.Attribute("PrivateAssets"));

    private static IEnumerable<string> Includes(string file, string item) =>
        XDocument.Load(file).Descendants(item).Select(element => (string)element.Attribute("Include")!);

    private static string ProjectFile(string project) => Path.Combine(Source, project, project + ".csproj");

    private static string Root()
    {
        DirectoryInfo? directory = new(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "SnnCluster.sln")))
        {
            directory = directory.Parent;
        }

        return directory?.FullName ?? throw new DirectoryNotFoundException("no folder above the tests holds SnnCluster.sln");
    }
}
