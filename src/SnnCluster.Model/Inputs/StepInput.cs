using System.Runtime.CompilerServices;
using SnnCluster.Model.Arithmetic;
using SnnCluster.Model.Lanes;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;

namespace SnnCluster.Model.Inputs;

/// <summary>A value that changes at given times, the same for all neurons; 0 before the first.</summary>
public struct StepModel<T> : IInputModel<T, NoConstants>
    where T : unmanaged, ILane<T>
{
    /// <summary>The value of the last step.</summary>
    public T Value;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Step<TTables>(in NoConstants constants, in NeuronStep step, in TTables tables)
        where TTables : struct, IInputTables
    {
        // The number of rows that have begun.
        int low = 0;
        int high = tables.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (tables.Step(middle) <= step.Step)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        Value = T.Of(low == 0 ? 0f : tables.Value(low - 1));
        return Value;
    }
}

/// <summary>
/// A value that changes at given times, the same for all neurons; onto a <see cref="Synapses.CurrentPulseDescription"/>
/// it is a current [nA]. A constant current is one that changes at time 0.
/// </summary>
public sealed record StepInput : InputModelDescription
{
    /// <summary>When it changes [ms]: whole numbers of steps, at least 0, ascending.</summary>
    public IReadOnlyList<double> TimesMs { get; init; } = [0];

    /// <summary>The values from those times on, in the unit of the receptor.</summary>
    public required IReadOnlyList<double> Values { get; init; }

    /// <inheritdoc/>
    public override Type ModelType => typeof(StepModel<>);

    /// <inheritdoc/>
    public override double BoundOf(double dtMs) => Values.Select(value => Math.Abs((float)value)).Append(0f).Max();

    /// <inheritdoc/>
    public override ValueType CreateConstants(double dtMs) => default(NoConstants);

    /// <inheritdoc/>
    public override IReadOnlyList<InputTableRow> CreateTable(double dtMs) =>
        [.. TimesMs.Zip(Values, (time, value) => new InputTableRow(StepCount.Of(time, dtMs), (float)value))];

    /// <inheritdoc/>
    /// <remarks>That a current ends after the run is usual, and no reason to tell of it.</remarks>
    public override string? TooLate(int steps, double dtMs)
    {
        InputTableRow[] late = [.. CreateTable(dtMs).Where(row => row.Step >= steps)];
        return Array.Exists(late, row => row.Value != 0) ? $"{late.Length} of {TimesMs.Count} changes" : null;
    }

    /// <inheritdoc/>
    public override void Validate(string name, double dtMs, ValidationErrors errors)
    {
        if (TimesMs.Count != Values.Count || TimesMs.Count == 0)
        {
            errors.Add($"{name} has {TimesMs.Count} times and {Values.Count} values: must be equally many, at least one");
            return;
        }

        for (int i = 0; i < TimesMs.Count; i++)
        {
            errors.Finite($"{name} value {i}", Values[i]);
            errors.Steps($"{name} time {i}", TimesMs[i], dtMs, atLeast: 0);
            if (i > 0 && !(TimesMs[i] > TimesMs[i - 1]))
            {
                errors.Add($"{name} time {i} is {ValidationErrors.Text(TimesMs[i])}: must be later than the one before, {ValidationErrors.Text(TimesMs[i - 1])}");
            }
        }
    }
}
