using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;

namespace SnnCluster.Model.Tests.Networks;

public class PartNameTests
{
    [Theory]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("a\nb")]
    [InlineData(".a")]
    [InlineData("a ")]
    [InlineData("a:b")]
    [InlineData("a\u202eb")]
    [InlineData("a2345678901234567890123456789012345678901234567890123456789012")]
    public void Names_have_no_characters_that_mean_something_elsewhere(string name) => Assert.StartsWith(
        $"name of population is '{(name.Length > 60 ? $"{name[..60]}... ({name.Length} characters)" : name)}': must be 1 to 60 letters, digits, spaces and characters of _-+.>()'",
        Assert.Single(Findings(name)),
        StringComparison.Ordinal);

    [Theory]
    [InlineData("l23e")]
    [InlineData("E->I (near)")]
    [InlineData("Zellen ä")]
    public void Names_of_the_field_are_names(string name) => Assert.Empty(Findings(name));

    [Fact]
    public void Names_that_are_one_in_files_are_refused() => Assert.Equal(
        ["population 'e>i' is there as 'E i', which has the same name in files: names must be unique, not by the case of letters alone"],
        Findings("E i", "e>i"));

    private static IReadOnlyList<string> Findings(params string[] names)
    {
        var errors = new ValidationErrors();
        new NetworkDescription
        {
            DtMs = 0.1,
            Populations = [.. names.Select(name => new PopulationDescription { Name = name, Size = 1, Model = new LifDescription() })],
        }.Validate(errors);
        return errors.Messages;
    }
}
