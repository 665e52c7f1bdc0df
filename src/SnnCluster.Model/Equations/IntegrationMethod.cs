namespace SnnCluster.Model.Equations;

/// <summary>How equations are integrated.</summary>
public enum IntegrationMethod
{
    /// <summary>
    /// Exactly what is linear with constant coefficients and depends on nothing else; the rest by exponential Euler where each equation is linear in its own variable,
    /// and by the midpoint method elsewhere.
    /// </summary>
    Automatic,

    /// <summary>Exactly, for input that is constant within a step; refused where an equation is not linear with constant coefficients.</summary>
    Exact,

    /// <summary>Each equation exactly while all other variables stand still; refused where one is not linear in its own variable.</summary>
    ExponentialEuler,

    /// <summary>Euler's rule, of first order.</summary>
    Euler,

    /// <summary>The midpoint method, Runge-Kutta of second order.</summary>
    Midpoint,

    /// <summary>The classical Runge-Kutta method, of fourth order.</summary>
    RungeKutta,
}
