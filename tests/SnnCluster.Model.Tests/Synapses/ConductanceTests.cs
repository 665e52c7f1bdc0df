using SnnCluster.Model.Lanes;
using SnnCluster.Model.Neurons;
using SnnCluster.Model.Synapses;

namespace SnnCluster.Model.Tests.Synapses;

/// <summary>Receptors that are conductances, against their formulas.</summary>
public class ConductanceTests
{
    private const double DtMs = 0.1;

    // A weight of 1 at the start: some roundings of values below 3, remembered for some hundred steps.
    private const double Tolerance = 1e-4;

    [Fact]
    public void An_alpha_function_peaks_at_the_weight_after_its_time_constant() => Follows(
        new AlphaConductanceDescription { TimeConstantMs = 3, ReversalPotentialMv = -10, WithinStep = ActsWithinStep.AtStart },
        default(AlphaConductance<ScalarLane>),
        t => t / 3 * Math.Exp(1 - (t / 3)));

    [Fact]
    public void A_beta_function_peaks_at_the_weight()
    {
        double peakMs = 1 * 8.0 / 7 * Math.Log(8);
        double peak = Math.Exp(-peakMs / 8) - Math.Exp(-peakMs);
        Follows(
            new BetaConductanceDescription
            {
                RiseTimeConstantMs = 1,
                DecayTimeConstantMs = 8,
                ReversalPotentialMv = -10,
                WithinStep = ActsWithinStep.AtStart,
            },
            default(BetaConductance<ScalarLane>),
            t => (Math.Exp(-t / 8) - Math.Exp(-t)) / peak);
    }

    [Theory]
    [InlineData(-80f)]
    [InlineData(-40f)]
    [InlineData(20f)]
    public void Magnesium_blocks_nmda_receptors_as_the_potential_says(float v)
    {
        double peakMs = 2 * 50.0 / 48 * Math.Log(25);
        double peak = Math.Exp(-peakMs / 50) - Math.Exp(-peakMs / 2);
        double Open(double potential) => 1 / (1 + (1.2 / 3.57 * Math.Exp(-0.062 * potential)));
        double Course(double t) => (Math.Exp(-t / 50) - Math.Exp(-t / 2)) / peak;
        var constants = (NmdaConstants)new NmdaConductanceDescription
        {
            DecayTimeConstantMs = 50,
            MagnesiumMm = 1.2,
            WithinStep = ActsWithinStep.AtStart,
        }.CreateConstants(DtMs, null);
        var model = default(NmdaConductance<ScalarLane>);
        for (int step = 0; step < 1000; step++)
        {
            SynapticInput<ScalarLane> input = model.Step(new ScalarLane(step == 0 ? 1f : 0f), new ScalarLane(v), constants);
            double g = Course(step * DtMs);
            Assert.Equal(g * Open(v) * -v, input.Current.Value, Tolerance * Math.Abs(v));

            // The slope of the current, by a central difference that is off by the third derivative times 1e-6.
            double slope = g * ((Open(v + 1e-3) * -(v + 1e-3)) - (Open(v - 1e-3) * -(v - 1e-3))) / 2e-3;
            Assert.Equal(-slope, input.Conductance.Value, Tolerance * 10);
        }
    }

    private static void Follows<TModel, TConstants>(
        PostsynapticDescription description, TModel model, Func<double, double> course)
        where TModel : unmanaged, IPostsynapticModel<ScalarLane, TConstants>
        where TConstants : unmanaged
    {
        Assert.True(description.IsConductance);
        var constants = (TConstants)description.CreateConstants(DtMs, null);
        double largest = 0;
        for (int step = 0; step < 1000; step++)
        {
            float v = -70f + (step % 20);
            SynapticInput<ScalarLane> input = model.Step(new ScalarLane(step == 0 ? 1f : 0f), new ScalarLane(v), constants);
            Assert.Equal(course(step * DtMs), input.Conductance.Value, Tolerance);
            Assert.Equal(input.Conductance.Value * (-10 - v), input.Current.Value, Tolerance);
            Assert.Equal(input.Conductance.Value * -10, input.ReversalCurrent(new ScalarLane(v)).Value, Tolerance);
            largest = Math.Max(largest, input.Conductance.Value);
        }

        // The peak is met to half a step: below it by at most (dt/2)²/2 of a second derivative below 1/ms².
        Assert.Equal(1, largest, 2e-3);
    }

    private static void Follows(
        AlphaConductanceDescription description, AlphaConductance<ScalarLane> model, Func<double, double> course) =>
        Follows<AlphaConductance<ScalarLane>, AlphaConstants>(description, model, course);

    private static void Follows(
        BetaConductanceDescription description, BetaConductance<ScalarLane> model, Func<double, double> course) =>
        Follows<BetaConductance<ScalarLane>, BetaConstants>(description, model, course);
}
