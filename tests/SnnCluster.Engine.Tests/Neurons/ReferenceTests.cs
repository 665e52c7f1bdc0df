using Xunit.Abstractions;

namespace SnnCluster.Engine.Tests.Neurons;

/// <summary>Neurons against those of an independent simulator, which computes in double precision.</summary>
public class ReferenceTests(ITestOutputHelper output)
{
    public static TheoryData<string> LinearCases => [.. ReferenceCases.Linear.Select(one => one.File)];

    public static TheoryData<string> ConductanceCases => [.. ReferenceCases.Conductance.Select(one => one.File)];

    /// <summary>
    /// Exact at any step, so that only single precision is left: a potential of -70 mV is rounded to 4e-6 mV in each of some
    /// 100 steps that the membrane remembers, and the decay factor of 20 mV to 6e-8.
    /// </summary>
    [Theory]
    [MemberData(nameof(LinearCases))]
    public void Linear_neurons_are_exact(string file) => Agrees(ReferenceCases.Linear.Single(one => one.File == file), 1e-3);

    /// <summary>
    /// Of second order in dt: what is left at 0.1 ms is no more than single precision leaves.
    /// </summary>
    [Theory]
    [MemberData(nameof(ConductanceCases))]
    public void Conductances_are_integrated(string file) => Agrees(ReferenceCases.Conductance.Single(one => one.File == file), 1e-3);

    private void Agrees(ReferenceCase ours, double toleranceMv)
    {
        ReferenceTrace reference = ReferenceTrace.Read(ours.File, ours.DtMs);
        (float[][] states, List<int> spikes) = ours.Run();
        double[] differences =
        [
            .. reference.Steps.Select((step, row) => Math.Abs(states[step][0] - reference.Value(row, "V_m"))),
        ];
        int worst = Array.IndexOf(differences, differences.Max());
        output.WriteLine($"{ours.File}: at most {differences[worst]:G3} mV apart, at step {reference.Steps[worst]}; "
            + $"99 % within {differences.Order().ElementAt(differences.Length * 99 / 100):G3}");
        Assert.Equal(reference.Spikes, spikes);
        Assert.InRange(differences[worst], 0, toleranceMv);
    }
}
