using SnnCluster.Model.Lanes;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;

namespace SnnCluster.Model.Inputs;

/// <summary>
/// An input model: a struct whose fields, all of type <typeparamref name="T"/>, are its state for one lane of neurons (0 at
/// first; recorded and digested as "input.Field"), and whose <see cref="Step"/> says what they get. Name it to the engine with an
/// <see cref="InputModelDescription"/>.
/// </summary>
/// <typeparam name="T">The lane: one neuron or as many as a vector register holds.</typeparam>
/// <typeparam name="TConstants">Unmanaged struct of constants.</typeparam>
public interface IInputModel<T, TConstants>
    where T : unmanaged, ILane<T>
    where TConstants : unmanaged
{
    /// <summary>What the neurons get in a step.</summary>
    /// <param name="constants">The model's constants.</param>
    /// <param name="step">Which step and neurons these are; the source of random numbers.</param>
    /// <param name="tables">The description's tables.</param>
    T Step<TTables>(in TConstants constants, in NeuronStep step, in TTables tables)
        where TTables : struct, IInputTables;
}

/// <summary>Tables of an input model that all neurons share.</summary>
public interface IInputTables
{
    /// <summary>Number of rows.</summary>
    int Count { get; }

    /// <summary>The step of a row.</summary>
    int Step(int row);

    /// <summary>The value of a row.</summary>
    float Value(int row);
}

/// <summary>A row of an input model's table.</summary>
/// <param name="Step">A step.</param>
/// <param name="Value">A value.</param>
public readonly record struct InputTableRow(int Step, float Value);

/// <summary>What a user writes to choose an input model and its parameters.</summary>
public abstract record InputModelDescription : ReceptorInputDescription
{
    /// <summary>The open generic struct that implements <see cref="IInputModel{T, TConstants}"/>.</summary>
    public abstract Type ModelType { get; }

    /// <summary>The model's constants: an unmanaged struct.</summary>
    /// <param name="dtMs">Length of a step [ms].</param>
    public abstract ValueType CreateConstants(double dtMs);

    /// <summary>The table that the model reads, sorted by step; none by default.</summary>
    /// <param name="dtMs">Length of a step [ms].</param>
    public virtual IReadOnlyList<InputTableRow> CreateTable(double dtMs) => [];

    /// <summary>Adds an error for every parameter out of range.</summary>
    /// <param name="name">What messages call it.</param>
    /// <param name="dtMs">Length of a step [ms], above 0.</param>
    /// <param name="errors">Takes them.</param>
    public abstract void Validate(string name, double dtMs, ValidationErrors errors);

    /// <inheritdoc/>
    public sealed override void Validate(string name, PopulationDescription population, double dtMs, ValidationErrors errors)
    {
        int before = errors.Messages.Count;
        Validate(name, dtMs, errors);
        if (!StateLayout.Validate(name, ModelType, errors) || errors.Messages.Count > before)
        {
            return;
        }

        ValueType constants = CreateConstants(dtMs);
        errors.Holds(name, constants);
        if (!typeof(IInputModel<,>).MakeGenericType(typeof(ScalarLane), constants.GetType()).IsAssignableFrom(ModelType.MakeGenericType(typeof(ScalarLane))))
        {
            errors.Add($"{name} has the model type {ModelType.Name}: it does not implement IInputModel<T, {constants.GetType().Name}>");
        }

        IReadOnlyList<InputTableRow> rows = CreateTable(dtMs);
        for (int i = 0; i < rows.Count; i++)
        {
            if (!float.IsFinite(rows[i].Value) || (i > 0 && rows[i].Step < rows[i - 1].Step))
            {
                errors.Add($"{name} has a table whose row {i} has the value {rows[i].Value} at step {rows[i].Step}: values must be finite, and steps sorted");
                return;
            }
        }
    }
}
