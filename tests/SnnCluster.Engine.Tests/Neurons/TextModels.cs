using SnnCluster.Model.Equations;
using SnnCluster.Model.Neurons;

namespace SnnCluster.Engine.Tests.Neurons;

/// <summary>Models as equations that there are as classes, too.</summary>
internal static class TextModels
{
    /// <summary>As <see cref="Lif{T}"/>.</summary>
    public static EquationsDescription Lif { get; } = new()
    {
        Equations = ["dV/dt = (E_L - V + R*I)/tau_m : mV (unless refractory)", "R = tau_m/C : MOhm"],
        Parameters = new Dictionary<string, EquationParameter>
        {
            ["E_L"] = "-70 mV",
            ["tau_m"] = "10 ms",
            ["C"] = "250 pF",
            ["V_th"] = "-55 mV",
            ["V_r"] = "E_L",
        },
        Threshold = "V >= V_th",
        Reset = ["V = V_r"],
        RefractoryPeriodMs = 2,
        InitialValues = new Dictionary<string, string> { ["V"] = "E_L" },
    };

    /// <summary>As <see cref="ConductanceLif{T}"/>: the current follows the potential.</summary>
    public static EquationsDescription ConductanceLif { get; } = Lif with
    {
        Equations = ["dV/dt = (g_L*(E_L - V) + I)/C : mV (unless refractory)"],
        Parameters = new Dictionary<string, EquationParameter>
        {
            ["E_L"] = "-70 mV",
            ["g_L"] = "16.6667 nS",
            ["C"] = "250 pF",
            ["V_th"] = "-55 mV",
            ["V_r"] = "-60 mV",
        },
        Method = IntegrationMethod.ExponentialEuler,
    };

    /// <summary>As <see cref="AdEx{T}"/>.</summary>
    public static EquationsDescription AdEx { get; } = new()
    {
        Equations =
        [
            """
            dV/dt = (g_L*(E_L - u) + g_L*D_T*exp((u - V_T)/D_T) - w + I)/C : mV (unless refractory)
            dw/dt = (a*(u - E_L) - w)/tau_w : nA
            u = min(V, V_peak) : mV   # on its way up the potential leaves all bounds
            """,
        ],
        Parameters = new Dictionary<string, EquationParameter>
        {
            ["C"] = "281 pF",
            ["g_L"] = "30 nS",
            ["E_L"] = "-70.6 mV",
            ["V_T"] = "-50.4 mV",
            ["D_T"] = "2 mV",
            ["a"] = "4 nS",
            ["b"] = "80.5 pA",
            ["tau_w"] = "144 ms",
            ["V_r"] = "-60 mV",
            ["V_peak"] = "0 mV",
        },
        Threshold = "V >= V_peak",
        Reset = ["V = V_r", "w += b"],
        RefractoryPeriodMs = 2,
        InitialValues = new Dictionary<string, string> { ["V"] = "E_L" },
        Method = IntegrationMethod.RungeKutta,
        Substeps = 20,
    };

    /// <summary>Hodgkin and Huxley's neuron: a membrane and three gates, whose rates are 0/0 at one potential each.</summary>
    public static EquationsDescription HodgkinHuxley { get; } = new()
    {
        Equations =
        [
            """
            dv/dt = (g_L*(E_L - v) + g_Na*m**3*h*(E_Na - v) + g_K*n**4*(E_K - v) + I)/C : mV
            dm/dt = a_m*(1 - m) - b_m*m : 1
            dh/dt = 0.07/ms*exp(-(v + 65*mV)/(20*mV))*(1 - h) - h/(1 + exp(-(v + 35*mV)/(10*mV)))/ms : 1
            dn/dt = 0.1/ms/exprel(-(v + 55*mV)/(10*mV))*(1 - n) - 0.125/ms*exp(-(v + 65*mV)/(80*mV))*n : 1
            a_m = 1/ms/exprel(-(v + 40*mV)/(10*mV)) : kHz
            b_m = 4/ms*exp(-(v + 65*mV)/(18*mV)) : 1/ms
            """,
        ],
        Parameters = new Dictionary<string, EquationParameter>
        {
            ["C"] = "1 nF",
            ["g_L"] = "0.3 uS",
            ["g_Na"] = "120 uS",
            ["g_K"] = "36 uS",
            ["E_L"] = "-54.4 mV",
            ["E_Na"] = "50 mV",
            ["E_K"] = "-77 mV",
        },
        Threshold = "v > 0*mV",
        RefractoryPeriodMs = 3,
        InitialValues = new Dictionary<string, string> { ["v"] = "-65 mV", ["m"] = "0.0529", ["h"] = "0.596", ["n"] = "0.3177" },
    };

    /// <summary>What a model can be made of: units other than ours, coupled linear equations, functions, conditions, parameters of each neuron.</summary>
    public static EquationsDescription OfEverything { get; } = new()
    {
        Equations =
        [
            "dv/dt = (E - v)/tau + (w + I*R)/tau : volt (unless refractory)",
            "dw/dt = -w/tau_w + k*(v - E) : mV",
            "dc/dt = -c/(50*ms) + int(v > E and not (w > 5*mV))*tanh(c + 0.1)/(10*ms) : 1",
            "dq/dt = -clip(q, 0, 1)**2/(20*ms) + where(c < 0.5, sqrt(abs(c)), log(1 + c))/ms : 1",
            "tau : ms",
            "theta : mV",
        ],
        Parameters = new Dictionary<string, EquationParameter>
        {
            ["E"] = "-65 mV",
            ["R"] = "40 Mohm",
            ["tau_w"] = "100 ms",
            ["k"] = "0.01/ms",
            ["tau"] = new InitialValue.Uniform(8, 12),
            ["theta"] = new InitialValue.Normal(-50, 1),
        },
        Threshold = "v > theta or q > 100",
        Reset = ["v = E", "w += 3*mV", "q *= 0.5"],
        RefractoryPeriodMs = 1,
        InitialValues = new Dictionary<string, string> { ["v"] = "-0.06", ["q"] = "1" },
    };
}
