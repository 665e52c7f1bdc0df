using SnnCluster.Experiments.Connections;
using SnnCluster.Model.Connectivity;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Tests.Connections;

/// <summary>Edges that h5py wrote; Connections/Files/make.py says what they hold.</summary>
public sealed class SonataEdgesTests : IDisposable
{
    private static readonly string Files = Path.Combine(AppContext.BaseDirectory, "Connections", "Files");
    private static readonly string Edges = Path.Combine(Files, "edges.h5");
    private static readonly string Types = Path.Combine(Files, "edge_types.csv");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Attributes_come_from_the_group_of_an_edge_and_else_from_its_type()
    {
        ConnectionList list = SonataEdges.Read(Edges, "v1_to_v1", Types);
        int[] all = [.. Enumerable.Range(0, 12)];
        Assert.Equal(all.Select(i => 3 * i % 10), list.Sources);
        Assert.Equal(all.Select(i => i % 7), list.Targets);
        Assert.Equal(all.Select(i => i % 3 == 0 ? i / 8f : -i / 8f), list.Weights);
        Assert.Equal(all.Select(i => i % 3 == 0 ? 1 + (i / 4.0) : i % 2 == 0 ? 2 : 3.5), list.DelaysMs);
        Assert.True(list.AllowMultapses);
    }

    [Fact]
    public void A_population_without_groups_has_ids_alone()
    {
        ConnectionList list = SonataEdges.Read(Edges, "lgn_to_v1");
        Assert.Equal([5, 0, 5], list.Sources);
        Assert.Equal([1, 2, 1], list.Targets);
        Assert.Null(list.Weights);
        Assert.Null(list.DelaysMs);
    }

    [Fact]
    public void What_is_missing_is_named()
    {
        Assert.EndsWith(
            "edges.h5: at /edges: expected one population, or its name from you, found lgn_to_v1, v1_to_v1", Refused(Edges, null, null));
        Assert.EndsWith("edges.h5: at /edges: expected a population 'x', found lgn_to_v1, v1_to_v1", Refused(Edges, "x", null));

        // Only edges of the group 0 have delays of their own.
        Assert.EndsWith(
            "edges.h5, /edges/v1_to_v1: at row 1: expected a delay, as other edges have, found none in its group or its type",
            Refused(Edges, "v1_to_v1", null));
        Assert.EndsWith("edges.h5: expected a data set /edges/lgn_to_v1/edge_type_id, found none of that name", Refused(Edges, "lgn_to_v1", Types));
        Assert.Contains("missing.h5: expected a file that can be read", Refused(Path.Combine(_folder.Path, "missing.h5"), null, null));
    }

    [Theory]
    [InlineData("", "expected a column edge_type_id, found an empty file")]
    [InlineData("delay\n2\n", "at row 1: expected a column edge_type_id, and none twice, found delay")]
    [InlineData("edge_type_id delay delay\n100 1 2\n", "and none twice, found edge_type_id delay delay")]
    [InlineData("edge_type_id delay\n100 2 3\n", "at row 2: expected 2 fields, as in its first line, found 3")]
    [InlineData("edge_type_id delay\n100 x\n101 1\n", "at row 2: expected a number as delay, or NULL, found 'x'")]
    [InlineData("edge_type_id delay\n100 1\n100 2\n", "at row 3: expected another edge_type_id in each row, found 100 again")]
    [InlineData("edge_type_id delay\n100 1\n101 -1\n", "expected a finite delay of at least 0, found -1")]
    [InlineData("edge_type_id delay\n100 1\n", "the edge_type_id 101 of an edge, found no row of that type")]
    public void Types_that_are_wrong_are_refused_with_their_row(string text, string finding)
    {
        string path = _folder["types.csv"];
        File.WriteAllText(path, text);
        Assert.Contains(finding, Refused(Edges, "v1_to_v1", path));
    }

    // Whatever byte is another one: what is read is the same, or it is refused in one line.
    [Fact]
    public void A_damaged_file_is_refused_or_read()
    {
        byte[] whole = File.ReadAllBytes(Edges);
        string path = _folder["damaged.h5"];
        var random = new Random(1);
        int refused = 0;
        for (int i = 0; i < 300; i++)
        {
            byte[] damaged = [.. whole];
            damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            File.WriteAllBytes(path, i % 10 == 0 ? damaged[..random.Next(damaged.Length)] : damaged);
            try
            {
                Assert.Equal(12, SonataEdges.Read(path, "v1_to_v1", Types).Sources.Count);
            }
            catch (InvalidDescriptionException exception)
            {
                Assert.DoesNotContain('\n', exception.Message);
                refused++;
            }
        }

        Assert.True(refused > 10);
    }

    private static string Refused(string path, string? population, string? types) =>
        Assert.Throws<InvalidDescriptionException>(() => SonataEdges.Read(path, population, types)).Message;
}
