using SnnCluster.Cli.Loading;
using SnnCluster.Experiments;
using SnnCluster.Model.Networks;

namespace SnnCluster.Cli.Tests;

public class ExperimentLoadingTests
{
    private const string Samples = "SnnCluster.Cli.Tests.Samples.";

    [Theory]
    [InlineData("TinyExperiment")]
    [InlineData(Samples + "TinyExperiment")]
    public void A_class_is_found_by_simple_and_by_full_name(string name)
    {
        Experiment experiment = ExperimentReference.Resolve($"{CommandLine.TestAssembly}:{name}");
        Assert.Equal(Samples + "TinyExperiment", experiment.GetType().FullName);
        Assert.Equal("tiny", experiment.Name);
    }

    [Fact]
    public void A_users_assembly_shares_ours()
    {
        Experiment experiment = ExperimentReference.Resolve($"{CommandLine.TestAssembly}:TinyExperiment");

        // The class is one loaded anew, and what it derives from is the one that we know.
        Assert.NotSame(typeof(Samples.TinyExperiment), experiment.GetType());
        Assert.Same(typeof(Experiment), experiment.GetType().BaseType);
    }

    [Fact]
    public void A_relative_path_is_of_the_current_folder()
    {
        string relative = Path.GetRelativePath(Environment.CurrentDirectory, CommandLine.TestAssembly);
        Assert.Equal("tiny", ExperimentReference.Resolve($"{relative}:TinyExperiment").Name);
    }

    [Fact]
    public void Our_own_assembly_can_be_named_too()
    {
        Experiment experiment = ExperimentReference.Resolve($"{typeof(Experiment).Assembly.Location}:TopographicMapExperiment");
        Assert.Equal("topographic-map", experiment.Name);
    }

    [Theory]
    [InlineData("TinyExperimnt", "has no class 'TinyExperimnt'; did you mean 'TinyExperiment'?")]
    [InlineData("Banana", "has no class 'Banana'; its experiments are", "TinyExperiment", "FailingExperiment")]
    [InlineData("", "needs a class, as in", "TinyExperiment")]
    [InlineData("NoExperiment", "NoExperiment does not derive from SnnCluster.Experiments.Experiment")]
    [InlineData("AbstractExperiment", "AbstractExperiment is abstract")]
    [InlineData("ExperimentWithArgument", "ExperimentWithArgument has no public constructor without parameters")]
    [InlineData("GenericExperiment`1", "is generic")]
    [InlineData("HiddenExperiment", "HiddenExperiment is not public")]
    public void A_class_that_cannot_be_run_is_refused(string name, params string[] contents)
    {
        string finding = Finding($"{CommandLine.TestAssembly}:{name}");
        Assert.All(contents, content => Assert.Contains(content, finding));
        Assert.DoesNotContain("HiddenExperiment,", finding);
    }

    [Fact]
    public void A_file_that_is_no_assembly_is_refused()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["text.dll"], "text");
        Assert.Equal($"there is no file {folder["no.dll"]}", Finding($"{folder["no.dll"]}:A"));
        Assert.Equal($"{folder["text.dll"]} is not a .NET assembly", Finding($"{folder["text.dll"]}:A"));
        Directory.CreateDirectory(folder["folder.dll"]);
        Assert.Equal($"{folder["folder.dll"]} is a folder: must be an assembly", Finding($"{folder["folder.dll"]}:A"));
        Assert.Contains("needs a class", Finding(CommandLine.TestAssembly));
    }

    [Fact]
    public void Every_built_in_experiment_has_the_name_that_it_is_listed_under() =>
        Assert.All(BuiltInExperiments.Names, name => Assert.Equal(name, BuiltInExperiments.Create(name)?.Name));

    private static string Finding(string reference) =>
        Assert.Single(Assert.Throws<InvalidDescriptionException>(() => ExperimentReference.Resolve(reference)).Findings);
}
