using SnnCluster.Model.Lanes;
using SnnCluster.Model.Neurons;
using SnnCluster.Model.Random;

namespace SnnCluster.Model.Tests.Neurons;

public class NeuronStepTests
{
    private static readonly RandomKey Key = RandomKey.For(1, RandomPurpose.NeuronUpdate, 2);

    [Fact]
    public void A_neuron_draws_the_same_numbers_whichever_element_of_whichever_lane_it_is()
    {
        for (int neuron = 0; neuron < 32; neuron++)
        {
            float uniform = Draw.Uniform(Key.Generate((uint)neuron, 9, 4).A);
            float exponential = Draw.Exponential(Key.Generate((uint)neuron, 9, 4).A);
            Assert.Equal((uniform, exponential), Drawn<ScalarLane>(neuron));
            Assert.Equal((uniform, exponential), Drawn<Lane4>(neuron));
            Assert.Equal((uniform, exponential), Drawn<Lane8>(neuron));
            Assert.Equal((uniform, exponential), Drawn<Lane16>(neuron));
        }
    }

    [Theory]
    [InlineData(0b10101010)]
    [InlineData(0b00000100)]
    public void Elements_that_are_not_asked_for_get_the_middle(int wanted)
    {
        var step = new NeuronStep(Key, 9, 0);
        Lane8 mask = Lane8.Of(0f);
        for (int i = 0; i < 8; i++)
        {
            mask = Lane8.WithElement(mask, i, (wanted >> i) & 1);
        }

        Lane8 uniform = step.Uniform(mask > Lane8.Of(0f));
        for (int i = 0; i < 8; i++)
        {
            float expected = ((wanted >> i) & 1) == 0 ? 0.5f : Draw.Uniform(Key.Generate((uint)i, 9, 0).A);
            Assert.Equal(expected, Lane8.Element(uniform, i));
        }
    }

    private static (float Uniform, float Exponential) Drawn<T>(int neuron)
        where T : unmanaged, ILane<T>
    {
        var step = new NeuronStep(Key, 9, neuron / T.Width * T.Width);
        Mask<T> all = T.Of(1f) > T.Of(0f);
        return (T.Element(step.Uniform(all, 4), neuron % T.Width), T.Element(step.Exponential(all, 4), neuron % T.Width));
    }
}
