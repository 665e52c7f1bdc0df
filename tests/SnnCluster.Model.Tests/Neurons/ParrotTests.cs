using SnnCluster.Model.Lanes;
using SnnCluster.Model.Neurons;

namespace SnnCluster.Model.Tests.Neurons;

public class ParrotTests
{
    [Fact]
    public void What_arrives_is_repeated_at_once_and_several_one_after_the_other()
    {
        int[] arriving = [0, 1, 0, 3, 1, 0, 0, 0, 1];
        List<int> spikes = ModelRun.Spikes(
            default(Parrot<ScalarLane>), default(NoConstants), arriving.Length, step => (0f, arriving[step]));
        Assert.Equal([1, 3, 4, 5, 6, 8], spikes);
    }
}
