using SnnCluster.Model.Lanes;
using SnnCluster.Model.Neurons;
using SnnCluster.Model.Synapses;
using Xunit.Abstractions;

namespace SnnCluster.Model.Tests.Synapses;

/// <summary>Each receptor by itself, with many arrivals, against the sum of its closed form over them in double precision; prints how far they are apart.</summary>
public class ReceptorTests(ITestOutputHelper output)
{
    private const double DtMs = 0.1;
    private const double ReversalMv = -10;
    private const int Steps = 6000;

    [Fact]
    public void A_delta_synapse_gives_what_arrives_as_a_jump() => Assert.Equal(
        0, Compare<Delta<ScalarLane>, NoConstants>(new DeltaDescription(), t => t == 0 ? 1 : 0, input => input.PotentialJump.Value));

    [Fact]
    public void A_current_pulse_lasts_for_the_step_of_arrival() => Assert.Equal(
        0, Compare<CurrentPulse<ScalarLane>, NoConstants>(new CurrentPulseDescription(), t => t == 0 ? 1 : 0, input => input.Current.Value));

    [Fact]
    public void An_exponential_current_decays() => Assert.InRange(
        Compare<ExponentialCurrent<ScalarLane>, ExponentialConstants>(
            new ExponentialCurrentDescription { WithinStep = ActsWithinStep.AtStart }, t => Math.Exp(-t / 5), input => input.Current.Value),
        0,
        Tolerance);

    [Fact]
    public void An_alpha_current_peaks_at_the_weight() => Assert.InRange(
        Compare<AlphaCurrent<ScalarLane>, AlphaConstants>(
            new AlphaCurrentDescription { WithinStep = ActsWithinStep.AtStart }, Alpha, input => input.Current.Value),
        0,
        Tolerance);

    [Fact]
    public void An_exponential_conductance_decays() => Assert.InRange(
        Compare<ExponentialConductance<ScalarLane>, ExponentialConstants>(
            new ExponentialConductanceDescription { ReversalPotentialMv = ReversalMv }, t => Math.Exp(-t / 5)),
        0,
        Tolerance);

    [Fact]
    public void An_alpha_conductance_peaks_at_the_weight() => Assert.InRange(
        Compare<AlphaConductance<ScalarLane>, AlphaConstants>(
            new AlphaConductanceDescription { ReversalPotentialMv = ReversalMv, WithinStep = ActsWithinStep.AtStart }, Alpha),
        0,
        Tolerance);

    [Fact]
    public void A_beta_conductance_peaks_at_the_weight() => Assert.InRange(
        Compare<BetaConductance<ScalarLane>, BetaConstants>(
            new BetaConductanceDescription { ReversalPotentialMv = ReversalMv, WithinStep = ActsWithinStep.AtStart }, t => Beta(t, 0.5, 3)),
        0,
        Tolerance);

    [Fact]
    public void An_nmda_conductance_is_blocked_by_the_potential() => Assert.InRange(
        Compare<NmdaConductance<ScalarLane>, NmdaConstants>(
            new NmdaConductanceDescription { ReversalPotentialMv = ReversalMv, WithinStep = ActsWithinStep.AtStart },
            t => Beta(t, 2, 100),
            v => 1 / (1 + (1 / 3.57 * Math.Exp(-0.062 * v)))),
        0,
        Tolerance);

    // Some roundings of 6e-8 a step, in part alike, which a decay of 100 ms remembers for a thousand steps, and others for less.
    private const double Tolerance = 5e-5;

    private static double Alpha(double t) => t / 2 * Math.Exp(1 - (t / 2));

    private static double Beta(double t, double rise, double decay)
    {
        double peak = rise * decay / (decay - rise) * Math.Log(decay / rise);
        return (Math.Exp(-t / decay) - Math.Exp(-t / rise)) / (Math.Exp(-peak / decay) - Math.Exp(-peak / rise));
    }

    // The current of a conductance, by Ohm's law and what the potential leaves open; its reversal potential lies outside of -70 to -51 mV.
    private double Compare<TModel, TConstants>(PostsynapticDescription description, Func<double, double> course, Func<double, double>? open = null)
        where TModel : unmanaged, IPostsynapticModel<ScalarLane, TConstants>
        where TConstants : unmanaged =>
        Compare<TModel, TConstants>(
            description, course, input => input.Current.Value, (v, value) => value * (open?.Invoke(v) ?? 1) * (ReversalMv - v));

    // Of the largest value that there is.
    private double Compare<TModel, TConstants>(
        PostsynapticDescription description,
        Func<double, double> course,
        Func<SynapticInput<ScalarLane>, double> found,
        Func<double, double, double>? current = null)
        where TModel : unmanaged, IPostsynapticModel<ScalarLane, TConstants>
        where TConstants : unmanaged
    {
        var constants = (TConstants)description.CreateConstants(DtMs, null);
        var model = default(TModel);
        var arrivals = new List<int>();
        double largest = 0;
        double apart = 0;
        for (int step = 0; step < Steps; step++)
        {
            bool arrives = step % 37 == 0 || step % 101 == 0;
            if (arrives)
            {
                arrivals.Add(step);
            }

            float v = -70f + (step % 20);
            double value = 0.5 * arrivals.Sum(arrival => course((step - arrival) * DtMs));
            double expected = current?.Invoke(v, value) ?? value;
            SynapticInput<ScalarLane> input = model.Step(new ScalarLane(arrives ? 0.5f : 0f), new ScalarLane(v), in constants);
            apart = Math.Max(apart, Math.Abs(found(input) - expected));
            largest = Math.Max(largest, Math.Abs(expected));
        }

        Assert.True(largest >= 0.5 - 1e-3);
        output.WriteLine($"{description.GetType().Name}: at most {apart / largest:G2} of the largest value apart");
        return apart / largest;
    }
}
