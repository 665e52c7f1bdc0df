using SnnCluster.Model.Connectivity;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;
using SnnCluster.Model.Synapses;

namespace SnnCluster.Model.Tests.Connectivity;

public class ConnectionListTests
{
    [Fact]
    public void Sources_come_by_id_and_those_of_a_pair_in_the_order_of_the_list()
    {
        var list = new ConnectionList([4, 1, 4, 0, 4], [2, 2, 2, 1, 2], AllowMultapses: true)
        {
            Weights = [0.1f, 0.2f, 0.3f, 0.4f, 0.5f],
            DelaysMs = [1, 2, 3, 4, 5],
        };
        Connector connector = list.CreateConnector(Connecting.Sizes(5, 3));
        Assert.Equal([1, 4, 4, 4], Connecting.Sources(connector, 1, 2));
        Assert.Equal([0.2f, 0.1f, 0.3f, 0.5f], Enumerable.Range(0, 4).Select(i => connector.WeightOf(2, i)!.Value));
        Assert.Equal([2, 1, 3, 5], Enumerable.Range(0, 4).Select(i => connector.DelayMsOf(2, i)!.Value));
        Assert.Equal((5 / 3.0, 4), (connector.ExpectedInDegree, connector.LargestInDegree));
        Assert.Equal((0.5, (1, 5)), (list.WeightBound, list.DelayRangeMs));
    }

    [Fact]
    public void Without_weights_and_delays_those_of_the_projection_are_taken()
    {
        var list = new ConnectionList([0], [0]);
        Connector connector = list.CreateConnector(Connecting.Sizes(1, 1));
        Assert.Null(connector.WeightOf(0, 0));
        Assert.Null(connector.DelayMsOf(0, 0));
        Assert.Equal((null, null), (list.WeightBound, list.DelayRangeMs));
    }

    [Fact]
    public void An_empty_list_connects_nothing()
    {
        var list = new ConnectionList([], []) { Weights = [], DelaysMs = [] };
        Assert.Empty(Connecting.Findings(list, Connecting.Sizes(2, 2)));
        Assert.Empty(Connecting.Sources(list.CreateConnector(Connecting.Sizes(2, 2)), 1, 1));
    }

    [Fact]
    public void The_first_entry_that_is_wrong_is_named()
    {
        Assert.Equal(
            [
                "wiring lists 2 sources and 1 targets: there must be as many",
                "wiring lists 2 sources and 3 weights: there must be as many",
                "wiring lists 2 sources and 0 delays: there must be as many",
            ],
            Findings(new ConnectionList([0, 1], [0]) { Weights = [1, 2, 3], DelaysMs = [] }));
        Assert.Equal(
            ["wiring synapse 1 (counted from 0) has source 4: must be from 0 to 3"], Findings(new ConnectionList([0, 4, -1], [0, 0, 0])));
        Assert.Equal(
            ["wiring synapse 0 (counted from 0) has target -1: must be from 0 to 3"], Findings(new ConnectionList([0], [-1])));
        Assert.Equal(
            ["wiring synapse 1 (counted from 0) has weight NaN: must be finite"],
            Findings(new ConnectionList([0, 1], [0, 1]) { Weights = [1, float.NaN] }));
        Assert.Equal(
            ["wiring synapse 0 (counted from 0) has delay -1 ms: must be finite and at least 0"],
            Findings(new ConnectionList([0], [0]) { DelaysMs = [-1] }));
        Assert.Equal(
            ["wiring synapse 2 (counted from 0) connects source 1 to target 3 as synapse 0 does: a pair may be listed twice only with AllowMultapses"],
            Findings(new ConnectionList([1, 0, 1], [3, 3, 3])));
        Assert.Empty(Findings(new ConnectionList([1, 0, 1], [3, 3, 3], AllowMultapses: true)));
        Assert.Equal(
            ["wiring synapse 1 (counted from 0) connects neuron 2 to itself: the projection forbids autapses"],
            Connecting.Findings(new ConnectionList([0, 2], [1, 2]), Connecting.Sizes(4, 4, forbidsAutapses: true)));
    }

    [Fact]
    public void Delays_are_at_least_the_axonal_one_and_at_most_255_steps_longer()
    {
        Assert.Empty(OfNetwork(1, 26.5));

        // As files of single precision have it: 1.1 is 1.10000002, and 0.99999 is a step of 0.1 short of nothing.
        Assert.Empty(OfNetwork(0.99999, 1.1f));
        Assert.Equal(
            ["p connectivity has delays from 0.9 to 2 ms: must be from 1 ms, the axonal delay of the projection, to 255 steps more"],
            OfNetwork(0.9, 2));
        Assert.Equal(
            ["p connectivity has delays from 1 to 26.6 ms: must be from 1 ms, the axonal delay of the projection, to 255 steps more"],
            OfNetwork(1, 26.6));
    }

    private static IReadOnlyList<string> Findings(ConnectionList list) => Connecting.Findings(list, Connecting.Sizes(4, 4));

    private static IReadOnlyList<string> OfNetwork(double least, double most)
    {
        var network = new NetworkDescription
        {
            DtMs = 0.1,
            Populations =
            [
                new PopulationDescription
                {
                    Name = "a",
                    Size = 2,
                    Model = new LifDescription(),
                    Receptors = [new("excitatory", new ExponentialConductanceDescription())],
                },
            ],
            Projections =
            [
                new ProjectionDescription
                {
                    Name = "p",
                    Source = "a",
                    Target = "a",
                    Connectivity = new ConnectionList([0, 1], [1, 0]) { DelaysMs = [least, most] },
                    Weight = 0.1,
                    DelayMs = 1,
                },
            ],
        };
        return Record.Exception(() => network.Validate()) is InvalidDescriptionException error ? error.Findings : [];
    }
}
