using SnnCluster.Model.Equations;
using SnnCluster.Model.Networks;

namespace SnnCluster.Model.Tests.Equations;

/// <summary>What is told of equations that are wrong, and where in the text.</summary>
public class EquationFindingTests
{
    private static readonly EquationsDescription Fine = new()
    {
        Equations = ["dV/dt = (E - V + R*I)/tau : mV (unless refractory)", "dw/dt = -w/tau : nA", "tau : ms"],
        Parameters = new Dictionary<string, EquationParameter> { ["E"] = "-70 mV", ["R"] = "100 MOhm", ["tau"] = 10 },
        Threshold = "V > -50*mV",
        Reset = ["V = E", "w += 0.1*nA"],
        RefractoryPeriodMs = 2,
        InitialValues = new Dictionary<string, string> { ["V"] = "E" },
    };

    [Fact]
    public void What_is_right_is_taken() => Assert.Empty(FindingsOf(Fine));

    [Theory]
    [InlineData("dx/dt = (E - x)/tau", "position 20", "the end stands where a unit must be")]
    [InlineData("dx/dt = (E - x)/tau : mW", "position 23", "there is no unit 'mW'; did you mean 'mV'?")]
    [InlineData("dx/dt = (E - x)/tua : mV", "position 17", "there is no 'tua'; did you mean 'tau'?")]
    [InlineData("dx/dt = E - x : mV", "position 1", "the slope of x is in mV: must be in mV/ms")]
    [InlineData("dx/dt = (E + I)/tau : mV", "position 12", "a quantity in mV and one in nA are added: both must be of one unit")]
    [InlineData("dx/dt = (E - x)/tau : nA", "position 12", "a quantity in mV and one in nA are subtracted")]
    [InlineData("dx/dt = exp(V)/tau : 1", "position 13", "exp is of a quantity in mV: must be of a number without unit")]
    [InlineData("dx/dt = exq(x)/tau : 1", "position 9", "there is no function 'exq'; did you mean 'exp'?")]
    [InlineData("dx/dt = rand()/tau : 1", "position 9", "there is no function 'rand': equations draw no random numbers")]
    [InlineData("dx/dt = randn(x)/tau : 1", "position 9", "equations draw no random numbers")]
    [InlineData("dx/dt = min(x)/tau : 1", "position 9", "min has 1 argument: must have 2")]
    [InlineData("dx/dt = sin(t)/tau : 1", "position 9", "there is no function 'sin'")]
    [InlineData("dx/dt = t/ms/tau : 1", "position 9", "what depends on time comes as input")]
    [InlineData("dx/dt = xi/tau : 1", "position 9", "noise comes as input")]
    [InlineData("dx/dt = 1/(V - E)*mV/ms : 1", "position 10", "divides by 0 when a neuron starts")]
    [InlineData("dx/dt = log(w/nA)/tau : 1", "position 9", "log is infinite when a neuron starts, of 0")]
    [InlineData("dx/dt = x**w/tau : 1", "position 12", "a power must be a number without unit")]
    [InlineData("dx/dt = V**0.3/tau : 1", "position 10", "mV to the power of 0.3 has no unit")]
    [InlineData("dx/dt = (V > E)/tau : 1", "position 12", "a condition stands where / needs a number")]
    [InlineData("dx/dt = int(V)/tau : 1", "position 13", "int is of a number: must be of a condition")]
    [InlineData("dx/dt = (1 < x < 2)/tau : 1", "position 16", "comparisons one after another are not taken")]
    [InlineData("dx/dt = ((x)/tau : 1", "position 18", "':' stands where ')' must be")]
    [InlineData("dx/dt = -x/tau : 1 (event-driven)", "position 21", "there is no flag 'event-driven': there is 'unless refractory'")]
    [InlineData("dx/dt = -x/tau : 1 (shared)", "position 21", "there is no flag 'shared': there is 'unless refractory'")]
    [InlineData("dx/du = -x/tau : 1", "position 1", "'dx/du' is no derivative")]
    [InlineData("dx/dt = -x/tau @ 1 : 1", "position 16", "'@' has no meaning here")]
    [InlineData("dx/dt = 1e999/tau : 1", "position 9", "'1e999' is no finite number")]
    [InlineData("dV/dt = -V/tau : mV", "position 1", "'V' is there twice")]
    [InlineData("I = 2*nA : nA", "position 1", "'I' is the current of all receptors [nA]")]
    [InlineData("t = 2 : 1", "position 1", "'t' has a meaning of its own")]
    [InlineData("x = x + 1 : 1", "position 5", "'x' depends on itself, by way of x")]
    [InlineData("x = y : 1\ny = 2*x : 1", "position 17", "'x' depends on itself, by way of x, y")]
    [InlineData("x = V > E : 1", "position 1", "x is a condition: must be a number")]
    [InlineData("theta : mV", "position 1", "the parameter 'theta' has no value")]
    [InlineData("", "", "has an equation that is empty")]
    public void A_mistake_in_an_equation_is_told_with_its_place(string equation, string place, string message) => Tells(
        Fine with { Equations = [.. Fine.Equations, equation] }, place.Length > 0 ? $"equations[3], {place} of " : "", message);

    [Theory]
    [InlineData("E", "-70", "a quantity in 1 and one in mV are subtracted")]
    [InlineData("E", "-70 mA", "a quantity in nA and one in mV are subtracted")]
    [InlineData("R", "-70 mz", "parameters[R], position 5 of '-70 mz': there is no unit 'mz'")]
    [InlineData("R", "Q*2", "parameters[R], position 1 of 'Q*2': there is no 'Q'")]
    [InlineData("R", "V/nA", "'V' is not the same for all neurons")]
    [InlineData("R", "", "parameters[R], position 1 of '': the end stands where a number or a name must be")]
    [InlineData("w", "3 mV", "gives the parameter 'w': the equations define it")]
    [InlineData("exp", "3", "no parameter can have that name")]
    [InlineData("a b", "3", "no parameter can have that name")]
    public void A_mistake_in_a_parameter_is_told(string name, string text, string message) =>
        Tells(Fine with { Parameters = new Dictionary<string, EquationParameter>(Fine.Parameters) { [name] = text } }, message);

    [Fact]
    public void A_mistake_elsewhere_is_told()
    {
        Tells(Fine with { Threshold = "V" }, "threshold, position 1 of 'V': the threshold is a number: must be a condition");
        Tells(Fine with { Threshold = "V > 2*nA" }, "threshold, position 3", "a quantity in mV and one in nA are compared");
        Tells(Fine with { Threshold = null }, "has a reset or a refractory period and no threshold");
        Tells(Fine with { Reset = ["x = 1"] }, "reset[0], position 1 of 'x = 1': 'x' is no variable of the equations");
        Tells(Fine with { Reset = ["V == E"] }, "reset[0], position 3", "'==' stands where = or += -= *= /= must be");
        Tells(Fine with { Reset = ["V = E*E"] }, "reset[0], position 5", "the new value of V is in mV^2: must be in mV");
        Tells(Fine with { InitialValues = new Dictionary<string, string> { ["x"] = "1" } }, "gives an initial value of 'x', which is no variable");
        Tells(Fine with { InitialValues = new Dictionary<string, string> { ["V"] = "1 nA" } }, "initialValues[V], position 1", "is in nA: must be in mV");
        Tells(Fine with { MembranePotential = "w" }, "has the membrane potential 'w': must be a variable of its equations that is a potential");
        Tells(Fine with { RefractoryPeriodMs = 0.25 }, "refractory period 0.25 ms is not a multiple of dt 0.1 ms");
        Tells(Fine with { Substeps = 0 }, "substeps is 0: must be from 1 to 1000");
        Tells(Fine with { Method = IntegrationMethod.Exact, Equations = ["dV/dt = (E - V)**2/(R*nA*tau) : mV", "dw/dt = -w/tau : nA", "tau : ms"] }, "the equation of 'V' is not linear");
        Tells(Fine with { Method = IntegrationMethod.ExponentialEuler, Equations = ["dV/dt = (E - V)**2/(R*nA*tau) : mV", "dw/dt = -w/tau : nA", "tau : ms"] }, "is not linear in 'V'");
        Tells(Fine with { Equations = ["tau : ms"] }, "has 0 equations of the form dx/dt");
    }

    /// <summary>Texts that are too long, too deep or grow beyond all measure end with a finding, and soon.</summary>
    [Fact]
    public void What_is_too_large_is_refused()
    {
        Tells(With($"dx/dt = {new string('(', 400)}x{new string(')', 400)}/tau : 1"), "expressions lie more than 64 deep in each other");
        Tells(With($"dx/dt = {string.Concat(Enumerable.Repeat("x+", 450))}x/tau : 1"), "lie more than 300 deep in each other");
        Tells(With($"dx/dt = {new string(' ', 5000)}x/tau : 1"), "has a text of 5");
        Tells(With([.. Enumerable.Range(0, 64).Select(i => $"x{i} = 1 : 1")]), "has 67 equations: must be at most 64");
        Tells(With(string.Concat(Enumerable.Repeat("x = 1 : 1\n", 80))), "more than 64 lines");
        Tells(With([.. Enumerable.Range(0, 40).Select(i => $"dx{i}/dt = 1/ms : 1")]), "has 42 equations of the form dx/dt = ...: must be from 1 to 32");
        string[] doubling = [.. Enumerable.Range(1, 50).Select(i => $"y{i} = y{i - 1}*y{i - 1} + y{i - 1} : 1"), "y0 = x : 1", "dx/dt = -x*y50/tau : 1"];
        Assert.Empty(FindingsOf(With(doubling)));
    }

    private static EquationsDescription With(params string[] equations) => Fine with { Equations = [.. Fine.Equations, .. equations] };

    private static void Tells(EquationsDescription description, params string[] parts)
    {
        IReadOnlyList<string> findings = FindingsOf(description);
        Assert.True(findings.Any(finding => parts.All(part => finding.Contains(part, StringComparison.Ordinal))), string.Join('\n', findings.Append("is not " + string.Join(" ... ", parts))));
        Assert.All(findings, finding => Assert.DoesNotContain('\n', finding));
    }

    private static IReadOnlyList<string> FindingsOf(EquationsDescription description)
    {
        var errors = new ValidationErrors();
        description.Validate("cells", 0.1, errors);
        return errors.Messages;
    }
}
