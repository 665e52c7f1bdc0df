using SnnCluster.Model.Networks;
using SnnCluster.Model.Rewiring;

namespace SnnCluster.Model.Tests.Rewiring;

public class SetTests
{
    private static readonly NeuronPair Pair = new(1, 2, default);

    [Theory]
    [InlineData(0.3, 10, 3)]
    [InlineData(0.3, 9, 2)]
    [InlineData(0.3, 3, 0)]
    [InlineData(0.5, 5, 2)]
    [InlineData(0.0, 100, 0)]
    [InlineData(1.0, 100, 100)]
    [InlineData(0.3, 0, 0)]
    public void The_smallest_weights_go_and_their_number_is_the_fraction_rounded_down(double fraction, int inDegree, int expected)
    {
        var rule = (Set)new SetDescription { Fraction = fraction }.CreateRule();
        int[] gone = [.. Enumerable.Range(0, inDegree).Where(
            rank => rule.ShouldEliminate(new RankedSynapse(Pair, 0.1f, rank, inDegree), 0.5f))];
        Assert.Equal(Enumerable.Range(0, expected), gone);
    }

    [Fact]
    public void Whole_percentages_are_rounded_down_as_whole_numbers_are()
    {
        for (int percent = 0; percent <= 100; percent++)
        {
            var rule = (Set)new SetDescription { Fraction = percent / 100.0 }.CreateRule();
            for (int inDegree = 0; inDegree <= 2000; inDegree++)
            {
                // The last that goes and the first that stays.
                int going = percent * inDegree / 100;
                if ((going > 0 && !rule.ShouldEliminate(new RankedSynapse(Pair, 0f, going - 1, inDegree), 0.5f))
                    || rule.ShouldEliminate(new RankedSynapse(Pair, 0f, going, inDegree), 0.5f))
                {
                    Assert.Fail($"{percent} % of {inDegree} synapses are not {going}");
                }
            }
        }
    }

    [Theory]
    [InlineData(1e-7f)]
    [InlineData(0.9999999f)]
    public void Neither_decision_depends_on_chance(float uniform)
    {
        var rule = (Set)new SetDescription { Fraction = 0.5 }.CreateRule();
        Assert.True(rule.ShouldEliminate(new RankedSynapse(Pair, 5f, 4, 10), uniform));
        Assert.False(rule.ShouldEliminate(new RankedSynapse(Pair, 0f, 5, 10), uniform));
        Assert.True(rule.ShouldForm(Pair, uniform));
    }

    [Fact]
    public void The_description_gives_candidates_and_weight_of_new_synapses()
    {
        SetDescription description = new() { NewWeight = -0.25 };
        Assert.Equal(new CandidateSource.ReplaceEliminated(), description.Candidates);
        Assert.Equal(0.25, description.NewWeightBound);
        Assert.Equal(-0.25f, ((ISweepRewiringRule)description.CreateRule()).NewWeight(Pair));
        Assert.False(description.NeedsGrid);
    }

    [Fact]
    public void Parameters_out_of_range_are_refused_by_name_value_and_rule()
    {
        var errors = new ValidationErrors();
        new SetDescription().Validate("p", errors);
        Assert.Empty(errors.Messages);
        new SetDescription { Fraction = 1.01, NewWeight = double.NaN }.Validate("p", errors);
        Assert.Equal(
            ["p fraction is 1.01: must be from 0 to 1", "p new weight is NaN: must be a finite number"], errors.Messages);
    }
}
