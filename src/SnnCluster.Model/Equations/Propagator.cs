using SnnCluster.Model.Arithmetic;

namespace SnnCluster.Model.Equations;

/// <summary>
/// The integral of exp(A·s) over s from 0 to h, for x' = A·x + b with constant A and b: a step is x + Integral·(A·x + b), which is exact, and keeps its digits near
/// rest. By its series over h/2^n, and n doublings: of twice a time it is (2 + A·Integral)·Integral. + - * / alone, so it is the same on every machine.
/// </summary>
internal static class Propagator
{
    private const int MostDoublings = 64;
    private const int Terms = 20;

    /// <summary>Of one variable, x' = a·x + b: (exp(a·h) - 1)/a.</summary>
    public static double Integral(double a, double h) => h * OperationValue.RelativeExp(a * h);

    /// <summary>The factor exp(a·h) of one variable.</summary>
    public static double Factor(double a, double h) => PortableMath.Exp(a * h);

    /// <summary>The integral; not a number where A changes too fast for single steps.</summary>
    public static double[,] Integral(double[,] a, double h)
    {
        int n = a.GetLength(0);
        double norm = 0;
        for (int i = 0; i < n; i++)
        {
            double row = 0;
            for (int j = 0; j < n; j++)
            {
                row += Math.Abs(a[i, j]) * h;
            }

            norm = Math.Max(norm, row);
        }

        int doublings = 0;
        while (norm > 0.25 && doublings < MostDoublings)
        {
            norm /= 2;
            h /= 2;
            doublings++;
        }

        double[,] integral = new double[n, n];
        double[,] term = Scaled(Identity(n), h);
        for (int k = 1; k <= Terms; k++)
        {
            integral = Sum(integral, term);
            term = Scaled(Product(a, term), h / (k + 1));
        }

        for (int i = 0; i < doublings; i++)
        {
            integral = Product(Sum(Scaled(Identity(n), 2), Product(a, integral)), integral);
        }

        return norm <= 0.25 ? integral : Scaled(integral, double.NaN);
    }

    private static double[,] Identity(int n)
    {
        var identity = new double[n, n];
        for (int i = 0; i < n; i++)
        {
            identity[i, i] = 1;
        }

        return identity;
    }

    private static double[,] Scaled(double[,] a, double factor) => Map(a, (i, j) => a[i, j] * factor);

    private static double[,] Sum(double[,] a, double[,] b) => Map(a, (i, j) => a[i, j] + b[i, j]);

    private static double[,] Product(double[,] a, double[,] b) => Map(a, (i, j) =>
    {
        double sum = 0;
        for (int k = 0; k < a.GetLength(0); k++)
        {
            sum += a[i, k] * b[k, j];
        }

        return sum;
    });

    private static double[,] Map(double[,] like, Func<int, int, double> of)
    {
        var made = new double[like.GetLength(0), like.GetLength(1)];
        for (int i = 0; i < made.GetLength(0); i++)
        {
            for (int j = 0; j < made.GetLength(1); j++)
            {
                made[i, j] = of(i, j);
            }
        }

        return made;
    }
}
