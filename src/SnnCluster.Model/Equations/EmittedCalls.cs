using System.Reflection;
using System.Reflection.Emit;
using SnnCluster.Model.Lanes;

namespace SnnCluster.Model.Equations;

/// <summary>Calls of what a lane can do, as C# writes them for a type parameter.</summary>
/// <param name="lane">The type parameter.</param>
/// <param name="inlines">Whether functions are part of the code around them.</param>
internal sealed class EmittedCalls(Type lane, bool inlines)
{
    private static readonly Dictionary<Operation, string> Members = new()
    {
        [Operation.Add] = "op_Addition",
        [Operation.Subtract] = "op_Subtraction",
        [Operation.Multiply] = "op_Multiply",
        [Operation.Divide] = "op_Division",
        [Operation.Negate] = "op_UnaryNegation",
        [Operation.Less] = "op_LessThan",
        [Operation.LessOrEqual] = "op_LessThanOrEqual",
        [Operation.Equal] = nameof(ILane<>.Equal),
        [Operation.And] = nameof(ILane<>.And),
        [Operation.Or] = nameof(ILane<>.Or),
        [Operation.Not] = nameof(ILane<>.Not),
        [Operation.Select] = nameof(ILane<>.Select),
        [Operation.Sqrt] = nameof(ILane<>.Sqrt),
        [Operation.Abs] = nameof(ILane<>.Abs),
    };

    private static readonly Dictionary<Operation, string> Functions = new()
    {
        [Operation.Exp] = nameof(LaneMath.Exp),
        [Operation.ExpMinusOne] = nameof(LaneMath.ExpMinusOne),
        [Operation.RelativeExp] = nameof(LaneMath.RelativeExp),
        [Operation.Log] = nameof(LaneMath.Log),
        [Operation.Tanh] = nameof(LaneMath.Tanh),
        [Operation.Min] = nameof(LaneMath.Min),
        [Operation.Max] = nameof(LaneMath.Max),
    };

    private readonly Type _contract = typeof(ILane<>).MakeGenericType(lane);

    /// <summary>Calls what computes an operation of what lies on the stack.</summary>
    public void Call(ILGenerator il, Operation operation)
    {
        if (Members.TryGetValue(operation, out string? member))
        {
            Member(il, member);
        }
        else
        {
            Function(il, Functions[operation]);
        }
    }

    /// <summary>Makes a lane of a number.</summary>
    public void Of(ILGenerator il) => Member(il, nameof(ILane<>.Of));

    public void FlushDenormal(ILGenerator il) => Function(il, nameof(LaneMath.FlushDenormal));

    private void Member(ILGenerator il, string name)
    {
        il.Emit(OpCodes.Constrained, lane);
        il.Emit(OpCodes.Call, TypeBuilder.GetMethod(_contract, typeof(ILane<>).GetMethod(name)!));
    }

    private void Function(ILGenerator il, string name)
    {
        MethodInfo method = (inlines ? null : typeof(LaneCalls).GetMethod(name)) ?? typeof(LaneMath).GetMethod(name)!;
        il.Emit(OpCodes.Call, method.MakeGenericMethod(lane));
    }

    /// <summary>A property of a struct that is generic over the lane; its address lies on the stack.</summary>
    public void Property(ILGenerator il, Type open, string name)
    {
        MethodInfo get = open.GetProperty(name)!.GetMethod!;
        il.Emit(OpCodes.Call, TypeBuilder.GetMethod(open.MakeGenericType(lane), get));
    }
}
