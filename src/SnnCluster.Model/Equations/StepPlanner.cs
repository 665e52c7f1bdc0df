using System.Globalization;
using SnnCluster.Model.Arithmetic;

namespace SnnCluster.Model.Equations;

/// <summary>Decides how equations are integrated, and makes a step of them.</summary>
internal sealed class StepPlanner
{
    private readonly EquationModel _model;
    private readonly Graph _graph;
    private readonly StepNumbers _numbers;
    private readonly Node[] _states;
    private readonly Node[] _slopes;
    private readonly LinearForm[] _forms;

    // Where variables that stand still while refractory move; null: always.
    private readonly Node? _free;

    private Stages? _stages;

    private StepPlanner(EquationModel model)
    {
        (_model, _graph) = (model, model.Graph);
        _numbers = new StepNumbers(_graph);
        _states = [.. model.States.Select((_, i) => _graph.Leaf(Operation.State, i))];
        _slopes = [.. model.Slopes];
        _forms = [.. _slopes.Select(LinearForm.Of)];
        Node? awake = model.IsRefractory ? _graph.AtMostZero(_graph.Leaf(Operation.Refractory)) : null;
        _free = _graph.Both(awake, model.Substeps > 1 && model.Threshold is not null ? _graph.Not(_graph.Leaf(Operation.Spiked)) : null);
    }

    /// <summary>The plan of a model.</summary>
    /// <exception cref="EquationException">The method that was asked for cannot integrate an equation; its place is the number of the state variable.</exception>
    public static StepPlan Plan(EquationModel model) => new StepPlanner(model).Plan();

    private StepPlan Plan()
    {
        var exact = new HashSet<int>(_model.Method is IntegrationMethod.Automatic or IntegrationMethod.Exact ? Linear() : []);
        int[] rest = [.. Enumerable.Range(0, _states.Length).Where(i => !exact.Contains(i))];
        if (_model.Method == IntegrationMethod.Exact && rest.Length > 0)
        {
            throw new EquationException(rest[0], $"the equation of '{_model.States[rest[0]].Name}' is not linear with coefficients that all neurons share, or depends on one that is not: it cannot be integrated exactly; give another method, or none");
        }

        // Where the membrane potential is not solved exactly, the current follows it.
        bool follows = _model.Membrane >= 0 && !exact.Contains(_model.Membrane);
        double? passive = PassiveTimeConstant();
        if (follows)
        {
            FollowPotential(rest);
        }

        Affine[] affine = [.. rest.Select(i => new Affine(_graph, i))];
        IntegrationMethod method = _model.Method switch
        {
            IntegrationMethod.Automatic or IntegrationMethod.Exact =>
                rest.Zip(affine).All(one => one.Second.Of(_slopes[one.First]) is not null) ? IntegrationMethod.ExponentialEuler : IntegrationMethod.Midpoint,
            _ => _model.Method,
        };
        var next = new Node[_states.Length];
        AdvanceExactly(exact, next);
        switch (method)
        {
            case IntegrationMethod.ExponentialEuler:
                foreach ((int i, Affine parts) in rest.Zip(affine))
                {
                    (Node slope, Node other) = parts.Of(_slopes[i]) ?? throw new EquationException(
                        i, $"the equation of '{_model.States[i].Name}' is not linear in '{_model.States[i].Name}': exponential-euler cannot integrate it; give another method, or none");
                    next[i] = AdvanceAlone(i, slope, other, _model.Substeps == 1 ? LinearForm.Of(_model.Slopes[i]) : _forms[i]);
                }

                break;
            case IntegrationMethod.Euler:
                foreach (int i in rest)
                {
                    next[i] = _graph.Add(_states[i], _graph.Multiply(Step(), _forms[i].ToNode(_graph)));
                }

                break;
            case IntegrationMethod.Midpoint:
                AdvanceByMidpoint(rest, next);
                break;
            default:
                AdvanceByRungeKutta(next);
                break;
        }

        Func<double, double>? stepOfCurrent = StepOfCurrent(exact, method);
        return Finish(next, passive, stepOfCurrent);
    }

    private static double Substep(double dtMs, int substeps) => dtMs / substeps;

    private Node Step(double part = 1) =>
        _numbers.Of($"h {part.ToString("R", CultureInfo.InvariantCulture)}", dt => part * Substep(dt, _model.Substeps));

    // Variables whose slopes are linear with constant coefficients in each other, and depend on no other variable.
    private IEnumerable<int> Linear()
    {
        var linear = new HashSet<int>(Enumerable.Range(0, _states.Length).Where(i => _forms[i].Terms.All(term => term.Of.States == 0 || term.Of.Operation == Operation.State)));
        while (linear.RemoveWhere(i => _forms[i].Terms.Any(term => term.Of.Operation == Operation.State && !linear.Contains(term.Of.Index))) > 0)
        {
        }

        return linear;
    }

    private void FollowPotential(int[] rest)
    {
        Node current = _graph.Subtract(
            _graph.Leaf(Operation.ReversalCurrent), _graph.Multiply(_graph.Leaf(Operation.Conductance), _model.MembranePotential!));
        var known = new Dictionary<Node, Node>();
        foreach (int i in rest)
        {
            _slopes[i] = _graph.Replace(_slopes[i], node => node.Operation == Operation.Current ? current : null, known);
            _forms[i] = LinearForm.Of(_slopes[i]);
        }
    }

    private void AdvanceExactly(HashSet<int> exact, Node[] next)
    {
        int[] coupled = [.. exact.Where(i => exact.Any(j => j != i && (_forms[i].FactorOf(_states[j]) != 0 || _forms[j].FactorOf(_states[i]) != 0))).Order()];
        foreach (int i in exact.Except(coupled))
        {
            next[i] = AdvanceAlone(i, _graph.Constant(_forms[i].FactorOf(_states[i])), _forms[i].ToNode(_graph, 1, _states[i]), _forms[i]);
        }

        if (coupled.Length == 0)
        {
            return;
        }

        Func<double, double[,]> matrix = IntegralOf(Matrix(coupled, _ => true));
        Func<double, double[,]> held = IntegralOf(Matrix(coupled, i => !StandsStill(i)));
        bool[,] reach = Reach(coupled, _ => true);
        bool[,] reachHeld = Reach(coupled, i => !StandsStill(i));
        for (int i = 0; i < coupled.Length; i++)
        {
            Node? whole = null;
            Node? asleep = null;
            for (int j = 0; j < coupled.Length; j++)
            {
                if (!reach[i, j])
                {
                    continue;
                }

                // What reaches a variable by way of one that stands still does not while that is so.
                Node slope = _forms[coupled[j]].ToNode(_graph);
                Node integral = Integral("Q", matrix, coupled, i, j);
                whole = Sum(whole, _graph.Multiply(integral, slope));
                if (!StandsStill(coupled[j]) && reachHeld[i, j])
                {
                    bool differs = coupled.Where((one, k) => StandsStill(one) && reach[i, k] && reach[k, j]).Any();
                    asleep = Sum(asleep, _graph.Multiply(differs ? Integral("still Q", held, coupled, i, j) : integral, slope));
                }
            }

            Node moved = whole ?? _graph.Constant(0);
            if (_free is not null && !StandsStill(coupled[i]))
            {
                moved = _graph.Select(_free, moved, asleep ?? _graph.Constant(0));
            }

            next[coupled[i]] = _graph.Add(_states[coupled[i]], moved);
        }
    }

    private Node? Sum(Node? a, Node b) => a is null ? b : _graph.Add(a, b);

    private bool StandsStill(int state) => _free is not null && _model.States[state].StandsStill;

    private double[,] Matrix(int[] of, Func<int, bool> moves)
    {
        var matrix = new double[of.Length, of.Length];
        for (int i = 0; i < of.Length; i++)
        {
            for (int j = 0; moves(of[i]) && j < of.Length; j++)
            {
                matrix[i, j] = _forms[of[i]].FactorOf(_states[of[j]]);
            }
        }

        return matrix;
    }

    // Which variables depend on which, by however many others.
    private bool[,] Reach(int[] of, Func<int, bool> moves)
    {
        int n = of.Length;
        var reach = new bool[n, n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                reach[i, j] = i == j || (moves(of[i]) && _forms[of[i]].FactorOf(_states[of[j]]) != 0);
            }
        }

        for (int k = 0; k < n; k++)
        {
            for (int i = 0; i < n; i++)
            {
                for (int j = 0; j < n; j++)
                {
                    reach[i, j] |= reach[i, k] && reach[k, j];
                }
            }
        }

        return reach;
    }

    private Node Integral(string name, Func<double, double[,]> integral, int[] of, int i, int j) =>
        _numbers.Of($"{name} {of[i]} {of[j]}", dt => integral(dt)[i, j]);

    // Of a length of a step; all entries come from one.
    private Func<double, double[,]> IntegralOf(double[,] matrix)
    {
        // One object, since partitions are built by several threads.
        Tuple<double, double[,]>? last = null;
        return dt =>
        {
            Tuple<double, double[,]>? known = last;
            if (known is null || known.Item1 != dt)
            {
                last = known = Tuple.Create(dt, Propagator.Integral(matrix, Substep(dt, _model.Substeps)));
            }

            return known.Item2;
        };
    }

    // x' = slope·x + other, neither of which changes within the step; in all what the receptors' current at its start makes of it.
    private Node AdvanceAlone(int i, Node slope, Node other, LinearForm all)
    {
        Node x = _states[i];
        if (slope.Is(0))
        {
            return _graph.Add(x, _graph.Multiply(Step(), other));
        }

        if (slope.IsConstant)
        {
            double a = slope.Value;
            Node target = LinearForm.Of(other).ToNode(_graph, -1 / a);
            Node factor = _numbers.Of(
                $"factor {a.ToString("R", CultureInfo.InvariantCulture)}", dt => PortableMath.Exp(-Substep(dt, _model.Substeps) / (-1 / a)));
            return _graph.Subtract(target, _graph.Multiply(factor, _graph.Subtract(target, x)));
        }

        Node exponent = LinearForm.Of(slope).ToNode(_graph);
        Node step = _graph.Multiply(Step(), _graph.Unary(Operation.RelativeExp, _graph.Multiply(Step(), exponent)));
        return _graph.Add(x, _graph.Multiply(step, all.ToNode(_graph)));
    }

    // Slopes at other values of the variables; those that stand still have none.
    private Node[] SlopesAt(int[] of, Func<int, Node> at)
    {
        var known = new Dictionary<Node, Node>();
        return Array.ConvertAll(of, i =>
        {
            Node slope = _graph.Replace(_forms[i].ToNode(_graph), node => node.Operation == Operation.State ? at(node.Index) : null, known);
            return StandsStill(i) ? _graph.Select(_free!, slope, _graph.Constant(0)) : slope;
        });
    }

    private void AdvanceByMidpoint(int[] of, Node[] next)
    {
        Node half = _graph.Constant(0.5);
        Node[] first = SlopesAt(of, i => _states[i]);
        Node[] second = SlopesAt(of, i => Array.IndexOf(of, i) is int k && k >= 0
            ? _graph.Add(_states[i], _graph.Multiply(Step(0.5), first[k]))
            : _graph.Multiply(half, _graph.Add(_states[i], next[i])));
        for (int k = 0; k < of.Length; k++)
        {
            next[of[k]] = _graph.Add(_states[of[k]], _graph.Multiply(Step(), second[k]));
        }
    }

    // The slopes at four places are computed in a loop, which leaves their weighted sum.
    private void AdvanceByRungeKutta(Node[] next)
    {
        int[] all = [.. Enumerable.Range(0, _states.Length)];
        _stages = new Stages(SlopesAt(all, i => _graph.Leaf(Operation.Stage, i)), Step(0.5), Step());
        foreach (int i in all)
        {
            next[i] = _graph.Add(_states[i], _graph.Multiply(Step(1.0 / 6), _graph.Leaf(Operation.Sum, i)));
        }
    }

    private StepPlan Finish(Node[] next, double? passive, Func<double, double>? stepOfCurrent)
    {
        var decaying = new HashSet<int>();
        for (int i = 0; i < next.Length; i++)
        {
            if (i == _model.Membrane)
            {
                next[i] = _graph.Add(next[i], _graph.Divide(_graph.Leaf(Operation.Jump), _graph.Constant(_model.States[i].Unit.Size)));
            }
            else if (_forms[i].Constant == 0)
            {
                decaying.Add(i);
            }

            next[i] = StandsStill(i) ? _graph.Select(_free!, next[i], _states[i]) : next[i];
        }

        Node? refractory = null;
        Node? may = null;
        if (_model.IsRefractory)
        {
            Node before = _graph.Leaf(Operation.Refractory);
            refractory = _graph.Select(_graph.AtMostZero(before), before, _graph.Subtract(before, _graph.Constant(1)));
            may = _graph.AtMostZero(refractory);
        }

        Node? spike = null;
        if (_model.Threshold is Node threshold)
        {
            may = _graph.Both(may, _model.Substeps > 1 ? _graph.Not(_graph.Leaf(Operation.Spiked)) : null);
            spike = _graph.Both(may, At(threshold, next));
            foreach ((int state, Node value) in _model.Resets)
            {
                next[state] = _graph.Select(spike!, At(value, next), next[state]);
            }
        }

        return new StepPlan
        {
            Graph = _graph,
            Model = _model,
            Stages = _stages,
            Next = next,
            Spike = spike,
            Refractory = refractory,
            Numbers = _numbers,
            Decaying = decaying,
            StepOfCurrent = stepOfCurrent,
            PassiveTimeConstantMs = passive,
        };
    }

    private Node At(Node node, Node[] states)
    {
        Node[] now = [.. states];
        return _graph.Replace(node, one => one.Operation == Operation.State ? now[one.Index] : null, []);
    }

    private Func<double, double>? StepOfCurrent(HashSet<int> exact, IntegrationMethod method)
    {
        int membrane = _model.Membrane;
        if (membrane < 0 || (!exact.Contains(membrane) && method == IntegrationMethod.ExponentialEuler))
        {
            return null;
        }

        // By how much one nA more changes the slope at the start.
        double size = _model.States[membrane].Unit.Size;
        double perCurrent = (StartValue.Of(_model, _model.Slopes[membrane], current: 1) - StartValue.Of(_model, _model.Slopes[membrane])) * size;
        double own = exact.Contains(membrane) ? _forms[membrane].FactorOf(_states[membrane]) : 0;
        return dt => perCurrent * Propagator.Integral(own, Substep(dt, _model.Substeps));
    }

    private double? PassiveTimeConstant()
    {
        if (_model.Membrane < 0)
        {
            return null;
        }

        // Of a linear equation its coefficient; of others how the slope falls as the potential rises, at the start.
        int membrane = _model.Membrane;
        (Node Slope, Node Other)? parts = new Affine(_graph, membrane).Of(_slopes[membrane]);
        if (parts is var (own, _) && own.Parameters != 0)
        {
            return null;
        }

        double slope = parts is var (coefficient, _) && coefficient.IsConstant
            ? coefficient.Value
            : StartValue.DerivativeOf(_model, _slopes[membrane], membrane);
        double time = -1 / slope;
        return double.IsFinite(time) && time > 0 ? time : null;
    }
}
