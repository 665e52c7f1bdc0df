using SnnCluster.Model.Plasticity;

namespace SnnCluster.Model.Tests.Plasticity;

public class SynapseLayoutTests
{
    [Fact]
    public void Static_synapses_keep_nothing()
    {
        var layout = SynapseLayout.Of(new StaticSynapseDescription().CreateModel(0.1));
        Assert.True(layout.IsStatic);
        Assert.Empty(layout.SynapseFields);
        Assert.Empty(layout.SourceFields);
        Assert.Empty(layout.TargetFields);
        Assert.Equal(0, new StaticSynapseDescription().WeightBound);
    }

    [Fact]
    public void Fields_have_their_names_in_the_order_of_memory_those_of_nested_structs_too()
    {
        var layout = SynapseLayout.Of(new Tsodyks2Description { LongTerm = new TripletStdpDescription() }.CreateModel(0.1));
        Assert.Equal(["Missing", "Raised", "Long.Fast", "Long.Slow"], layout.SourceFields);
        Assert.Equal(["Fast", "Slow"], layout.TargetFields);
        Assert.Empty(layout.SynapseFields);
        Assert.Equal(
            ["Missing", "Raised", "Utilisation", "RecoveryRate", "FacilitationRate"],
            SynapseLayout.Of(new Tsodyks2PerSynapseDescription().CreateModel(0.1)).SynapseFields);
    }

    [Fact]
    public void Short_term_plasticity_has_the_traits_of_its_long_term_model()
    {
        var layout = SynapseLayout.Of(new TsodyksDescription { LongTerm = new DopamineStdpDescription() }.CreateModel(0.1));
        Assert.True(layout.Advances);
        Assert.True(layout.Traits.HasFlag(SynapseTraits.Modulated | SynapseTraits.IgnoresSameStep));
    }
}
