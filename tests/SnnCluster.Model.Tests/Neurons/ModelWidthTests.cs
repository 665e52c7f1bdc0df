using SnnCluster.Model.Lanes;
using SnnCluster.Model.Neurons;
using SnnCluster.Model.Random;

namespace SnnCluster.Model.Tests.Neurons;

/// <summary>Every model gives the same bits at every lane width, over thousands of steps of random input.</summary>
public class ModelWidthTests
{
    private const int Steps = 4000;

    [Fact]
    public void Lif_gives_the_same_bits_at_every_width()
    {
        LifConstants constants = new LifDescription().Constants(0.1);
        float[] initial = [-60f, 0f];
        SpikesAndAgrees(
            ModelRun.Bits<ScalarLane, Lif<ScalarLane>, LifConstants>(constants, initial, RandomInput, Steps),
            ModelRun.Bits<Lane4, Lif<Lane4>, LifConstants>(constants, initial, RandomInput, Steps),
            ModelRun.Bits<Lane8, Lif<Lane8>, LifConstants>(constants, initial, RandomInput, Steps),
            ModelRun.Bits<Lane16, Lif<Lane16>, LifConstants>(constants, initial, RandomInput, Steps));
    }

    [Fact]
    public void Alif_gives_the_same_bits_at_every_width()
    {
        AlifConstants constants = new AlifDescription().Constants(0.1);
        float[] initial = [-60f, 0f, 0f];
        SpikesAndAgrees(
            ModelRun.Bits<ScalarLane, Alif<ScalarLane>, AlifConstants>(constants, initial, RandomInput, Steps),
            ModelRun.Bits<Lane4, Alif<Lane4>, AlifConstants>(constants, initial, RandomInput, Steps),
            ModelRun.Bits<Lane8, Alif<Lane8>, AlifConstants>(constants, initial, RandomInput, Steps),
            ModelRun.Bits<Lane16, Alif<Lane16>, AlifConstants>(constants, initial, RandomInput, Steps));
    }

    [Fact]
    public void Izhikevich_gives_the_same_bits_at_every_width()
    {
        IzhikevichConstants constants = new IzhikevichDescription().Constants(0.5);
        float[] initial = [-65f, -13f];
        SpikesAndAgrees(
            ModelRun.Bits<ScalarLane, Izhikevich<ScalarLane>, IzhikevichConstants>(constants, initial, RandomInput, Steps),
            ModelRun.Bits<Lane4, Izhikevich<Lane4>, IzhikevichConstants>(constants, initial, RandomInput, Steps),
            ModelRun.Bits<Lane8, Izhikevich<Lane8>, IzhikevichConstants>(constants, initial, RandomInput, Steps),
            ModelRun.Bits<Lane16, Izhikevich<Lane16>, IzhikevichConstants>(constants, initial, RandomInput, Steps));
    }

    [Theory]
    [InlineData(20.0)]
    [InlineData(3000.0)]
    public void Poisson_gives_the_same_bits_at_every_width(double rateHz)
    {
        float[] initial = [0.5f, 0f, (float)PoissonDescription.RatePerStep(rateHz, 0.1)];
        SpikesAndAgrees(
            ModelRun.Bits<ScalarLane, Poisson<ScalarLane>, NoConstants>(default, initial, RandomInput, Steps),
            ModelRun.Bits<Lane4, Poisson<Lane4>, NoConstants>(default, initial, RandomInput, Steps),
            ModelRun.Bits<Lane8, Poisson<Lane8>, NoConstants>(default, initial, RandomInput, Steps),
            ModelRun.Bits<Lane16, Poisson<Lane16>, NoConstants>(default, initial, RandomInput, Steps));
    }

    // Currents of 0 to 40 nA and, in one step of 16, a jump of -2 to 6 mV.
    private static (float Current, float Jump) RandomInput(int neuron, int step)
    {
        Words words = RandomKey.For(3, RandomPurpose.User, 0).Generate((uint)neuron, (uint)step, 0);
        return (40f * Draw.Uniform(words.A), (words.B & 15) == 0 ? (8f * Draw.Uniform(words.C)) - 2f : 0f);
    }

    private static void SpikesAndAgrees(uint[] scalar, params uint[][] wider)
    {
        int perNeuron = scalar.Length / (Steps * ModelRun.Neurons);
        Assert.True(scalar.Where((_, i) => i % perNeuron == perNeuron - 1).Sum(spike => (int)spike) > 50);
        foreach (uint[] bits in wider)
        {
            Assert.True(scalar.AsSpan().SequenceEqual(bits));
        }
    }
}
