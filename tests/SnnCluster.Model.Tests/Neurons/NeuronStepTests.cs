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

    [Fact]
    public void Elements_that_are_not_asked_for_get_1()
    {
        var step = new NeuronStep(Key, 9, 0);
        Lane8 odd = Lane8.Of(0f);
        for (int i = 1; i < 8; i += 2)
        {
            odd = Lane8.WithElement(odd, i, 1f);
        }

        Lane8 uniform = step.Uniform(odd > Lane8.Of(0f));
        Lane8 exponential = step.Exponential(odd > Lane8.Of(0f));
        for (int i = 0; i < 8; i++)
        {
            Assert.Equal(i % 2 == 0, Lane8.Element(uniform, i) == 1f);
            Assert.Equal(i % 2 == 0, Lane8.Element(exponential, i) == 1f);
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
