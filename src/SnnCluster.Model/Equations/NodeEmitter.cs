using System.Reflection.Emit;

namespace SnnCluster.Model.Equations;

/// <summary>Writes the code of nodes: what is needed more than once is kept in a local, all else goes by the stack.</summary>
/// <param name="il">Takes it.</param>
/// <param name="number">The type of numbers.</param>
/// <param name="condition">The type of conditions.</param>
/// <param name="leaf">Loads a leaf that lies in no local.</param>
/// <param name="operation">Computes an operation of what lies on the stack.</param>
internal sealed class NodeEmitter(ILGenerator il, Type number, Type condition, Action<Node> leaf, Action<Operation> operation)
{
    private readonly Dictionary<Node, int> _uses = [];

    /// <summary>Where values lie that are known.</summary>
    public Dictionary<Node, LocalBuilder> Locals { get; } = [];

    /// <summary>Nodes that are needed.</summary>
    public IReadOnlyCollection<Node> Counted => _uses.Keys;

    /// <summary>Says that a node is needed.</summary>
    public void Count(Node node)
    {
        _uses[node] = _uses.GetValueOrDefault(node) + 1;
        if (_uses[node] == 1)
        {
            foreach (Node operand in node.Operands)
            {
                Count(operand);
            }
        }
    }

    /// <summary>Leaves the value of a node on the stack.</summary>
    public void Emit(Node node)
    {
        if (Locals.TryGetValue(node, out LocalBuilder? local))
        {
            il.Emit(OpCodes.Ldloc, local);
        }
        else if (node.Operands.Length == 0)
        {
            leaf(node);
        }
        else if (_uses[node] > 1)
        {
            Keep(node);
            il.Emit(OpCodes.Ldloc, Locals[node]);
        }
        else
        {
            Compute(node);
        }
    }

    /// <summary>Computes a node into a local.</summary>
    public void Keep(Node node)
    {
        Compute(node);
        LocalBuilder local = il.DeclareLocal(node.IsCondition ? condition : number);
        il.Emit(OpCodes.Stloc, local);
        Locals[node] = local;
    }

    private void Compute(Node node)
    {
        foreach (Node operand in node.Operands)
        {
            Emit(operand);
        }

        operation(node.Operation);
    }
}
