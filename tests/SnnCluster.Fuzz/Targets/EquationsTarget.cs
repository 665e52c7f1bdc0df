using System.Text;
using System.Text.RegularExpressions;
using SnnCluster.Fuzz.Running;
using SnnCluster.Model.Equations;
using SnnCluster.Model.Networks;

namespace SnnCluster.Fuzz.Targets;

/// <summary>
/// Texts of equations, changed as bytes and word by word. Lines are equations, but for those that begin with a word: parameter, threshold, reset, initial.
/// They are read and planned; compiling them would keep them.
/// </summary>
internal sealed partial class EquationsTarget : IFuzzTarget
{
    private const string Membrane = """
        dV/dt = (E_L - V + R*I)/tau_m : mV (unless refractory)
        dw/dt = (a*(V - E_L) - w)/tau_w : pA
        parameter E_L = -70 mV
        parameter R = 100 MOhm
        parameter tau_m = 10 ms
        parameter tau_w = 2*tau_m
        parameter a = 4 nS
        threshold V > -50*mV
        reset V = E_L
        reset w += 10*pA
        initial V = E_L
        """;

    private const string Channels = """
        dv/dt = (g*m**3*(50*mV - v) + I)/C : volt
        dm/dt = alpha*(1 - m) - m/exp(v/(18*mV))/ms : 1
        alpha = 1/ms/exprel(-(v + 40*mV)/(10*mV)) : Hz
        x = where(v > 0*mV and not (m < 0.5), sqrt(abs(m)), clip(tanh(m), -1, log(2))) : 1
        parameter g = 1e-7 S
        parameter C = 200 pF
        threshold v > 0*mV or x == 1
        initial m = 0.1
        """;

    private const string Pairs = """
        dapre/dt = -apre/tau : 1 (event-driven)
        dapost/dt = (x0 - apost)/(20*ms) : 1
        dw/dt = (0.2 - w)/(1 s) : 1
        dtag/dt = -tag/tau : 1
        parameter tau = 20 ms
        parameter x0 = 0.1
        threshold delivered = w*(1 - apre)
        threshold apre += 0.01*(1 - apre)
        threshold w = clip(w - apost*exp(-w), 0, 1)
        reset apost += x0
        reset tag += apre*apost
        reset w += where(tag > 0.1, apre, -apre)
        """;

    private static readonly string[] Words =
    [
        "(", ")", "((((((((", "))))))))", "+", "-", "--------", "*", "/", "**", "^", "=", "+=", ":", ",", "<", ">=", "!=", "and", "or", "not", "not not not", "0", "1", "1e308",
        "1e-320", "1e999", "0.5", "V", "v", "w", "I", "t", "dt", "xi", "exp(", "min(", "clip(", "int(", "rand()", "mV", "ms", "nA", "1/ms", "\n", "#", "x**2", "dx/dt = x/x/ms : 1\n",
        "y = y : 1\n", "z = V : mV\n",
    ];

    public EquationsTarget()
    {
        byte[][] valid = [Encoding.UTF8.GetBytes(Membrane), Encoding.UTF8.GetBytes(Channels)];
        FuzzReader reader = new("text", valid, Take) { FreeBytes = 64 << 20, BytesPerByte = 65536 };
        byte[][] synapses = [Encoding.UTF8.GetBytes(Pairs)];
        FuzzReader ofSynapses = reader with { Name = "synapses", Valid = synapses, Take = TakeSynapse };
        Readers =
        [
            reader, reader with { Name = "words", Make = random => Change(random, valid) },
            ofSynapses, ofSynapses with { Name = "synapses, words", Make = random => Change(random, synapses) },
        ];
    }

    public IReadOnlyList<FuzzReader> Readers { get; }

    public void Check()
    {
        // Nothing is kept from input to input.
    }

    public void Dispose()
    {
        // Nothing is held.
    }

    private static byte[] Change(FuzzRandom random, byte[][] valid)
    {
        string text = Encoding.UTF8.GetString(random.Of(valid));
        for (int changes = 1 + random.Small(4); changes > 0; changes--)
        {
            MatchCollection tokens = Token().Matches(text);
            Match token = tokens[random.Below(tokens.Count)];
            string word = random.Below(4) switch
            {
                0 => tokens[random.Below(tokens.Count)].Value,
                1 => "",
                2 => string.Concat(Enumerable.Repeat(random.Of(Words), 1 + random.Small(500))),
                _ => random.Of(Words),
            };
            text = text[..token.Index] + word + text[(token.Index + token.Length)..];
        }

        return Encoding.UTF8.GetBytes(text);
    }

    private static bool Take(byte[] input)
    {
        EquationsDescription description = Describe(Encoding.UTF8.GetString(input));
        var errors = new ValidationErrors();
        description.Validate("cells", 0.1, errors);
        return Check(errors);
    }

    private static bool Check(ValidationErrors errors)
    {
        Finding.If(errors.Messages.Any(message => message.Contains('\n', StringComparison.Ordinal)), "a finding has more than one line");
        Finding.If(errors.Messages.Any(message => message.Length > 1000), "a finding is longer than anyone reads");
        return errors.Messages.Count == 0;
    }

    // Threshold stands for spikes of the source, reset for those of the target.
    private static bool TakeSynapse(byte[] input)
    {
        string text = Encoding.UTF8.GetString(input);
        EquationsDescription read = Describe(text);
        var description = new EquationsSynapseDescription
        {
            Equations = read.Equations,
            Parameters = read.Parameters,
            OnPre = [.. text.Split('\n').Where(line => line.StartsWith("threshold ", StringComparison.Ordinal)).Select(line => line[10..])],
            OnPost = read.Reset,
        };
        var errors = new ValidationErrors();
        description.Validate("synapses", errors);
        return Check(errors);
    }

    private static EquationsDescription Describe(string text)
    {
        var equations = new List<string>();
        var parameters = new Dictionary<string, EquationParameter>();
        var resets = new List<string>();
        var initial = new Dictionary<string, string>();
        string? threshold = null;
        foreach (string line in text.Split('\n'))
        {
            string[] words = line.Split(' ', 2);
            string rest = words.Length > 1 ? words[1] : "";
            string[] sides = rest.Split('=', 2);
            string value = sides.Length > 1 ? sides[1] : "";
            switch (words[0])
            {
                case "parameter":
                    parameters[sides[0].Trim()] = value;
                    break;
                case "initial":
                    initial[sides[0].Trim()] = value;
                    break;
                case "reset":
                    resets.Add(rest);
                    break;
                case "threshold":
                    threshold = rest;
                    break;
                default:
                    equations.Add(line);
                    break;
            }
        }

        return new EquationsDescription { Equations = equations, Parameters = parameters, Reset = resets, InitialValues = initial, Threshold = threshold };
    }

    [GeneratedRegex(@"[A-Za-z_]\w*|[0-9][0-9.e-]*|[^\w\s]+")]
    private static partial Regex Token();
}
