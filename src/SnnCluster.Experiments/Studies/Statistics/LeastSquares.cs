namespace SnnCluster.Experiments.Studies.Statistics;

/// <summary>A linear model fitted by least squares.</summary>
internal sealed class LeastSquares
{
    private readonly double[,] _inverse;

    private LeastSquares(double[] coefficients, double[,] inverse, double[] inflation, double residualVariance, int freedom)
    {
        Coefficients = coefficients;
        _inverse = inverse;
        Inflation = inflation;
        ResidualVariance = residualVariance;
        Freedom = freedom;
    }

    /// <summary>A coefficient for each column.</summary>
    public IReadOnlyList<double> Coefficients { get; }

    /// <summary>
    /// By how much the variance of each coefficient is larger than with columns at right angles: how far the data can
    /// tell the columns apart.
    /// </summary>
    public IReadOnlyList<double> Inflation { get; }

    /// <summary>Estimated variance of a measurement around the model; NaN without degrees of freedom.</summary>
    public double ResidualVariance { get; }

    /// <summary>Degrees of freedom: measurements less coefficients.</summary>
    public int Freedom { get; }

    /// <summary>Standard error of a coefficient; NaN without degrees of freedom.</summary>
    public double StandardError(int column) => Math.Sqrt(ResidualVariance * _inverse[column, column]);

    /// <summary>Variance of the model's value at a row, from the covariance of the coefficients.</summary>
    public double VarianceAt(IReadOnlyList<double> row)
    {
        double sum = 0;
        for (int i = 0; i < row.Count; i++)
        {
            for (int j = 0; j < row.Count; j++)
            {
                sum += row[i] * _inverse[i, j] * row[j];
            }
        }

        return ResidualVariance * sum;
    }

    /// <summary>Fits y to rows.</summary>
    /// <param name="rows">A row of the design for each measurement.</param>
    /// <param name="y">The measurements.</param>
    /// <returns>The fit, or null where the rows do not determine the coefficients.</returns>
    public static LeastSquares? Fit(IReadOnlyList<double[]> rows, IReadOnlyList<double> y)
    {
        int columns = rows.Count > 0 ? rows[0].Length : 0;
        if (columns == 0 || rows.Count < columns)
        {
            return null;
        }

        // Columns of length 1 make the normal equations as well conditioned as they can be: neurons and flags differ by
        // many orders of magnitude.
        double[] lengths = [.. Enumerable.Range(0, columns).Select(c => Math.Sqrt(rows.Sum(row => row[c] * row[c])))];
        if (lengths.Any(length => !(length > 0)))
        {
            return null;
        }

        var normal = new double[columns, columns];
        var right = new double[columns];
        for (int m = 0; m < rows.Count; m++)
        {
            for (int i = 0; i < columns; i++)
            {
                right[i] += rows[m][i] / lengths[i] * y[m];
                for (int j = 0; j < columns; j++)
                {
                    normal[i, j] += rows[m][i] / lengths[i] * (rows[m][j] / lengths[j]);
                }
            }
        }

        if (Inverse(normal) is not { } inverse)
        {
            return null;
        }

        double[] inflation = [.. Enumerable.Range(0, columns).Select(i => inverse[i, i])];
        var coefficients = new double[columns];
        for (int i = 0; i < columns; i++)
        {
            coefficients[i] = Enumerable.Range(0, columns).Sum(j => inverse[i, j] * right[j]) / lengths[i];
        }

        for (int i = 0; i < columns; i++)
        {
            for (int j = 0; j < columns; j++)
            {
                inverse[i, j] /= lengths[i] * lengths[j];
            }
        }

        int freedom = rows.Count - columns;
        double squares = rows.Select((row, m) => y[m] - row.Zip(coefficients, (a, b) => a * b).Sum()).Sum(r => r * r);
        return new LeastSquares(coefficients, inverse, inflation, freedom > 0 ? squares / freedom : double.NaN, freedom);
    }

    // Gauss and Jordan with the largest pivot; null where the matrix has no inverse to speak of.
    private static double[,]? Inverse(double[,] matrix)
    {
        int n = matrix.GetLength(0);
        var a = (double[,])matrix.Clone();
        var inverse = new double[n, n];
        for (int i = 0; i < n; i++)
        {
            inverse[i, i] = 1;
        }

        for (int column = 0; column < n; column++)
        {
            int pivot = Enumerable.Range(column, n - column).MaxBy(row => Math.Abs(a[row, column]));
            if (Math.Abs(a[pivot, column]) < 1e-12)
            {
                return null;
            }

            for (int j = 0; j < n; j++)
            {
                (a[column, j], a[pivot, j]) = (a[pivot, j], a[column, j]);
                (inverse[column, j], inverse[pivot, j]) = (inverse[pivot, j], inverse[column, j]);
            }

            double factor = 1 / a[column, column];
            for (int j = 0; j < n; j++)
            {
                a[column, j] *= factor;
                inverse[column, j] *= factor;
            }

            for (int row = 0; row < n; row++)
            {
                double times = row == column ? 0 : a[row, column];
                for (int j = 0; times != 0 && j < n; j++)
                {
                    a[row, j] -= times * a[column, j];
                    inverse[row, j] -= times * inverse[column, j];
                }
            }
        }

        return inverse;
    }
}
