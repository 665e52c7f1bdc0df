using SnnCluster.Model.Equations;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;
using SnnCluster.Model.Plasticity;

namespace SnnCluster.Model.Tests.Equations;

/// <summary>What is told of synapses as text that are wrong, and what follows from those that are right.</summary>
public class SynapseFindingTests
{
    private static readonly EquationsSynapseDescription Fine = new()
    {
        Equations = ["dapre/dt = -apre/tau : 1 (event-driven)", "dapost/dt = -apost/tau : 1"],
        Parameters = new Dictionary<string, EquationParameter> { ["tau"] = "20 ms", ["A"] = 0.01 },
        OnPre = ["apre += A", "w -= apost"],
        OnPost = ["apost += A", "w += apre"],
    };

    [Fact]
    public void Traces_of_one_side_are_kept_once()
    {
        Assert.Empty(FindingsOf(Fine));
        var layout = SynapseLayout.Of(Fine.CreateModel(0.1));
        Assert.Equal(["apre"], layout.SourceFields);
        Assert.Equal(["apost"], layout.TargetFields);
        Assert.Empty(layout.SynapseFields);
        Assert.Equal(SynapseTraits.SourceEvents | SynapseTraits.TargetSpikes | SynapseTraits.SourceFirst, layout.Traits);
        Assert.Equal([new DecayCurve(20)], Fine.Curves);
        Assert.Equal(1, Fine.WeightBound);
    }

    [Fact]
    public void What_depends_on_both_sides_is_state_of_the_synapse()
    {
        EquationsSynapseDescription tagged = Fine with { OnPre = [.. Fine.OnPre, "apre += apost", "delivered = 2*w"], OnPost = ["apost += A*w"] };
        var layout = SynapseLayout.Of(tagged.CreateModel(0.1));
        Assert.Empty(layout.SourceFields);
        Assert.Empty(layout.TargetFields);
        Assert.Equal(["apre", "apost"], layout.SynapseFields);
        Assert.True(layout.Advances);
    }

    [Theory]
    [InlineData("dx/dt = -x/tau + apre/tau : 1", "equations[2], position 1", "depend on no other variable")]
    [InlineData("dx/dt = -x**2/tau : 1", "equations[2], position 1", "must be linear in 'x' with constant coefficients")]
    [InlineData("dx/dt = x/tau : 1", "equations[2], position 1", "'x' grows without bound between events")]
    [InlineData("dx/dt = -x/tau : 1 (unless refractory)", "equations[2], position 21", "there is no flag 'unless refractory': there is 'event-driven'")]
    [InlineData("dx/dt = -x*w/tau : 1", "equations[2], position 1", "depend on no other variable")]
    [InlineData("dw/dt = -w/tau : nS", "equations[2], position 1", "'w' is in the unit of its receptor")]
    [InlineData("w = 2 : 1", "equations[2], position 1", "'w' is the weight")]
    [InlineData("dI/dt = -I/tau : 1", "equations[2], position 1", "'I' has a meaning of its own")]
    [InlineData("dx/dt = -x/taux : 1", "equations[2], position 12", "there is no 'taux'; did you mean 'tau'?")]
    public void A_mistake_in_an_equation_is_told_with_its_place(string equation, params string[] parts) =>
        Tells(Fine with { Equations = [.. Fine.Equations, equation] }, parts);

    [Fact]
    public void A_mistake_elsewhere_is_told()
    {
        Tells(Fine with { OnPre = ["v_post += w"] }, "onPre[0], position 1 of 'v_post += w': 'v_post' is no variable: what the target gets is 'delivered = ...'");
        Tells(Fine with { OnPre = ["w = tau"] }, "onPre[0], position 5", "the new value of w is in ms: must be in 1");
        Tells(Fine with { OnPost = ["delivered = w"] }, "onPost[0], position 1", "'delivered' is no variable");
        Tells(Fine with { OnPost = ["w = Q"] }, "onPost[0], position 5", "there is no 'Q'");
        Tells(Fine with { OnPost = ["w = 1/apre"] }, "onPost[0], position 6", "divides by 0 when a neuron starts");
        Tells(Fine with { MinimumWeight = 2 }, "maximum weight is 1: must be at least 2");
        Tells(Fine with { LargestDelivery = 0 }, "largest delivery is 0: must be above 0");
        Tells(new EquationsSynapseDescription(), "has no equations and nothing that spikes do");
        Tells(
            Fine with { Parameters = new Dictionary<string, EquationParameter>(Fine.Parameters) { ["A"] = new InitialValue.Uniform(0, 1) } },
            "gives 'A' for each neuron: parameters of synapses are shared by all");
    }

    private static void Tells(EquationsSynapseDescription description, params string[] parts)
    {
        IReadOnlyList<string> findings = FindingsOf(description);
        Assert.True(findings.Any(finding => parts.All(part => finding.Contains(part, StringComparison.Ordinal))), string.Join('\n', findings.Append("is not " + string.Join(" ... ", parts))));
    }

    private static IReadOnlyList<string> FindingsOf(EquationsSynapseDescription description)
    {
        var errors = new ValidationErrors();
        description.Validate("syn", errors);
        return errors.Messages;
    }
}
