using System.Globalization;
using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.InteropServices;
using SnnCluster.Model.Lanes;
using SnnCluster.Model.Plasticity;

namespace SnnCluster.Model.Equations;

/// <summary>A compiled synapse model.</summary>
/// <param name="Model">The type of its struct.</param>
/// <param name="Constants">Its constants.</param>
internal sealed record EmittedSynapse(Type Model, IReadOnlyList<float> Constants)
{
    public ISynapseModel Create() => (ISynapseModel)EmittedCode.Fill(Model, Constants);
}

/// <summary>Compiles what events do into the struct that someone would write in C#.</summary>
internal sealed class SynapseEmitter
{
    private const MethodAttributes Implements =
        MethodAttributes.Public | MethodAttributes.Final | MethodAttributes.Virtual | MethodAttributes.HideBySig | MethodAttributes.NewSlot;

    private static readonly Type[] In = [typeof(InAttribute)];

    private readonly SynapsePlan _plan;
    private readonly Dictionary<Node, int> _constants = [];
    private readonly Dictionary<SynapseOwner, Type> _states = [];
    private readonly Dictionary<int, FieldInfo> _fields = [];
    private FieldBuilder[] _constantFields = [];
    private Type _contract = typeof(ISynapseModel);

    private SynapseEmitter(SynapsePlan plan)
    {
        _plan = plan;
        var seen = new HashSet<Node>();
        foreach (Node root in Roots)
        {
            Number(root, seen);
        }
    }

    private IEnumerable<Node> Roots => [_plan.Delivered, .. _plan.OnPre, .. _plan.OnPost, .. _plan.Variables.Select(variable => _plan.Graph.Constant(variable.AtRest))];

    /// <summary>The struct of a plan; plans that differ in numbers alone have one type.</summary>
    public static EmittedSynapse Of(SynapsePlan plan)
    {
        var emitter = new SynapseEmitter(plan);
        Type model = EmittedCode.Of(emitter.Text(), emitter.Define, (assembly, name) => assembly.GetType($"{name}Synapse", throwOnError: true)!);
        return new EmittedSynapse(model, [.. emitter._constants.OrderBy(one => one.Value).Select(one => (float)one.Key.Value)]);
    }

    private void Number(Node node, HashSet<Node> seen)
    {
        if (!seen.Add(node))
        {
            return;
        }

        if (node.IsConstant && !NodeText.IsPlain(node))
        {
            _constants.TryAdd(node, _constants.Count);
        }

        Array.ForEach(node.Operands, operand => Number(operand, seen));
    }

    private string Text()
    {
        var text = new NodeText(leaf => leaf.IsConstant
            ? string.Create(CultureInfo.InvariantCulture, $"c{_constants[leaf]}")
            : string.Create(CultureInfo.InvariantCulture, $"{leaf.Operation}{leaf.Index}"));
        text.Add("synapse").Add(_plan.Traits.ToString()).Add(string.Join(' ', _plan.Variables.Select(variable =>
            string.Create(CultureInfo.InvariantCulture, $"{variable.Name} {variable.Owner} {variable.Curve}"))));
        foreach (Node root in Roots)
        {
            text.Add(root);
        }

        return text.ToString();
    }

    private void Define(ModuleBuilder module, string name)
    {
        foreach (SynapseOwner owner in new[] { SynapseOwner.Synapse, SynapseOwner.Source, SynapseOwner.Target })
        {
            _states[owner] = _plan.Of(owner).Any() ? DefineState(module, $"{name}{owner}State", owner) : typeof(NoState);
        }

        TypeBuilder model = module.DefineType($"{name}Synapse", EmittedCode.Struct, typeof(ValueType));
        _constantFields = EmittedCode.DefineConstants(model, _constants.Count);
        _contract = typeof(ISynapseModel<,,>).MakeGenericType(_states[SynapseOwner.Synapse], _states[SynapseOwner.Source], _states[SynapseOwner.Target]);
        model.AddInterfaceImplementation(_contract);
        DefineTraits(model);
        DefineDecay(model, "DecaySource", SynapseOwner.Source);
        DefineDecay(model, "DecayTarget", SynapseOwner.Target);
        DefineEvent(model, "SourceEvent", SynapseOwner.Source, _plan.OnPre);
        DefineEvent(model, "TargetSpike", SynapseOwner.Target, _plan.OnPost);
        DefineHook(model, "OnSourceEvent", _plan.OnPre, _plan.Delivered);
        DefineHook(model, "OnTargetSpike", _plan.OnPost, null);
        MethodBuilder modulator = Method(model, "OnModulator", typeof(void), [typeof(float).MakeByRefType(), State(SynapseOwner.Synapse).MakeByRefType(), typeof(float)], []);
        modulator.GetILGenerator().Emit(OpCodes.Ret);
        DefineAdvance(model);
        model.CreateType();
    }

    private Type State(SynapseOwner owner) => _states[owner];

    private TypeBuilder DefineState(ModuleBuilder module, string name, SynapseOwner owner)
    {
        TypeBuilder type = module.DefineType(name, EmittedCode.Struct, typeof(ValueType));
        foreach ((int index, SynapseVariable variable) in _plan.Variables.Index().Where(one => one.Item.Owner == owner))
        {
            _fields[index] = type.DefineField(variable.Name, typeof(float), FieldAttributes.Public);
        }

        type.CreateType();
        return type;
    }

    // Arguments by 'in' are marked so in methods of interfaces; those by 'ref' are not.
    private static MethodBuilder Method(TypeBuilder model, string name, Type returns, Type[] arguments, int[] byIn)
    {
        MethodBuilder method = model.DefineMethod(
            name,
            Implements,
            CallingConventions.HasThis,
            returns,
            null,
            null,
            arguments,
            [.. arguments.Select((_, i) => byIn.Contains(i) ? In : [])],
            null);
        method.SetImplementationFlags(MethodImplAttributes.AggressiveInlining);
        return method;
    }

    private void DefineTraits(TypeBuilder model)
    {
        MethodBuilder get = model.DefineMethod(
            "get_Traits", MethodAttributes.Public | MethodAttributes.Static | MethodAttributes.HideBySig | MethodAttributes.SpecialName, typeof(SynapseTraits), []);
        get.SetImplementationFlags(MethodImplAttributes.AggressiveInlining);
        ILGenerator il = get.GetILGenerator();
        il.Emit(OpCodes.Ldc_I4, (int)_plan.Traits);
        il.Emit(OpCodes.Ret);
        model.DefineMethodOverride(get, Declared("get_Traits"));
    }

    private MethodInfo Declared(string name)
    {
        MethodInfo open = typeof(ISynapseModel<,,>).GetMethod(name)!;
        return _states.Values.Any(state => state is TypeBuilder) ? TypeBuilder.GetMethod(_contract, open) : _contract.GetMethod(name)!;
    }

    // State decays(in state, int steps, in TDecays decays).
    private void DefineDecay(TypeBuilder model, string name, SynapseOwner owner)
    {
        MethodBuilder method = model.DefineMethod(name, Implements);
        Type decays = DefineDecays(method);
        Type state = State(owner);
        method.SetSignature(state, null, null, [state.MakeByRefType(), typeof(int), decays.MakeByRefType()], [In, [], In], null);
        method.SetImplementationFlags(MethodImplAttributes.AggressiveInlining);
        ILGenerator il = method.GetILGenerator();
        LocalBuilder after = Copy(il, state, OpCodes.Ldarg_1);
        foreach ((int index, SynapseVariable variable) in _plan.Variables.Index().Where(one => one.Item.Owner == owner && one.Item.Curve >= 0))
        {
            il.Emit(OpCodes.Ldloca, after);
            EmitDecay(
                il,
                variable,
                decays,
                () =>
                {
                    il.Emit(OpCodes.Ldarg_1);
                    il.Emit(OpCodes.Ldfld, _fields[index]);
                },
                steps: 2,
                curves: 3);
            il.Emit(OpCodes.Stfld, _fields[index]);
        }

        il.Emit(OpCodes.Ldloc, after);
        il.Emit(OpCodes.Ret);
    }

    private static GenericTypeParameterBuilder DefineDecays(MethodBuilder method)
    {
        GenericTypeParameterBuilder decays = method.DefineGenericParameters("TDecays")[0];
        decays.SetGenericParameterAttributes(GenericParameterAttributes.NotNullableValueTypeConstraint | GenericParameterAttributes.DefaultConstructorConstraint);
        decays.SetInterfaceConstraints(typeof(IDecays));
        return decays;
    }

    // rest + (x - rest)·curve, or x·curve where that is 0.
    private void EmitDecay(ILGenerator il, SynapseVariable variable, Type decays, Action value, byte steps, byte curves)
    {
        Node rest = _plan.Graph.Constant(variable.AtRest);
        bool hasRest = variable.AtRest != 0;
        if (hasRest)
        {
            EmitConstant(il, rest);
        }

        value();
        if (hasRest)
        {
            EmitConstant(il, rest);
            il.Emit(OpCodes.Sub);
        }

        il.Emit(OpCodes.Ldarg_S, curves);
        il.Emit(OpCodes.Ldc_I4, variable.Curve);
        il.Emit(OpCodes.Ldarg_S, steps);
        il.Emit(OpCodes.Constrained, decays);
        il.Emit(OpCodes.Callvirt, typeof(IDecays).GetMethod(nameof(IDecays.After))!);
        il.Emit(OpCodes.Mul);
        if (hasRest)
        {
            il.Emit(OpCodes.Add);
        }
    }

    // State event(in before).
    private void DefineEvent(TypeBuilder model, string name, SynapseOwner owner, IReadOnlyList<Node> after)
    {
        Type state = State(owner);
        MethodBuilder method = Method(model, name, state, [state.MakeByRefType()], [0]);
        ILGenerator il = method.GetILGenerator();
        LocalBuilder result = Copy(il, state, OpCodes.Ldarg_1);
        NodeEmitter nodes = Nodes(il, new Dictionary<SynapseOwner, byte> { [owner] = 1 });
        int[] changed = [.. _plan.Variables.Index().Where(one => one.Item.Owner == owner && after[one.Index] != Leaf(one.Index)).Select(one => one.Index)];
        Array.ForEach(changed, index => nodes.Count(after[index]));
        foreach (int index in changed)
        {
            il.Emit(OpCodes.Ldloca, result);
            nodes.Emit(after[index]);
            il.Emit(OpCodes.Stfld, _fields[index]);
        }

        il.Emit(OpCodes.Ldloc, result);
        il.Emit(OpCodes.Ret);
    }

    // What it gives, and new values of weight and synapse, of values before.
    private void DefineHook(TypeBuilder model, string name, IReadOnlyList<Node> after, Node? delivered)
    {
        MethodBuilder method = Method(
            model,
            name,
            delivered is null ? typeof(void) : typeof(float),
            [typeof(float).MakeByRefType(), .. new[] { SynapseOwner.Synapse, SynapseOwner.Source, SynapseOwner.Target }.Select(owner => State(owner).MakeByRefType())],
            [2, 3]);
        ILGenerator il = method.GetILGenerator();
        NodeEmitter nodes = Nodes(il, new Dictionary<SynapseOwner, byte>
        {
            [SynapseOwner.Weight] = 1,
            [SynapseOwner.Synapse] = 2,
            [SynapseOwner.Source] = 3,
            [SynapseOwner.Target] = 4,
        });
        int[] changed = [.. _plan.Variables.Index().Where(one => one.Item.Owner is SynapseOwner.Weight or SynapseOwner.Synapse && after[one.Index] != Leaf(one.Index)).Select(one => one.Index)];
        Array.ForEach(changed, index => nodes.Count(after[index]));
        LocalBuilder? gives = null;
        if (delivered is not null)
        {
            nodes.Count(delivered);
            gives = il.DeclareLocal(typeof(float));
            nodes.Emit(delivered);
            il.Emit(OpCodes.Stloc, gives);
        }

        LocalBuilder[] values = Array.ConvertAll(changed, index =>
        {
            LocalBuilder value = il.DeclareLocal(typeof(float));
            nodes.Emit(after[index]);
            il.Emit(OpCodes.Stloc, value);
            return value;
        });
        foreach ((int index, LocalBuilder value) in changed.Zip(values))
        {
            Store(il, index, () => il.Emit(OpCodes.Ldloc, value));
        }

        if (gives is not null)
        {
            il.Emit(OpCodes.Ldloc, gives);
        }

        il.Emit(OpCodes.Ret);
    }

    // Advance(ref weight, ref synapse, modulator, steps, in decays).
    private void DefineAdvance(TypeBuilder model)
    {
        MethodBuilder method = model.DefineMethod("Advance", Implements);
        Type decays = DefineDecays(method);
        method.SetSignature(
            typeof(void),
            null,
            null,
            [typeof(float).MakeByRefType(), State(SynapseOwner.Synapse).MakeByRefType(), typeof(float), typeof(int), decays.MakeByRefType()],
            [[], [], [], [], In],
            null);
        method.SetImplementationFlags(MethodImplAttributes.AggressiveInlining);
        ILGenerator il = method.GetILGenerator();
        foreach ((int index, SynapseVariable variable) in _plan.Variables.Index().Where(one => one.Item is { Owner: SynapseOwner.Weight or SynapseOwner.Synapse, Curve: >= 0 }))
        {
            Store(il, index, () => EmitDecay(il, variable, decays, () => LoadFrom(il, index, variable.Owner == SynapseOwner.Weight ? (byte)1 : (byte)2), steps: 4, curves: 5));
        }

        il.Emit(OpCodes.Ret);
    }

    private void Store(ILGenerator il, int index, Action value)
    {
        bool isWeight = _plan.Variables[index].Owner == SynapseOwner.Weight;
        il.Emit(isWeight ? OpCodes.Ldarg_1 : OpCodes.Ldarg_2);
        value();
        if (isWeight)
        {
            il.Emit(OpCodes.Stind_R4);
        }
        else
        {
            il.Emit(OpCodes.Stfld, _fields[index]);
        }
    }

    private void LoadFrom(ILGenerator il, int index, byte argument)
    {
        il.Emit(OpCodes.Ldarg_S, argument);
        if (_plan.Variables[index].Owner == SynapseOwner.Weight)
        {
            il.Emit(OpCodes.Ldind_R4);
        }
        else
        {
            il.Emit(OpCodes.Ldfld, _fields[index]);
        }
    }

    private static LocalBuilder Copy(ILGenerator il, Type state, OpCode argument)
    {
        LocalBuilder copy = il.DeclareLocal(state);
        il.Emit(argument);
        il.Emit(OpCodes.Ldobj, state);
        il.Emit(OpCodes.Stloc, copy);
        return copy;
    }

    private Node Leaf(int index) => _plan.Graph.Leaf(Operation.State, index);

    private NodeEmitter Nodes(ILGenerator il, Dictionary<SynapseOwner, byte> arguments) => new(
        il,
        typeof(float),
        typeof(bool),
        leaf =>
        {
            if (leaf.IsConstant)
            {
                EmitConstant(il, leaf);
            }
            else
            {
                LoadFrom(il, leaf.Index, arguments[_plan.Variables[leaf.Index].Owner]);
            }
        },
        operation => Compute(il, operation));

    private void EmitConstant(ILGenerator il, Node constant)
    {
        if (NodeText.IsPlain(constant))
        {
            il.Emit(OpCodes.Ldc_R4, (float)constant.Value);
        }
        else
        {
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldfld, _constantFields[_constants[constant]]);
        }
    }

    private static void Compute(ILGenerator il, Operation operation)
    {
        OpCode? code = operation switch
        {
            Operation.Add => OpCodes.Add,
            Operation.Subtract => OpCodes.Sub,
            Operation.Multiply => OpCodes.Mul,
            Operation.Divide => OpCodes.Div,
            Operation.Negate => OpCodes.Neg,
            _ => null,
        };
        if (code is OpCode one)
        {
            il.Emit(one);
        }
        else
        {
            il.Emit(OpCodes.Call, typeof(ScalarMath).GetMethod(operation.ToString())!);
        }
    }
}
