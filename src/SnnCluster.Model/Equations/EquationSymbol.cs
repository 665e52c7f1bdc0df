using SnnCluster.Model.Neurons;

namespace SnnCluster.Model.Equations;

/// <summary>What a name of a model stands for.</summary>
/// <param name="text">Where it is defined.</param>
/// <param name="name">The name.</param>
internal abstract class EquationSymbol(EquationText text, string name)
{
    public EquationText In { get; } = text;

    public string Name { get; } = name;

    /// <summary>Its meaning, once it is known.</summary>
    public Term? Meaning { get; set; }

    /// <summary>Whether something is wrong with it, which has been told.</summary>
    public bool IsRefused { get; set; }

    /// <summary>A variable with a differential equation.</summary>
    public sealed class State(EquationText text, EquationLine.Differential line, bool standsStill) : EquationSymbol(text, line.Name)
    {
        public EquationLine.Differential Line { get; } = line;

        public Unit Unit => Line.Unit;

        public bool StandsStill { get; } = standsStill;

        public int Index { get; set; }

        /// <summary>Its value at the start, in its unit.</summary>
        public double Start { get; set; }
    }

    /// <summary>A name for an expression.</summary>
    public sealed class Subexpression(EquationText text, EquationLine.Subexpression line) : EquationSymbol(text, line.Name)
    {
        public EquationLine.Subexpression Line { get; } = line;
    }

    /// <summary>A parameter whose unit is declared and whose value is not given.</summary>
    public sealed class Declared(EquationText text, EquationLine.Parameter line) : EquationSymbol(text, line.Name)
    {
        public int At { get; } = line.At;

        public Unit Unit { get; } = line.Unit;
    }

    /// <summary>A parameter that all neurons share.</summary>
    public sealed class Shared(EquationText text, string name, Syntax value, Unit? declared) : EquationSymbol(text, name)
    {
        public Syntax Value { get; } = value;

        public Unit? Unit { get; } = declared;
    }

    /// <summary>A parameter that each neuron has for itself.</summary>
    public sealed class EachNeuron(EquationText text, string name, Unit unit, NeuronParameter values) : EquationSymbol(text, name)
    {
        public Unit Unit { get; } = unit;

        public NeuronParameter Values { get; } = values;

        public int Index { get; set; }

        /// <summary>A value to look at what happens at the start, in its unit.</summary>
        public double Typical => TypicalOf(Values);

        /// <summary>One of the values that neurons have.</summary>
        public static double TypicalOf(NeuronParameter values) => values switch
        {
            NeuronParameter.Distributed distributed => distributed.Value.Mean,
            NeuronParameter.Listed { Values.Length: > 0 } listed => listed.Values[0],
            NeuronParameter.Polynomial polynomial => polynomial.Coefficients.Reverse().Aggregate(0.0, (sum, one) => (sum * polynomial.X.Mean) + one),
            _ => 1,
        };
    }
}
