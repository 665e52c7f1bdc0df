namespace SnnCluster.Engine.Neurons;

/// <summary>State of a partition's neurons of a population.</summary>
internal interface IStateReader
{
    /// <summary>Names of the state variables.</summary>
    IReadOnlyList<string> StateVariables { get; }

    /// <summary>Reads one state variable.</summary>
    /// <param name="variable">Its number.</param>
    /// <param name="values">Takes those of as many neurons as it is long.</param>
    /// <param name="first">The first of them, by its place in the slice.</param>
    void ReadState(int variable, Span<float> values, int first = 0);
}
