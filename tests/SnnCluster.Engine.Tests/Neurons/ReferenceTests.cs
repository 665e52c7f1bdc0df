using Xunit.Abstractions;

namespace SnnCluster.Engine.Tests.Neurons;

/// <summary>Neurons against those of an independent simulator, which computes in double precision.</summary>
public class ReferenceTests(ITestOutputHelper output)
{
    public static TheoryData<string> LinearCases => [.. ReferenceCases.Linear.Select(one => one.File)];

    public static TheoryData<string> ConductanceCases => [.. ReferenceCases.Conductance.Select(one => one.File)];

    public static TheoryData<string> AdaptingCases => [.. ReferenceCases.Adapting.Select(one => one.File)];

    /// <summary>
    /// Exact at any step, so that only single precision is left: a potential of -70 mV is rounded to 4e-6 mV in each of some
    /// 100 steps that the membrane remembers, and the decay factor of 20 mV to 6e-8.
    /// </summary>
    [Theory]
    [MemberData(nameof(LinearCases))]
    public void Linear_neurons_are_exact(string file) => Agrees(ReferenceCases.Linear.Single(one => one.File == file), 1e-3);

    /// <summary>Of second order in dt: what is left at 0.1 ms is no more than single precision leaves.</summary>
    [Theory]
    [MemberData(nameof(ConductanceCases))]
    public void Conductances_are_integrated(string file) =>
        Agrees(ReferenceCases.Conductance.Single(one => one.File == file), 1e-3);

    [Theory]
    [MemberData(nameof(AdaptingCases))]
    public void Thresholds_and_resets_adapt(string file) => Agrees(ReferenceCases.Adapting.Single(one => one.File == file), 1e-3);

    /// <summary>Equations as text are integrated as those of the classes are.</summary>
    [Theory]
    [InlineData("iaf_psc_exp")]
    [InlineData("iaf_cond_exp")]
    public void Neurons_as_text_are_exact(string file) => Agrees(ReferenceCases.AsText.Single(one => one.File == file), 1e-3);

    [Fact]
    public void An_upswing_as_text_agrees() =>
        HasUpswing(ReferenceCases.AsText.Single(one => one.File == "aeif_cond_exp"), 1e-2, double.PositiveInfinity);

    /// <summary>
    /// The same operations in another precision. The upswing, V' = 0.04 V² + 5 V + ..., multiplies a rounding of 4e-6 mV by up to
    /// a thousand, and by ten thousand with steps of 1 ms.
    /// </summary>
    [Theory]
    [InlineData("izhikevich", 0.01)]
    [InlineData("izhikevich_2003scheme_1ms", 0.1)]
    public void Izhikevichs_neuron_has_both_schemes(string file, double toleranceMv) =>
        Agrees(ReferenceCases.Izhikevich.Single(one => one.File == file), toleranceMv);

    /// <summary>
    /// The tolerances that the reference's own error control and a second computation of it suggest, away from spikes; where a
    /// potential moves by 100 mV/ms, it is off by as much as its spike is early or late. A spike may be one step off.
    /// </summary>
    [Theory]
    [InlineData("aeif_cond_exp", 1e-2, double.PositiveInfinity)]
    [InlineData("aeif_cond_alpha", 1e-2, double.PositiveInfinity)]
    [InlineData("hh_psc_alpha", 1e-2, 0.1)]
    [InlineData("hh_cond_exp_traub", 0.05, 5)]
    public void Neurons_with_an_upswing_agree(string file, double toleranceMv, double nearSpikesMv) =>
        HasUpswing(ReferenceCases.NonLinear.Single(one => one.File == file), toleranceMv, nearSpikesMv);

    private void HasUpswing(ReferenceCase ours, double toleranceMv, double nearSpikesMv)
    {
        (ReferenceTrace reference, double[] differences, List<int> spikes) = Compare(ours);
        Assert.Equal(reference.Spikes.Count, spikes.Count);
        Assert.All(reference.Spikes.Zip(spikes), pair => Assert.InRange(pair.Second, pair.First - 1, pair.First + 1));

        // A spike that is a step off moves what comes after it by as much.
        int shifted = reference.Spikes.Zip(spikes).Where(pair => pair.First != pair.Second).Select(pair => pair.First)
            .DefaultIfEmpty(int.MaxValue).First();
        (double near, double away) = (0, 0);
        for (int row = 0; row < differences.Length && reference.Steps[row] < shifted - 10; row++)
        {
            bool isNear = reference.Spikes.Any(spike => reference.Steps[row] > spike - 20 && reference.Steps[row] < spike + 30);
            (near, away) = isNear ? (Math.Max(near, differences[row]), away) : (near, Math.Max(away, differences[row]));
        }

        output.WriteLine($"{ours.File}: {away:G3} mV apart away from spikes, {near:G3} near them; first spike that is a step off: {shifted}");
        Assert.InRange(away, 0, toleranceMv);
        Assert.InRange(near, 0, nearSpikesMv);
        Assert.True(shifted > 1000, "at least the first 100 ms must be compared");
    }

    private void Agrees(ReferenceCase ours, double toleranceMv)
    {
        (ReferenceTrace reference, double[] differences, List<int> spikes) = Compare(ours);
        output.WriteLine($"{ours.File}: at most {differences.Max():G3} mV apart");
        Assert.Equal(reference.Spikes, spikes);
        Assert.InRange(differences.Max(), 0, toleranceMv);
    }

    private static (ReferenceTrace Reference, double[] Differences, List<int> Spikes) Compare(ReferenceCase ours)
    {
        ReferenceTrace reference = ReferenceTrace.Read(ours.File, ours.DtMs);
        (float[] potentials, List<int> spikes) = ours.Run();
        return (
            reference,
            [.. reference.Steps.Select((step, row) => Math.Abs(potentials[step] - reference.Value(row, "V_m")))],
            spikes);
    }
}
