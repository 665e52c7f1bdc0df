using SnnCluster.Learning.DataSets;
using SnnCluster.Model.Networks;

namespace SnnCluster.Learning.Tests.DataSets;

public class DataSetCatalogTests
{
    [Fact]
    public void All_sets_are_there_and_found_by_name()
    {
        Assert.Equal(["randman", "mnist", "fashion-mnist", "shd", "ssc", "n-mnist", "dvs-gesture", "events"], DataSetCatalog.Names);
        Assert.All(DataSetCatalog.All, source => Assert.Same(source, DataSetCatalog.Find(source.Name.ToUpperInvariant())));
        Assert.Null(DataSetCatalog.Find("minst"));
    }

    [Fact]
    public void Every_set_says_what_it_is_and_where_it_comes_from() => Assert.All(DataSetCatalog.All, source =>
    {
        Assert.DoesNotContain('\n', source.Description);
        Assert.NotEmpty(source.Citation);
        Assert.StartsWith("http", source.Url);
        Assert.Equal(source.Files.Count == 0, source.HowToGet.Count == 0);
        Assert.All(source.Files.SelectMany(file => file.Checksums), checksum =>
            Assert.Matches(checksum.Algorithm == "MD5" ? "^[0-9a-f]{32}$" : "^[0-9a-f]{64}$", checksum.Hex));
    });

    [Theory]
    [InlineData("mnist", "--data is missing: mnist needs the folder", "'snncluster data mnist'")]
    [InlineData("shd", "--data is missing")]
    public void A_set_from_files_needs_a_folder(string name, params string[] parts)
    {
        var exception = Assert.Throws<InvalidDescriptionException>(() => DataSetCatalog.Find(name)!.Load(new DataSetRequest()));
        Assert.All(parts, part => Assert.Contains(part, Assert.Single(exception.Findings)));
    }

    [Fact]
    public void Everything_wrong_with_a_request_is_told_at_once()
    {
        var request = new DataSetRequest { Steps = 0, CountThreshold = 0, Downsampling = 0, Limit = 0 };
        Assert.Equal(
            [
                "--data is missing: shd needs the folder with its files; 'snncluster data shd' tells how to get them",
                "--count-threshold is 0: must be at least 1",
                "--downsample is 0: must be at least 1",
                "--input-steps is 0: must be from 1 to 65536",
                "--examples is 0: must be at least 1",
            ],
            Assert.Throws<InvalidDescriptionException>(() => DataSetCatalog.Find("shd")!.Load(request)).Findings);
    }

    [Fact]
    public void What_a_set_has_not_is_refused()
    {
        var request = new DataSetRequest { CountThreshold = 2, Downsampling = 2 };
        Assert.Equal(
            ["--count-threshold is 2: randman has no events to count", "--downsample is 2: randman has no space to down-sample"],
            Assert.Throws<InvalidDescriptionException>(() => DataSetCatalog.Find("randman")!.Load(request)).Findings);
    }
}
