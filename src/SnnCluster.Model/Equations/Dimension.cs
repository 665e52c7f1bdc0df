using System.Globalization;

namespace SnnCluster.Model.Equations;

/// <summary>
/// What a quantity is, as powers of potential, time, current and concentration. Conductance is current over potential and capacitance is charge over potential, so
/// with mV, ms, nA and mM as units, nF, uS and MOhm are units of the same system, and numbers need no factors.
/// </summary>
/// <param name="Potential">Twice the power of a potential: roots of quantities occur, and are no more than square roots.</param>
/// <param name="Time">Twice that of a time.</param>
/// <param name="Current">Twice that of a current.</param>
/// <param name="Concentration">Twice that of a concentration.</param>
internal readonly record struct Dimension(int Potential, int Time, int Current, int Concentration)
{
    // Beyond, something is wrong with the text, and sums of powers must not overflow.
    private const int LargestPower = 64;

    private static readonly (Dimension Of, string Name)[] Names =
    [
        (new(2, 0, 0, 0), "mV"), (new(0, 2, 0, 0), "ms"), (new(0, 0, 2, 0), "nA"), (new(0, 0, 0, 2), "mM"),
        (new(-2, 0, 2, 0), "uS"), (new(2, 0, -2, 0), "MOhm"), (new(-2, 2, 2, 0), "nF"), (new(0, -2, 0, 0), "1/ms"), (new(0, 2, 2, 0), "pC"),
    ];

    public static Dimension None => default;

    public static Dimension OfPotential { get; } = new(2, 0, 0, 0);

    public static Dimension OfTime { get; } = new(0, 2, 0, 0);

    public static Dimension OfCurrent { get; } = new(0, 0, 2, 0);

    public bool IsNone => this == None;

    /// <summary>Whether it can go on being computed with.</summary>
    public bool IsSane => Math.Max(Math.Max(Math.Abs(Potential), Math.Abs(Time)), Math.Max(Math.Abs(Current), Math.Abs(Concentration))) <= LargestPower;

    public static Dimension operator *(Dimension a, Dimension b) =>
        new(a.Potential + b.Potential, a.Time + b.Time, a.Current + b.Current, a.Concentration + b.Concentration);

    public static Dimension operator /(Dimension a, Dimension b) =>
        new(a.Potential - b.Potential, a.Time - b.Time, a.Current - b.Current, a.Concentration - b.Concentration);

    /// <summary>A power, given as twice its value; null where powers would be no halves.</summary>
    public Dimension? ToPower(int twice)
    {
        bool isWhole = ((Potential * twice) | (Time * twice) | (Current * twice) | (Concentration * twice)) % 2 == 0;
        return isWhole ? new Dimension(Potential * twice / 2, Time * twice / 2, Current * twice / 2, Concentration * twice / 2) : null;
    }

    /// <summary>As a unit in which numbers of this dimension are computed, such as "mV/ms"; "1" for none.</summary>
    public override string ToString()
    {
        Dimension self = this;
        if (IsNone)
        {
            return "1";
        }

        foreach ((Dimension of, string name) in Names)
        {
            if (of == self)
            {
                return name;
            }
        }

        foreach ((Dimension of, string name) in Names.Where(one => !one.Name.StartsWith('1')))
        {
            foreach ((Dimension below, string divisor) in Names.Where(one => !one.Name.StartsWith('1')))
            {
                if (of / below == self)
                {
                    return $"{name}/{divisor}";
                }
            }
        }

        (string Name, int Twice)[] powers = [("mV", Potential), ("ms", Time), ("nA", Current), ("mM", Concentration)];
        string above = Product(powers.Where(one => one.Twice > 0));
        string under = Product(powers.Where(one => one.Twice < 0).Select(one => (one.Name, -one.Twice)));
        return (above.Length == 0 ? "1" : above) + (under.Length == 0 ? "" : $"/({under})");
    }

    private static string Product(IEnumerable<(string Name, int Twice)> powers) =>
        string.Join('*', powers.Select(one => one.Twice == 2 ? one.Name
            : $"{one.Name}^{(one.Twice / 2.0).ToString(CultureInfo.InvariantCulture)}"));
}
