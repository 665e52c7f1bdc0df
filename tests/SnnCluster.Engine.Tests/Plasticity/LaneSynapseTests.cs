using SnnCluster.Engine.Devices;
using SnnCluster.Engine.Tests.Networks;
using SnnCluster.Model.Connectivity;
using SnnCluster.Model.Lanes;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;
using SnnCluster.Model.Plasticity;

namespace SnnCluster.Engine.Tests.Plasticity;

/// <summary>
/// Rows of several hundred synapses, which go through in blocks and over lanes, give the bits of one synapse after the other:
/// <see cref="LazySynapseTests"/> has rows of a few.
/// </summary>
public sealed class LaneSynapseTests
{
    private const int Steps = 160;

    private static readonly Dictionary<string, SynapseDescription> Models = new()
    {
        ["pair STDP"] = SynapseModels.All["pair STDP"],
        ["inhibitory, source first"] = SynapseModels.All["inhibitory, source first"],
        ["power law"] = SynapseModels.All["power law"],
        ["power law, source first"] = SynapseModels.All["power law, source first"],
        ["power law, mutual"] = SynapseModels.All["power law, mutual"],
        ["power law of potentiation"] = SynapseModels.All["power law of potentiation"],
        ["two traces on each side"] = new TwoSpeedsDescription(),
    };

    public static TheoryData<string, Type> Cases
    {
        get
        {
            var cases = new TheoryData<string, Type>();
            foreach (string model in Models.Keys)
            {
                foreach (Type lane in HostDevice.Lanes)
                {
                    cases.Add(model, lane);
                }
            }

            return cases;
        }
    }

    public static TheoryData<Type> Lanes => [.. HostDevice.Lanes];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Random_trains_give_the_weights_and_inputs_of_the_eager_reference(string model, Type lane)
    {
        // Targets spike in every step, in some, rarely; so synapses miss none, one, some, or more than a record holds.
        int?[] pools = [null, 0, 3];
        for (int seed = 1; seed <= 4; seed++)
        {
            var random = new Random(seed);
            SpikeTable source = SpikeTable.Random(3, Steps, seed);
            SpikeTable target = SpikeTable.Random(100 + random.Next(200), Steps, seed + 100);
            int dendritic = seed % 3;
            NetworkDescription network = TinyNetwork.Of(source, target, TinyNetwork.Projection(new FixedProbability(0.9)) with
            {
                Weight = new InitialValue.Uniform(0, 1),
                DelayMs = 1 + random.Next(5),
                DendriticDelayMs = dendritic == 0 ? null : new InitialValue.Uniform(0, dendritic),
                BackPropagationDelayMs = random.Next(2) * random.Next(20),
                Synapse = Models[model],
            }) with
            { Seed = (ulong)seed };
            using var device = new HostDevice(lane) { SpikePoolLists = pools[seed / 2 % 3] };
            EagerComparison.Run(
                network, source, target, Steps, compareEvery: 1 + random.Next(80), 1 + (seed % 2), device, captureEvery: seed % 2 * 70);
        }
    }

    [Theory]
    [MemberData(nameof(Lanes))]
    public void Weights_beyond_their_bound_end_the_run_with_the_error_of_one_synapse(Type lane)
    {
        // Of 300 synapses, which double at every spike of their targets, those to targets that spike twice more go beyond it.
        foreach (int[] twice in new int[][] { [217], [299, 40], [0], [130] })
        {
            SpikeTable source = new SpikeTable(1).Add(1, 0).Add(20, 0);
            var target = new SpikeTable(300);
            for (int i = 0; i < 300; i += 3)
            {
                target.Add(4, i);
            }

            target.Add(6, twice).Add(9, twice);
            NetworkDescription network = TinyNetwork.Of(source, target, TinyNetwork.Projection(new AllToAll(), weight: 0.3) with
            {
                Synapse = new DoublingDescription(),
            });
            string scalar = ErrorOf(network, typeof(ScalarLane));
            Assert.Matches($"from source 0 to target ({string.Join('|', twice)}) at step 19", scalar);
            Assert.Equal(scalar, ErrorOf(network, lane));
        }
    }

    private static string ErrorOf(NetworkDescription network, Type lane)
    {
        using var device = new HostDevice(lane);
        using Simulation simulation = Simulation.Create(network, device);
        return Assert.Throws<SimulationException>(() => simulation.Run(40)).Message;
    }

    /// <summary>A rule that doubles the weight at every spike of the target.</summary>
    private readonly record struct Doubling(float Unused) : ITraceRule
    {
        public static bool HasLanes => true;

        public float OnSourceEvent(ref float weight, float targetTrace) => weight;

        public void OnTargetSpike(ref float weight, float sourceTrace) => weight += weight;

        public T OnSourceEvent<T>(ref T weight, T targetTrace)
            where T : unmanaged, ILane<T> => weight;

        public void OnTargetSpike<T>(ref T weight, T sourceTrace)
            where T : unmanaged, ILane<T> => weight += weight;
    }

    private sealed record DoublingDescription : SynapseDescription
    {
        public override IReadOnlyList<DecayCurve> Curves => [20, 20];

        public override double WeightBound => 1;

        public override ISynapseModel CreateModel(double dtMs) => TraceSynapse.Create(default(Doubling), SameStep.Mutual);
    }

    private readonly record struct TwoTraces(float Fast, float Slow);

    /// <summary>State of two numbers on each side, of which lanes must keep apart which is which.</summary>
    private readonly record struct TwoSpeeds(float Rate) : ISynapseModel<NoState, TwoTraces, TwoTraces>
    {
        public static SynapseTraits Traits =>
            SynapseTraits.SourceEvents | SynapseTraits.TargetSpikes | SynapseTraits.IgnoresSameStep | SynapseTraits.Lanes;

        public TwoTraces DecaySource<TDecays>(in TwoTraces source, int steps, in TDecays decays)
            where TDecays : struct, IDecays => new(source.Fast * decays.After(0, steps), source.Slow * decays.After(1, steps));

        public TwoTraces SourceEvent(in TwoTraces before) => new(1f, before.Slow + 1f);

        public TwoTraces DecayTarget<TDecays>(in TwoTraces target, int steps, in TDecays decays)
            where TDecays : struct, IDecays => new(target.Fast * decays.After(0, steps), target.Slow * decays.After(2, steps));

        public TwoTraces TargetSpike(in TwoTraces before) => new(1f, before.Slow + 1f);

        public float OnSourceEvent(ref float weight, ref NoState synapse, in TwoTraces source, in TwoTraces target) =>
            Depress(ref weight, source.Slow, target.Fast, target.Slow);

        public void OnTargetSpike(ref float weight, ref NoState synapse, in TwoTraces source, in TwoTraces target)
        {
            var one = new ScalarLane(weight);
            Potentiate(ref one, new ScalarLane(source.Fast), new ScalarLane(source.Slow));
            weight = one.Value;
        }

        public T OnSourceEvent<T>(ref T weight, ReadOnlySpan<T> source, ReadOnlySpan<T> target)
            where T : unmanaged, ILane<T>
        {
            weight *= T.Of(1f) - (T.Of(Rate) * (target[0] + (source[1] * target[1])));
            weight = LaneMath.Max(weight, T.Of(0f));
            return weight + (T.Of(0.1f) * target[0]);
        }

        public void OnTargetSpike<T>(ref T weight, ReadOnlySpan<T> source)
            where T : unmanaged, ILane<T> => Potentiate(ref weight, source[0], source[1]);

        public void OnModulator(ref float weight, ref NoState synapse, float amount)
        {
        }

        public void Advance<TDecays>(ref float weight, ref NoState synapse, float modulator, int steps, in TDecays decays)
            where TDecays : struct, IDecays
        {
        }

        private void Potentiate<T>(ref T weight, T fast, T slow)
            where T : unmanaged, ILane<T> => weight += T.Of(Rate) * (T.Of(1f) - weight) * (fast + (T.Of(0.3f) * slow));

        private float Depress(ref float weight, float sourceSlow, float targetFast, float targetSlow)
        {
            weight *= 1f - (Rate * (targetFast + (sourceSlow * targetSlow)));
            weight = weight > 0f ? weight : 0f;
            return weight + (0.1f * targetFast);
        }
    }

    private sealed record TwoSpeedsDescription : SynapseDescription
    {
        public override IReadOnlyList<DecayCurve> Curves => [7, 31, 50];

        // Potentiation may overshoot 1, where it is strong.
        public override double WeightBound => 100;

        public override ISynapseModel CreateModel(double dtMs) => new TwoSpeeds(0.01f);
    }
}
