using SnnCluster.Engine.Devices;
using SnnCluster.Engine.Tests.Networks;
using SnnCluster.Model.Connectivity;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;

namespace SnnCluster.Engine.Tests.Plasticity;

/// <summary>
/// Every model gives the bits of an eager reference, however often synapses are swept, read and captured, and however the
/// network is cut.
/// </summary>
public sealed class LazySynapseTests
{
    private const int Steps = 400;

    public static TheoryData<string> Models => SynapseModels.Names;

    [Theory]
    [MemberData(nameof(Models))]
    public void Random_trains_give_the_weights_and_inputs_of_the_eager_reference(string model)
    {
        for (int seed = 1; seed <= 12; seed++)
        {
            var random = new Random(seed);
            SpikeTable source = SpikeTable.Random(1 + random.Next(7), Steps, seed);
            SpikeTable target = SpikeTable.Random(3 + random.Next(5), Steps, seed + 100);
            int dendritic = random.Next(3);
            NetworkDescription network = TinyNetwork.Of(source, target, TinyNetwork.Projection(new FixedProbability(0.7)) with
            {
                Weight = new InitialValue.Uniform(0, 1),
                DelayMs = 1 + random.Next(5),
                DendriticDelayMs = dendritic == 0 ? null : new InitialValue.Uniform(0, dendritic),
                BackPropagationDelayMs = random.Next(2) * random.Next(20),
            }) with
            { Seed = (ulong)seed };
            int?[] pools = [null, 0, 3];
            using var device = new HostDevice { SpikePoolLists = pools[seed % 3] };
            EagerComparison.Run(
                network.With(model),
                source,
                target,
                Steps,
                compareEvery: 1 + random.Next(120),
                partitions: 1 + random.Next(3),
                device,
                captureEvery: random.Next(2) * (1 + random.Next(150)));
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Silences_and_many_events_of_the_modulator_change_no_bit(string model)
    {
        // The modulator's events fill their list twice, and the target is silent for longer than its record can count.
        var source = new SpikeTable(2);
        var target = new SpikeTable(1);
        for (int step = 0; step < 9000; step++)
        {
            source.Add(step, 1);
        }

        foreach (int step in new[] { 5, 6, 9, 80_000, 80_003 })
        {
            source.Add(step, 0);
            target.Add(step + 2, 0);
        }

        NetworkDescription network = TinyNetwork.Of(source, target, TinyNetwork.Projection(new AllToAll()) with
        {
            Weight = 0.5,
        });
        EagerComparison.Run(network.With(model), source, target, 80_010, compareEvery: 7999);
    }
}
