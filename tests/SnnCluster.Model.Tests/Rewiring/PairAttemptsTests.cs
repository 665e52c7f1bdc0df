using SnnCluster.Model.Networks;
using SnnCluster.Model.Random;
using SnnCluster.Model.Rewiring;

namespace SnnCluster.Model.Tests.Rewiring;

public class PairAttemptsTests
{
    private static readonly float SmallestUniform = Draw.Uniform(0u);
    private static readonly float LargestUniform = Draw.Uniform(uint.MaxValue);

    private static readonly GridGeometry Grid = new(64, 64);

    private static PairAttempts Rule(PairAttemptsDescription? description = null) =>
        (PairAttempts)(description ?? new PairAttemptsDescription()).CreateRule();

    [Fact]
    public void A_synapse_below_the_weight_threshold_goes_with_the_weak_probability_and_others_with_the_strong_one()
    {
        PairAttempts rule = Rule(new() { WeakEliminationProbability = 0.75, StrongEliminationProbability = 0.25 });
        foreach ((float weight, float probability) in new[]
                 {
                     (0f, 0.75f), (MathF.BitDecrement(0.1f), 0.75f), (0.1f, 0.25f), (0.2f, 0.25f), (-1f, 0.75f),
                 })
        {
            Assert.True(rule.ShouldEliminate(Synapse(weight), MathF.BitDecrement(probability)));
            Assert.False(rule.ShouldEliminate(Synapse(weight), probability));
        }
    }

    [Fact]
    public void A_probability_of_elimination_above_1_acts_as_1_and_0_as_never()
    {
        PairAttempts rule = Rule(new() { WeakEliminationProbability = 0.0245 * 50, StrongEliminationProbability = 0 });
        Assert.True(rule.ShouldEliminate(Synapse(0f), LargestUniform));
        Assert.False(rule.ShouldEliminate(Synapse(0.2f), SmallestUniform));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    [InlineData(3, 4)]
    [InlineData(8, 2)]
    [InlineData(-5, -3)]
    public void A_pair_forms_a_synapse_with_the_probability_of_its_distance(int dx, int dy)
    {
        PairAttempts rule = Rule();
        double exact = 0.16 * Math.Exp(-((dx * dx) + (dy * dy)) / (2 * 2.5 * 2.5));
        NeuronPair pair = Pair(dx, dy);

        // The exponential errs by 2 units of 2^-23, its argument by a relative 2^-23, the rest by 2^-23.
        double tolerance = exact * Math.ScaleB(1, -23) * (4 + (((dx * dx) + (dy * dy)) / 12.5));
        Assert.True(rule.ShouldForm(pair, (float)(exact - tolerance)));
        Assert.False(rule.ShouldForm(pair, (float)(exact + tolerance)));
    }

    [Fact]
    public void Formation_at_distance_0_has_the_full_probability()
    {
        PairAttempts rule = Rule(new() { FormationProbability = 0.5 });
        Assert.True(rule.ShouldForm(Pair(0, 0), MathF.BitDecrement(0.5f)));
        Assert.False(rule.ShouldForm(Pair(0, 0), 0.5f));
        Assert.True(Rule(new() { FormationProbability = 1 }).ShouldForm(Pair(0, 0), LargestUniform));
        Assert.False(Rule(new() { FormationProbability = 0 }).ShouldForm(Pair(0, 0), SmallestUniform));
    }

    [Fact]
    public void Distance_is_the_shorter_way_round_the_grid()
    {
        PairAttempts rule = Rule();
        var across = new NeuronPair(0, 63, Grid);
        Assert.Equal(1, across.SquaredDistance);
        Assert.True(rule.ShouldForm(across, 0.14f));
    }

    // The largest squared distance only saves work: without it every decision is the same.
    [Theory]
    [InlineData(0.16, 2.5)]
    [InlineData(1, 1)]
    [InlineData(1, 5)]
    public void Beyond_the_largest_distance_no_random_number_would_form_a_synapse(double probability, double sigma)
    {
        PairAttempts rule = Rule(new() { FormationProbability = probability, FormationSigma = sigma });
        PairAttempts unlimited = rule with { LargestSquaredDistance = int.MaxValue };
        int formed = 0;
        for (int target = 0; target < Grid.Size; target++)
        {
            var pair = new NeuronPair(0, target, Grid);
            foreach (float uniform in new[] { SmallestUniform, 3 * SmallestUniform, 1e-4f, 0.01f, 0.5f })
            {
                bool forms = rule.ShouldForm(pair, uniform);
                Assert.Equal(unlimited.ShouldForm(pair, uniform), forms);
                formed += forms ? 1 : 0;
            }
        }

        Assert.InRange(formed, 10, Grid.Size * 4);
    }

    [Fact]
    public void With_an_infinite_sigma_distance_does_not_matter_and_no_grid_is_needed()
    {
        PairAttemptsDescription description = new() { FormationSigma = double.PositiveInfinity, FormationProbability = 0.25 };
        Assert.False(description.NeedsGrid);
        Assert.True(new PairAttemptsDescription().NeedsGrid);
        PairAttempts rule = Rule(description);
        foreach (NeuronPair pair in new[] { Pair(0, 0), Pair(30, 30), new NeuronPair(0, 2_000_000_000, default) })
        {
            Assert.True(rule.ShouldForm(pair, MathF.BitDecrement(0.25f)));
            Assert.False(rule.ShouldForm(pair, 0.25f));
        }
    }

    [Fact]
    public void The_description_gives_candidates_and_weight_of_new_synapses()
    {
        PairAttemptsDescription description = new() { AttemptsPerUpdate = 40, NewWeight = -0.3 };
        Assert.Equal(new CandidateSource.RandomPairs(40), description.Candidates);
        Assert.Equal(0.3, description.NewWeightBound);
        Assert.Equal(-0.3f, Rule(description).NewWeight(Pair(1, 1)));
    }

    [Fact]
    public void Defaults_are_those_of_the_topographic_map()
    {
        PairAttempts rule = Rule();
        Assert.Equal((1.225f, 0.0068f), (rule.WeakEliminationProbability, rule.StrongEliminationProbability));
        Assert.Equal(0.1f, rule.WeightThreshold);
        Assert.Equal((0.16f, -0.08f, 0.2f), (rule.FormationProbability, rule.NegativeHalfInverseVariance, rule.Weight));
        Assert.Equal(1, new PairAttemptsDescription().IntervalMs);
    }

    [Fact]
    public void Parameters_out_of_range_are_refused_by_name_value_and_rule()
    {
        var errors = new ValidationErrors();
        new PairAttemptsDescription().Validate("p", errors);
        new PairAttemptsDescription { FormationSigma = double.PositiveInfinity }.Validate("p", errors);
        Assert.Empty(errors.Messages);
        new PairAttemptsDescription
        {
            WeakEliminationProbability = -0.5,
            StrongEliminationProbability = double.NaN,
            WeightThreshold = double.NaN,
            FormationProbability = 1.5,
            FormationSigma = 0,
            NewWeight = double.NegativeInfinity,
        }.Validate("p", errors);
        Assert.Equal(
            [
                "p weak elimination probability is -0.5: must be at least 0",
                "p strong elimination probability is NaN: must be a finite number",
                "p weight threshold is NaN: must be a finite number",
                "p formation probability is 1.5: must be from 0 to 1",
                "p new weight is -Infinity: must be a finite number",
                "p formation sigma is 0: must be above 0",
            ],
            errors.Messages);
    }

    private static NeuronPair Pair(int dx, int dy) => new((20 * 64) + 20, ((20 + dy) * 64) + 20 + dx, Grid);

    private static ExistingSynapse Synapse(float weight) => new(Pair(0, 0), weight);
}
