using System.Globalization;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Random;

namespace SnnCluster.Model.Inputs;

/// <summary>Some neurons of a population.</summary>
public abstract record NeuronSelection
{
    /// <summary>All neurons.</summary>
    public sealed record All : NeuronSelection
    {
        /// <inheritdoc/>
        public override IEnumerable<int> Ids(PopulationDescription population, RandomKey key) => Enumerable.Range(0, population.Size);
    }

    /// <summary>Neurons whose ids follow each other.</summary>
    /// <param name="First">The first id, at least 0.</param>
    /// <param name="Count">How many, at least 1; the last is one of the population.</param>
    public sealed record Range(int First, int Count) : NeuronSelection
    {
        /// <inheritdoc/>
        public override IEnumerable<int> Ids(PopulationDescription population, RandomKey key) => Enumerable.Range(First, Count);

        /// <inheritdoc/>
        public override int CountIn(PopulationDescription population) => Count;

        /// <inheritdoc/>
        public override void Validate(string name, PopulationDescription population, ValidationErrors errors)
        {
            if (First < 0 || Count < 1 || First > population.Size - Count)
            {
                errors.Add(Text($"{name} selects {Count} neurons from {First} on: {population.Name} has those from 0 to {population.Size - 1}"));
            }
        }
    }

    /// <summary>Every n-th neuron.</summary>
    /// <param name="N">n, at least 1.</param>
    /// <param name="First">The first id, one of the population.</param>
    public sealed record Every(int N, int First = 0) : NeuronSelection
    {
        /// <inheritdoc/>
        public override int CountIn(PopulationDescription population) => 1 + ((population.Size - 1 - First) / N);

        /// <inheritdoc/>
        public override IEnumerable<int> Ids(PopulationDescription population, RandomKey key)
        {
            for (long id = First; id < population.Size; id += N)
            {
                yield return (int)id;
            }
        }

        /// <inheritdoc/>
        public override void Validate(string name, PopulationDescription population, ValidationErrors errors)
        {
            errors.AtLeast($"{name} selects every n-th neuron, n", N, 1);
            errors.Within($"{name} first neuron selected", First, 0, population.Size - 1);
        }
    }

    /// <summary>Neurons by their ids.</summary>
    /// <param name="Neurons">Ids, in any order, each once.</param>
    public sealed record List(IReadOnlyList<int> Neurons) : NeuronSelection
    {
        /// <inheritdoc/>
        public override IEnumerable<int> Ids(PopulationDescription population, RandomKey key) => Neurons.Order();

        /// <inheritdoc/>
        public override int CountIn(PopulationDescription population) => Neurons.Count;

        /// <inheritdoc/>
        public override void Validate(string name, PopulationDescription population, ValidationErrors errors)
        {
            if (Neurons.Count == 0)
            {
                errors.Add($"{name} selects no neuron: must select at least one");
            }

            int wrong = Neurons.ToList().FindIndex(id => (uint)id >= (uint)population.Size);
            if (wrong >= 0)
            {
                errors.Add(Text($"{name} selects neuron {Neurons[wrong]}: {population.Name} has those from 0 to {population.Size - 1}"));
            }
            else if (Neurons.Distinct().Count() < Neurons.Count)
            {
                errors.Add($"{name} selects neuron {Neurons.GroupBy(id => id).First(same => same.Count() > 1).Key} more than once");
            }
        }
    }

    /// <summary>So many neurons, drawn without replacement; which ones follows from the seed and from who selects.</summary>
    /// <param name="Count">How many, 1 to the size of the population.</param>
    public sealed record Random(int Count) : NeuronSelection
    {
        /// <inheritdoc/>
        public override int CountIn(PopulationDescription population) => Count;

        /// <inheritdoc/>
        public override IEnumerable<int> Ids(PopulationDescription population, RandomKey key)
        {
            RandomStream random = key.Stream(0, 0);
            var drawn = new SortedSet<int>();
            random.AddSubset(Count, population.Size, drawn);
            return drawn;
        }

        /// <inheritdoc/>
        public override void Validate(string name, PopulationDescription population, ValidationErrors errors) =>
            errors.Within($"{name} number of neurons selected", Count, 1, population.Size);
    }

    /// <summary>Neurons in a box on the population's grid.</summary>
    /// <param name="X">The first column.</param>
    /// <param name="Y">The first row.</param>
    /// <param name="Width">Columns, at least 1; the box lies on the grid.</param>
    /// <param name="Height">Rows, at least 1.</param>
    public sealed record Box(int X, int Y, int Width, int Height) : NeuronSelection
    {
        /// <inheritdoc/>
        public override int CountIn(PopulationDescription population) => Width * Height;

        /// <inheritdoc/>
        public override IEnumerable<int> Ids(PopulationDescription population, RandomKey key) =>
            from y in Enumerable.Range(Y, Height)
            from x in Enumerable.Range(X, Width)
            select (y * population.Grid!.Value.Width) + x;

        /// <inheritdoc/>
        public override void Validate(string name, PopulationDescription population, ValidationErrors errors)
        {
            if (HasGrid(name, population, errors) is GridGeometry grid
                && (X < 0 || Y < 0 || Width < 1 || Height < 1 || X > grid.Width - Width || Y > grid.Height - Height))
            {
                errors.Add(Text($"{name} selects a box of {Width}x{Height} at ({X}, {Y}): must lie on the grid of {grid.Width}x{grid.Height}"));
            }
        }
    }

    /// <summary>Neurons within a distance of a point on the population's grid, which is periodic.</summary>
    /// <param name="X">Column of the point.</param>
    /// <param name="Y">Row of the point.</param>
    /// <param name="Radius">The distance, in grid positions, at least 0.</param>
    public sealed record Disc(int X, int Y, double Radius) : NeuronSelection
    {
        /// <inheritdoc/>
        public override int CountIn(PopulationDescription population) => Ids(population, default).Count();

        /// <inheritdoc/>
        public override IEnumerable<int> Ids(PopulationDescription population, RandomKey key)
        {
            GridGeometry grid = population.Grid!.Value;
            int middle = (Y * grid.Width) + X;
            return Enumerable.Range(0, population.Size).Where(id => grid.SquaredDistance(middle, id) <= Radius * Radius);
        }

        /// <inheritdoc/>
        public override void Validate(string name, PopulationDescription population, ValidationErrors errors)
        {
            errors.AtLeast($"{name} radius of the disc selected", Radius, 0);
            if (HasGrid(name, population, errors) is GridGeometry grid && ((uint)X >= (uint)grid.Width || (uint)Y >= (uint)grid.Height))
            {
                errors.Add(Text($"{name} selects a disc around ({X}, {Y}): must lie on the grid of {grid.Width}x{grid.Height}"));
            }
        }
    }

    /// <summary>The ids, ascending, each once.</summary>
    /// <param name="population">The population, which the selection fits.</param>
    /// <param name="key">For selections that are drawn.</param>
    public abstract IEnumerable<int> Ids(PopulationDescription population, RandomKey key);

    /// <summary>How many neurons it selects of a population that it fits.</summary>
    public virtual int CountIn(PopulationDescription population) => population.Size;

    /// <summary>Adds an error where the selection is empty or reaches beyond the population.</summary>
    public virtual void Validate(string name, PopulationDescription population, ValidationErrors errors)
    {
    }

    private static GridGeometry? HasGrid(string name, PopulationDescription population, ValidationErrors errors)
    {
        if (population.Grid is null)
        {
            errors.Add($"{name} selects by position: {population.Name} has no grid");
        }

        return population.Grid;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
