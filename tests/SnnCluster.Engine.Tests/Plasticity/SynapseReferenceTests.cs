using System.Globalization;
using SnnCluster.Engine.Tests.Networks;
using SnnCluster.Model.Connectivity;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Plasticity;
using Xunit.Abstractions;

namespace SnnCluster.Engine.Tests.Plasticity;

/// <summary>
/// One synapse between two neurons with given spikes against the weights of NEST 3.10 and Brian 2, which compute in double
/// precision. Times are those of spikes; a target's spike acts on the synapse after the delay of the protocol.
/// </summary>
public class SynapseReferenceTests(ITestOutputHelper output)
{
    private const double DtMs = 0.1;

    /// <summary>Of the larger of the value and a hundredth of its bound.</summary>
    private const double Tolerance = 1e-4;

    private static readonly PowerLawStdpDescription Additive = new()
    {
        LearningRate = 0.02,
        Asymmetry = 1.05,
        PotentiationExponent = 0,
        DepressionExponent = 0,
        MaximumWeight = 100,
        SourceTimeConstantMs = 16.8,
        TargetTimeConstantMs = 33.7,
    };

    private static readonly PowerLawStdpDescription Multiplicative =
        Additive with { PotentiationExponent = 1, DepressionExponent = 1 };

    private static readonly TripletStdpDescription Triplet = new()
    {
        PairPotentiation = 5e-3,
        TripletPotentiation = 6.2e-3,
        PairDepression = 7e-3,
        TripletDepression = 2.3e-4,
        SlowTargetTimeConstantMs = 125,
        MaximumWeight = 100,
    };

    private static readonly TripletStdpDescription MinimalTriplet = new() { MaximumWeight = 100 };

    private static readonly InhibitoryStdpDescription Inhibitory =
        new() { LearningRate = 0.01, NegativeWeights = false };

    private static readonly Dictionary<string, Protocol> Protocols = new()
    {
        ["nest_stdp_additive"] = new(Additive, 50),
        ["nest_stdp_additive_delay0.1"] = new(Additive, 50, 0.1),
        ["nest_stdp_additive_delay5"] = new(Additive, 50, 5),
        ["nest_stdp_multiplicative"] = new(Multiplicative, 50),
        ["nest_stdp_multiplicative_delay0.1"] = new(Multiplicative, 50, 0.1),
        ["nest_stdp_multiplicative_delay5"] = new(Multiplicative, 50, 5),
        ["nest_stdp_mu0.4"] = new(Additive with { PotentiationExponent = 0.4, DepressionExponent = 0.4 }, 50),
        ["nest_stdp_van_rossum_mu0_1"] = new(Additive with { DepressionExponent = 1 }, 50),
        ["nest_stdp_additive_bounds"] = new(Additive with { LearningRate = 0.15, Asymmetry = 1.4 }, 90),
        ["nest_stdp_pl_hom"] = new(
            new PowerLawPotentiationStdpDescription
            {
                LearningRate = 0.1,
                Asymmetry = 0.057,
                Exponent = 0.4,
                LargestWeight = 200,
                SourceTimeConstantMs = 15,
                TargetTimeConstantMs = 30,
            },
            45.65,
            1.5),
        ["nest_stdp_triplet"] = new(Triplet, 1),
        ["nest_stdp_triplet_visual_cortex_minimal"] = new(MinimalTriplet, 1),
        ["nest_stdp_nn_symm"] = new(Additive with { NearestNeighbours = true }, 50),
        ["nest_stdp_nn_symm_multiplicative"] = new(Multiplicative with { NearestNeighbours = true }, 50),
        ["nest_stdp_nn_symm_phantom_pre_at_0"] = new(Additive with { NearestNeighbours = true }, 50, PhantomPre: true),
        ["nest_stdp_nn_pre_centered"] = new(Like(new PreCentredStdpDescription(), Additive), 50),
        ["nest_stdp_nn_pre_centered_multiplicative"] = new(Like(new PreCentredStdpDescription(), Multiplicative), 50),
        ["nest_stdp_nn_restr"] = new(Like(new RestrictedStdpDescription(), Additive), 50),
        ["nest_stdp_nn_restr_multiplicative"] = new(Like(new RestrictedStdpDescription(), Multiplicative), 50),
        ["nest_stdp_nn_restr_phantom_pre_at_0"] = new(Like(new RestrictedStdpDescription(), Additive), 50, PhantomPre: true),
        ["nest_vogels_sprekeler"] = new(Inhibitory with { OffsetAfterClipping = true }, 0.5),
        ["nest_stdp_dopamine"] = new(
            new DopamineStdpDescription { Baseline = 0.005 }, 35),
        ["nest_tsodyks_depressing"] = new(
            new TsodyksDescription { Utilisation = 0.5, RecoveryTimeConstantMs = 800, ActiveTimeConstantMs = 3 }, 250),
        ["nest_tsodyks_facilitating"] = new(
            new TsodyksDescription
            {
                Utilisation = 0.05,
                RecoveryTimeConstantMs = 100,
                FacilitationTimeConstantMs = 1000,
                ActiveTimeConstantMs = 2,
            },
            250),
        ["nest_tsodyks2_depressing"] = new(
            new Tsodyks2Description { Utilisation = 0.67, RecoveryTimeConstantMs = 450 }, 250),
        ["nest_tsodyks2_facilitating"] = new(
            new Tsodyks2Description { Utilisation = 0.1, RecoveryTimeConstantMs = 100, FacilitationTimeConstantMs = 1000 }, 250),
        ["brian_stdp_additive"] = new(Additive with { SameStep = SameStep.SourceFirst }, 50),
        ["brian_stdp_additive_delay0"] = new(Additive with { SameStep = SameStep.SourceFirst }, 50, 0),
        ["brian_stdp_multiplicative"] = new(Multiplicative with { SameStep = SameStep.SourceFirst }, 50),
        ["brian_stdp_multiplicative_delay0"] = new(Multiplicative with { SameStep = SameStep.SourceFirst }, 50, 0),
        ["brian_triplet_visual_cortex_minimal"] = new(MinimalTriplet with { SameStep = SameStep.SourceFirst }, 1),
        ["brian_triplet_visual_cortex_minimal_delay0"] = new(MinimalTriplet with { SameStep = SameStep.SourceFirst }, 1, 0),
        ["brian_vogels_istdp"] = new(Inhibitory with { SameStep = SameStep.SourceFirst }, 0.5),
        ["brian_vogels_istdp_delay0"] = new(Inhibitory with { SameStep = SameStep.SourceFirst }, 0.5, 0),
        ["brian_exclusive_stdp_additive"] = new(Additive, 50),
        ["brian_exclusive_stdp_additive_delay0"] = new(Additive, 50, 0),
        ["brian_exclusive_stdp_multiplicative"] = new(Multiplicative, 50),
        ["brian_exclusive_stdp_multiplicative_delay0"] = new(Multiplicative, 50, 0),
        ["brian_exclusive_stdp_nn_symmetric_additive"] = new(Additive with { NearestNeighbours = true }, 50),
        ["brian_exclusive_triplet_visual_cortex_minimal"] = new(MinimalTriplet, 1),
        ["brian_exclusive_triplet_visual_cortex_minimal_delay0"] = new(MinimalTriplet, 1, 0),
        ["brian_exclusive_vogels_istdp"] = new(Inhibitory, 0.5),
        ["brian_exclusive_vogels_istdp_delay0"] = new(Inhibitory, 0.5, 0),
    };

    public static TheoryData<string> Files => [.. Protocols.Keys];

    [Fact]
    public void Every_file_of_the_reference_is_compared() => Assert.Equal(
        Directory.EnumerateFiles(Folder, "*_*.csv").Select(file => Path.GetFileNameWithoutExtension(file))
            .Where(file => !file.StartsWith("spikes_", StringComparison.Ordinal)).Order(),
        Protocols.Keys.Order());

    [Theory]
    [MemberData(nameof(Files))]
    public void Weights_after_every_source_event_agree(string file)
    {
        Protocol protocol = Protocols[file];
        (int Step, double Weight)[] expected = [.. Read(file).Select(row => (StepOf(row[0]), row[^1]))];
        Dictionary<int, float> found = Weights(protocol, [.. expected.Select(one => one.Step)]);
        double largest = expected.Max(one => Math.Abs(found[one.Step] - one.Weight) / Math.Max(Math.Abs(one.Weight), protocol.Bound / 100));
        output.WriteLine($"{file}: {largest:G3}");
        Assert.All(expected, one => Assert.True(
            Math.Abs(found[one.Step] - one.Weight) <= Tolerance * Math.Max(Math.Abs(one.Weight), protocol.Bound / 100),
            $"at {one.Step * DtMs} ms: {found[one.Step]}, {one.Weight} expected"));
    }

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Plasticity", "Reference");

    private static IEnumerable<double[]> Read(string file) => File.ReadLines(Path.Combine(Folder, file + ".csv")).Skip(1)
        .Select(line => line.Split(',').Select(text => double.Parse(text, CultureInfo.InvariantCulture)).ToArray());

    private static int StepOf(double timeMs) => (int)Math.Round(timeMs / DtMs);

    private static SpikeTable Spikes(string file)
    {
        var table = new SpikeTable(1);
        foreach (double[] row in Read(file))
        {
            table.Add(StepOf(row[0]), 0);
        }

        return table;
    }

    private static PowerLawDescription Like(PowerLawDescription pairing, PowerLawDescription law) => pairing with
    {
        LearningRate = law.LearningRate,
        Asymmetry = law.Asymmetry,
        PotentiationExponent = law.PotentiationExponent,
        DepressionExponent = law.DepressionExponent,
        MaximumWeight = law.MaximumWeight,
        SourceTimeConstantMs = law.SourceTimeConstantMs,
        TargetTimeConstantMs = law.TargetTimeConstantMs,
    };

    // What the synapse delivers, where that is not its weight, or the weight after each of these steps.
    private static Dictionary<int, float> Weights(Protocol protocol, int[] steps)
    {
        SpikeTable source = Spikes("spikes_pre");
        if (protocol.PhantomPre)
        {
            source.Add(0, 0);
        }

        bool isModulated = protocol.Synapse is DopamineStdpDescription;
        var network = new NetworkDescription
        {
            DtMs = DtMs,
            Populations =
            [
                TinyNetwork.Scripted(TinyNetwork.Source, source),
                TinyNetwork.Scripted(TinyNetwork.Target, Spikes("spikes_post")),
                TinyNetwork.Scripted("dopamine", Spikes("spikes_dopamine")),
            ],
            Inputs =
            [
                TinyNetwork.Script(TinyNetwork.Source, source, DtMs),
                TinyNetwork.Script(TinyNetwork.Target, Spikes("spikes_post"), DtMs),
                TinyNetwork.Script("dopamine", Spikes("spikes_dopamine"), DtMs),
            ],
            Projections =
            [
                TinyNetwork.Projection(new AllToAll(), protocol.Weight) with
                {
                    Synapse = protocol.Synapse,
                    DelayMs = DtMs,
                    BackPropagationDelayMs = protocol.DelayMs,
                    Modulator = isModulated ? "dopamine" : null,
                },
            ],
            Modulators =
            [
                new ModulatorDescription { Name = "dopamine", Source = "dopamine", AmountPerSpike = 1.0 / 200, DelayMs = DtMs },
            ],
        };
        using Simulation simulation = TinyNetwork.Simulate(network);
        var weights = new Dictionary<int, float>();
        foreach (int step in steps)
        {
            simulation.Run(step + 1 - simulation.Step);
            if (protocol.Synapse is TsodyksDescription or Tsodyks2Description)
            {
                simulation.Run(1);
                weights.Add(step, simulation.Jumps()[0]);
            }
            else
            {
                weights.Add(step, Assert.Single(simulation.ReadSynapses(0)).Weight);
            }
        }

        return weights;
    }

    private sealed record Protocol(SynapseDescription Synapse, double Weight, double DelayMs = 1, bool PhantomPre = false)
    {
        public double Bound => Math.Max(Synapse.WeightBound, Weight);
    }
}
