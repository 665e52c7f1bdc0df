using SnnCluster.Model.Inputs;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;
using SnnCluster.Model.Random;

namespace SnnCluster.Model.Tests.Inputs;

public class NeuronSelectionTests
{
    private static readonly RandomKey Key = RandomKey.For(1, RandomPurpose.Selection, 0);

    private static readonly PopulationDescription Plain = new() { Name = "p", Size = 20, Model = new LifDescription() };
    private static readonly PopulationDescription OnGrid = Plain with { Grid = new GridGeometry(5, 4) };

    [Fact]
    public void Ids_are_ascending_and_those_that_were_named()
    {
        Assert.Equal(Enumerable.Range(0, 20), new NeuronSelection.All().Ids(Plain, Key));
        Assert.Equal([17, 18, 19], new NeuronSelection.Range(17, 3).Ids(Plain, Key));
        Assert.Equal([4, 11, 18], new NeuronSelection.Every(7, 4).Ids(Plain, Key));
        Assert.Equal([0, 3, 19], new NeuronSelection.List([19, 0, 3]).Ids(Plain, Key));
        Assert.Equal([6, 7, 11, 12], new NeuronSelection.Box(1, 1, 2, 2).Ids(OnGrid, Key));

        // Around a corner of a torus.
        Assert.Equal([0, 1, 4, 5, 15], new NeuronSelection.Disc(0, 0, 1).Ids(OnGrid, Key));
    }

    [Fact]
    public void Random_neurons_are_as_many_as_wanted_and_others_for_another_key()
    {
        int[] drawn = [.. new NeuronSelection.Random(8).Ids(Plain, Key)];
        Assert.Equal(8, drawn.Distinct().Count());
        Assert.Equal(drawn.Order(), drawn);
        Assert.All(drawn, id => Assert.InRange(id, 0, 19));
        Assert.Equal(drawn, new NeuronSelection.Random(8).Ids(Plain, Key));
        Assert.NotEqual(drawn, new NeuronSelection.Random(8).Ids(Plain, RandomKey.For(2, RandomPurpose.Selection, 0)));
        Assert.Equal(Enumerable.Range(0, 20), new NeuronSelection.Random(20).Ids(Plain, Key));
    }

    [Fact]
    public void What_is_empty_or_beyond_the_population_is_refused()
    {
        (NeuronSelection Selection, string Finding)[] wrong =
        [
            (new NeuronSelection.Range(18, 3), "d selects 3 neurons from 18 on: p has those from 0 to 19"),
            (new NeuronSelection.Range(-1, 3), "d selects 3 neurons from -1 on: p has those from 0 to 19"),
            (new NeuronSelection.Range(0, 0), "d selects 0 neurons from 0 on: p has those from 0 to 19"),
            (new NeuronSelection.Range(int.MaxValue, int.MaxValue), "d selects 2147483647 neurons from 2147483647 on: p has those from 0 to 19"),
            (new NeuronSelection.Every(0), "d selects every n-th neuron, n is 0: must be at least 1"),
            (new NeuronSelection.Every(2, 20), "d first neuron selected is 20: must be from 0 to 19"),
            (new NeuronSelection.List([]), "d selects no neuron: must select at least one"),
            (new NeuronSelection.List([3, 20]), "d selects neuron 20: p has those from 0 to 19"),
            (new NeuronSelection.List([3, 4, 3]), "d selects neuron 3 more than once"),
            (new NeuronSelection.Random(0), "d number of neurons selected is 0: must be from 1 to 20"),
            (new NeuronSelection.Random(21), "d number of neurons selected is 21: must be from 1 to 20"),
            (new NeuronSelection.Box(0, 0, 1, 1), "d selects by position: p has no grid"),
        ];
        Assert.All(wrong, one => Assert.Equal([one.Finding], Findings(one.Selection, Plain)));
        Assert.Equal(["d selects a box of 2x1 at (4, 0): must lie on the grid of 5x4"], Findings(new NeuronSelection.Box(4, 0, 2, 1), OnGrid));
        Assert.Equal(["d selects a disc around (0, 4): must lie on the grid of 5x4"], Findings(new NeuronSelection.Disc(0, 4, 1), OnGrid));
        Assert.Equal(["d radius of the disc selected is -1: must be at least 0"], Findings(new NeuronSelection.Disc(0, 0, -1), OnGrid));
        Assert.Empty(Findings(new NeuronSelection.Random(20), Plain));
    }

    private static IReadOnlyList<string> Findings(NeuronSelection selection, PopulationDescription population)
    {
        var errors = new ValidationErrors();
        selection.Validate("d", population, errors);
        return errors.Messages;
    }
}
