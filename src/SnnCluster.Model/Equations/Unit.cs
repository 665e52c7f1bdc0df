using SnnCluster.Model.Networks;

namespace SnnCluster.Model.Equations;

/// <summary>A unit: what it is a unit of, and which power of ten it is of the unit that numbers of this dimension are computed in (mV, ms, nA, mM and what follows).</summary>
/// <param name="Dimension">What it is a unit of.</param>
/// <param name="PowerOfTen">The power.</param>
internal readonly record struct Unit(Dimension Dimension, int PowerOfTen)
{
    // Powers of ten up to this one are exact in double precision.
    private const int LargestExact = 22;

    private static readonly (string[] Names, Unit Unit)[] Bases =
    [
        (["V", "volt", "volts"], new(Dimension.OfPotential, 3)),
        (["s", "second", "seconds"], new(Dimension.OfTime, 3)),
        (["A", "amp", "ampere", "amperes"], new(Dimension.OfCurrent, 9)),
        (["S", "siemens"], new(Dimension.OfCurrent / Dimension.OfPotential, 6)),
        (["ohm", "Ohm", "ohms", "Ω"], new(Dimension.OfPotential / Dimension.OfCurrent, -6)),
        (["F", "farad", "farads"], new(Dimension.OfCurrent * Dimension.OfTime / Dimension.OfPotential, 9)),
        (["C", "coulomb"], new(Dimension.OfCurrent * Dimension.OfTime, 12)),
        (["Hz", "hertz"], new(Dimension.None / Dimension.OfTime, -3)),
        (["M", "molar"], new(new Dimension(0, 0, 0, 2), 3)),
    ];

    private static readonly (string Name, int PowerOfTen)[] Prefixes =
        [("f", -15), ("p", -12), ("n", -9), ("u", -6), ("µ", -6), ("μ", -6), ("m", -3), ("", 0), ("k", 3), ("M", 6), ("G", 9)];

    private static readonly Dictionary<string, Unit> Known = MakeKnown();

    /// <summary>No unit: a plain number.</summary>
    public static Unit One => default;

    public static Unit operator *(Unit a, Unit b) => new(a.Dimension * b.Dimension, a.PowerOfTen + b.PowerOfTen);

    public static Unit operator /(Unit a, Unit b) => new(a.Dimension / b.Dimension, a.PowerOfTen - b.PowerOfTen);

    /// <summary>One such unit, in the unit that is computed in.</summary>
    public double Size => PowerOfTen < 0 ? 1 / Power(-PowerOfTen) : Power(PowerOfTen);

    public static bool TryFind(string name, out Unit unit) => Known.TryGetValue(name, out unit);

    /// <summary>What to say of a name that is no unit.</summary>
    public static string Hint(string name) => name.Length <= 10 && NearestName.Of(name, Usual) is string nearest
        ? $"; did you mean '{nearest}'?"
        : $"; units are {string.Join(", ", Usual)}, and others with the prefixes f p n u m k M G";

    /// <summary>So many of it, in the unit that is computed in, without an error of the power of ten: 250 pF are 0.25 nF.</summary>
    public double Of(double number) => PowerOfTen < 0 ? number / Power(-PowerOfTen) : number * Power(PowerOfTen);

    private static string[] Usual { get; } =
        ["mV", "V", "ms", "s", "nA", "pA", "A", "nS", "uS", "S", "MOhm", "nF", "pF", "F", "Hz", "mM", "1"];

    private static double Power(int exponent)
    {
        double power = 1;
        for (int left = exponent; left > 0; left -= LargestExact)
        {
            double part = 1;
            for (int i = 0; i < Math.Min(left, LargestExact); i++)
            {
                part *= 10;
            }

            power *= part;
        }

        return power;
    }

    private static Dictionary<string, Unit> MakeKnown()
    {
        var known = new Dictionary<string, Unit>();
        foreach ((string[] names, Unit unit) in Bases)
        {
            foreach (string name in names)
            {
                foreach ((string prefix, int power) in Prefixes)
                {
                    known.TryAdd(prefix + name, unit with { PowerOfTen = unit.PowerOfTen + power });
                }
            }
        }

        return known;
    }
}
