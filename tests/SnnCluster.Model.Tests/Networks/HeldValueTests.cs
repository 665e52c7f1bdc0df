using SnnCluster.Model.Connectivity;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;
using SnnCluster.Model.Plasticity;
using SnnCluster.Model.Rewiring;
using SnnCluster.Model.Synapses;

namespace SnnCluster.Model.Tests.Networks;

/// <summary>
/// Parameters are checked as the engine will hold them: in single precision, and in whole steps. Each case is a network of
/// one source population and one target population, and one projection.
/// </summary>
public class HeldValueTests
{
    private const string Single = "must be at most 3.4E+38 in size, what single precision holds";

    private static readonly GridGeometry Grid = new(2, 2);

    private static readonly PopulationDescription Target = new()
    {
        Name = "target",
        Size = 4,
        Grid = Grid,
        Model = new LifDescription(),
        Receptors = [new("excitatory", new ExponentialConductanceDescription())],
    };

    private static readonly ProjectionDescription Projection = new()
    {
        Name = "p",
        Source = "source",
        Target = "target",
        Connectivity = new AllToAll(),
        Weight = 0.1,
        DelayMs = 1,
    };

    public static TheoryData<NeuronModelDescription, string> Models => new()
    {
        { new LifDescription { CapacitanceNf = 1e39 }, $"target capacitance [nF] is 1E+39: {Single}" },
        { new LifDescription { CapacitanceNf = 1e-50 }, "target capacitance [nF] is 1E-50: must be above 0 in single precision" },
        {
            new LifDescription { CapacitanceNf = 1e-30, MembraneTimeConstantMs = 1e9 },
            "target membrane time constant [ms] is 1000000000: must be less than 2^25 steps of dt 0.1 ms, beyond which single "
            + "precision knows no leak"
        },
        {
            new LifDescription { CapacitanceNf = 1e-40, MembraneTimeConstantMs = 20 },
            "target: Resistance is Infinity: must be a finite number of single precision"
        },
        {
            new LifDescription { ResetPotentialMv = -54.0000001 },
            "target reset potential [mV] is -54.0000001: must be below -54 in single precision"
        },
        { new LifDescription { InitialPotentialMv = -1e39 }, $"target initial potential [mV] is -1E+39: {Single}" },
        { new AlifDescription { AdaptationStrengthMv = 1e300 }, $"target adaptation strength [mV] is 1E+300: {Single}" },
        { new IzhikevichDescription { A = 1e39 }, $"target a is 1E+39: {Single}" },
        { new PoissonDescription { RateHz = 1e39 }, $"target rate [Hz] is 1E+39: {Single}" },
        { new LifDescription { RefractoryPeriodMs = 0.04 }, "target refractory period 0.04 ms is not a multiple of dt 0.1 ms" },
        { new LifDescription { RefractoryPeriodMs = 0.25 }, "target refractory period 0.25 ms is not a multiple of dt 0.1 ms" },
        {
            new AlifDescription { Membrane = new LifDescription { RefractoryPeriodMs = 5.04 } },
            "target refractory period 5.04 ms is not a multiple of dt 0.1 ms"
        },
        {
            new LifDescription { RefractoryPeriodMs = 1_677_721.6, ExtraRefractorySteps = 1 },
            "target is refractory for 16777217 steps: must be at most 16777216, which single precision counts down"
        },
        {
            new LifDescription { ExtraRefractorySteps = int.MaxValue },
            "target is refractory for 2147483697 steps: must be at most 16777216, which single precision counts down"
        },
    };

    public static TheoryData<ProjectionDescription, string> Projections => new()
    {
        { Projection with { Weight = 1e39 }, $"p weight is 1E+39: {Single}" },
        {
            Projection with { Synapse = new PairStdpDescription { MaximumWeight = 1e39 } },
            $"p maximum weight is 1E+39: {Single}"
        },
        {
            Projection with { Synapse = new PairStdpDescription { Potentiation = 1e39 } },
            $"p potentiation is 1E+39: {Single}"
        },
        { Projection with { Rewiring = new SetDescription { NewWeight = -1e39 } }, $"p new weight is -1E+39: {Single}" },
        {
            Projection with { Rewiring = new PairAttemptsDescription { WeakEliminationProbability = 1e39 } },
            $"p weak elimination probability is 1E+39: {Single}"
        },
        {
            Projection with { Rewiring = new PairAttemptsDescription { FormationSigma = 1e-30 } },
            "rewiring rule of p: NegativeHalfInverseVariance is -Infinity: must be a finite number of single precision"
        },
        { Projection with { DelayMs = 1e39 }, $"delay of p is 1E+39: {Single}" },
    };

    [Theory]
    [MemberData(nameof(Models))]
    public void A_model_is_refused_that_cannot_be_held(NeuronModelDescription model, string finding) =>
        Assert.Equal([finding], Findings(Network(Target with { Model = model, Receptors = [] })));

    [Theory]
    [MemberData(nameof(Projections))]
    public void A_projection_is_refused_that_cannot_be_held(ProjectionDescription projection, string finding) =>
        Assert.Equal([finding], Findings(Network(Target, projection)));

    [Fact]
    public void A_receptor_is_refused_that_cannot_be_held() => Assert.Equal(
        [$"target excitatory reversal potential [mV] is -1E+39: {Single}"],
        Findings(Network(Target with
        {
            Receptors = [new("excitatory", new ExponentialConductanceDescription { ReversalPotentialMv = -1e39 })],
        })));

    // Published refractory periods are whole steps of the usual lengths; none at all is 0 steps of any.
    [Theory]
    [InlineData(0, 0.1)]
    [InlineData(0, 0.3)]
    [InlineData(0.5, 0.1)]
    [InlineData(2, 0.1)]
    [InlineData(5, 0.1)]
    [InlineData(2, 1)]
    [InlineData(5, 1)]
    [InlineData(5, 0.025)]
    [InlineData(1_677_721.6, 0.1)]
    public void Refractory_periods_of_whole_steps_are_kept(double periodMs, double dtMs)
    {
        var model = new LifDescription { RefractoryPeriodMs = periodMs };
        Assert.Empty(Findings(Network(Target with { Model = model, Receptors = [] }) with { DtMs = dtMs }));
        Assert.Equal(periodMs / dtMs, model.Constants(dtMs).RefractorySteps, 1e-6 * Math.Max(1, periodMs / dtMs));
    }

    [Theory]
    [InlineData(20_000, 0.1, "10000")]
    [InlineData(10_000.1, 0.1, "10000")]
    [InlineData(1001, 1, "1000")]
    public void A_rate_above_one_spike_per_step_is_refused(double rateHz, double dtMs, string most) => Assert.Equal(
        [
            $"target rate [Hz] is {ValidationErrors.Text(rateHz)}: must be at most {most}, one spike per step of dt "
            + $"{ValidationErrors.Text(dtMs)} ms",
        ],
        Findings(Network(Target with { Model = new PoissonDescription { RateHz = rateHz }, Receptors = [] }) with { DtMs = dtMs }));

    [Theory]
    [InlineData(999, 0.1, null)]
    [InlineData(1000, 0.1, "0.1 spikes per step of dt 0.1 ms")]
    [InlineData(8000, 0.1, "0.8 spikes per step of dt 0.1 ms")]
    [InlineData(10_000, 0.1, "1 spikes per step of dt 0.1 ms")]
    [InlineData(99, 1, null)]
    [InlineData(100, 1, "0.1 spikes per step of dt 1 ms")]
    public void A_rate_from_a_tenth_of_a_spike_per_step_on_is_noted(double rateHz, double dtMs, string? note)
    {
        PopulationDescription population = Target with { Model = new PoissonDescription { RateHz = rateHz }, Receptors = [] };
        IReadOnlyList<string> notes = (Network(population) with { DtMs = dtMs }).Validate();
        if (note is null)
        {
            Assert.Empty(notes);
        }
        else
        {
            Assert.StartsWith($"target rate [Hz] is {ValidationErrors.Text(rateHz)}, {note}: ", Assert.Single(notes));
        }
    }

    // R is 100 MOhm; at dt 1 ms, 1 - exp(-dt/tau_m) is 0.04877, so R·g·0.04877 is 2 at 0.4101 uS.
    [Theory]
    [InlineData(0.41, true)]
    [InlineData(0.411, false)]
    [InlineData(-0.411, false)]
    public void One_arrival_at_the_largest_weight_must_not_overshoot(double weight, bool accepted)
    {
        var membrane = new LifDescription { CapacitanceNf = 0.2 };
        string text = ValidationErrors.Text((float)Math.Abs(weight));
        string[] findings = accepted
            ? []
            : [$"p delivers up to {text}: must be at most 0.4101, the largest conductance that target bears at dt 1 ms"];
        foreach (NeuronModelDescription model in new NeuronModelDescription[] { membrane, new AlifDescription { Membrane = membrane } })
        {
            NetworkDescription network = Network(Target with { Model = model }, Projection with { Weight = weight });
            Assert.Equal(findings, Findings(network with { DtMs = 1 }));
        }
    }

    [Fact]
    public void The_weights_of_plasticity_and_of_new_synapses_count_as_arrivals()
    {
        PopulationDescription target = Target with { Model = new LifDescription { CapacitanceNf = 0.2 } };
        ProjectionDescription[] projections =
        [
            Projection with { Synapse = new PairStdpDescription { MaximumWeight = 2 } },
            Projection with { Rewiring = new SetDescription { NewWeight = 2 } },
        ];
        Assert.All(projections, projection => Assert.Equal(
            ["p delivers up to 2: must be at most 0.4101, the largest conductance that target bears at dt 1 ms"],
            Findings(Network(target, projection) with { DtMs = 1 })));
    }

    [Fact]
    public void Weights_of_currents_are_no_conductances() => Assert.Empty(Findings(Network(
        Target with { Receptors = [new("excitatory", new ExponentialCurrentDescription())] },
        Projection with { Weight = 1e6 })));

    private static NetworkDescription Network(PopulationDescription target, params ProjectionDescription[] projections) => new()
    {
        DtMs = 0.1,
        Populations =
        [
            new PopulationDescription { Name = "source", Size = 4, Grid = Grid, Model = new PoissonDescription() },
            target,
        ],
        Projections = projections,
    };

    private static IReadOnlyList<string> Findings(NetworkDescription network)
    {
        try
        {
            network.Validate();
            return [];
        }
        catch (InvalidDescriptionException exception)
        {
            return exception.Findings;
        }
    }
}
