using System.Reflection;
using System.Reflection.Emit;
using SnnCluster.Model.Lanes;
using SnnCluster.Model.Neurons;

namespace SnnCluster.Model.Equations;

/// <summary>The fields of a struct that is being written.</summary>
/// <param name="Lane">The lane, a type parameter.</param>
/// <param name="Constants">Fields of the constants.</param>
/// <param name="States">State variables.</param>
/// <param name="Refractory">Steps that a neuron stays refractory; null where it never is.</param>
/// <param name="Parameters">Parameters of each neuron.</param>
internal sealed record EmittedFields(Type Lane, FieldInfo[] Constants, FieldInfo[] States, FieldInfo? Refractory, FieldInfo[] Parameters);

/// <summary>
/// Writes the code of a step. Its arguments are the struct itself, input, constants, and which step it is. What is needed more than once is kept in a local, all else
/// goes by the stack.
/// </summary>
internal sealed class StepEmitter
{
    private readonly StepProgram _program;
    private readonly EmittedFields _fields;
    private readonly ILGenerator _il;
    private readonly EmittedCalls _calls;
    private readonly Type _mask;
    private readonly NodeEmitter _nodes;

    private StepEmitter(StepProgram program, EmittedFields fields, ILGenerator il)
    {
        (_program, _fields, _il) = (program, fields, il);
        _calls = new EmittedCalls(fields.Lane, program.InlinesFunctions);
        _mask = typeof(Mask<>).MakeGenericType(fields.Lane);
        _nodes = new NodeEmitter(il, fields.Lane, _mask, Constant, operation => _calls.Call(il, operation));
    }

    /// <summary>Writes what gives the membrane potential.</summary>
    public static void EmitMembranePotential(StepProgram program, EmittedFields fields, ILGenerator il)
    {
        var emitter = new StepEmitter(program, fields, il);
        if (program.Membrane < 0)
        {
            emitter.Number(0);
        }
        else
        {
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldfld, fields.States[program.Membrane]);
            float size = (float)program.States[program.Membrane].Unit.Size;
            if (size != 1)
            {
                emitter.Number(size);
                emitter._calls.Call(il, Operation.Multiply);
            }
        }

        il.Emit(OpCodes.Ret);
    }

    /// <summary>Writes the step.</summary>
    public static void EmitStep(StepProgram program, EmittedFields fields, ILGenerator il)
    {
        var emitter = new StepEmitter(program, fields, il);
        LocalBuilder spikes = emitter.EmitStep();
        il.Emit(OpCodes.Ldloc, spikes);
        il.Emit(OpCodes.Ret);
    }

    private LocalBuilder EmitStep()
    {
        foreach (Node root in _program.Roots)
        {
            _nodes.Count(root);
        }

        // Fields are read once and written once: they may live in memory.
        LocalBuilder[] states = Array.ConvertAll(_fields.States, _ => _il.DeclareLocal(_fields.Lane));
        for (int i = 0; i < states.Length; i++)
        {
            _il.Emit(OpCodes.Ldarg_0);
            _il.Emit(OpCodes.Ldfld, _fields.States[i]);
            _il.Emit(OpCodes.Stloc, states[i]);
        }

        foreach (Node leaf in _nodes.Counted.Where(node => node.Operands.Length == 0).ToArray())
        {
            Load(leaf, states);
        }

        LocalBuilder spikes = _program.Loops ? EmitSubsteps(states) : EmitOnce(states);
        for (int i = 0; i < states.Length; i++)
        {
            _il.Emit(OpCodes.Ldarg_0);
            _il.Emit(OpCodes.Ldloc, states[i]);
            if (_program.Decaying.Contains(i))
            {
                _calls.FlushDenormal(_il);
            }

            _il.Emit(OpCodes.Stfld, _fields.States[i]);
        }

        if (_program.Refractory is Node refractory)
        {
            _il.Emit(OpCodes.Ldarg_0);
            _nodes.Emit(refractory);
            _il.Emit(OpCodes.Stfld, _fields.Refractory!);
        }

        return spikes;
    }

    private LocalBuilder EmitOnce(LocalBuilder[] states)
    {
        EmitStages(states);
        LocalBuilder spikes = Spikes();
        Advance(states);
        return spikes;
    }

    private LocalBuilder EmitSubsteps(LocalBuilder[] states)
    {
        LocalBuilder spiked = _il.DeclareLocal(_mask);
        Nowhere();
        _il.Emit(OpCodes.Stloc, spiked);
        foreach (Node leaf in _nodes.Counted.Where(node => node.Operation == Operation.Spiked))
        {
            _nodes.Locals[leaf] = spiked;
        }

        ComputeBefore(_program.Roots, leaf =>
            leaf.Operation is Operation.State or Operation.Stage or Operation.Sum or Operation.Spiked or Operation.Jump);

        var before = new Dictionary<Node, LocalBuilder>(_nodes.Locals);
        LocalBuilder substep = _il.DeclareLocal(typeof(int));
        Label again = _il.DefineLabel();
        _il.Emit(OpCodes.Ldc_I4_0);
        _il.Emit(OpCodes.Stloc, substep);
        _il.MarkLabel(again);
        JumpInLast(substep);
        EmitStages(states);
        LocalBuilder now = Spikes();
        Advance(states);
        _il.Emit(OpCodes.Ldloc, spiked);
        _il.Emit(OpCodes.Ldloc, now);
        _calls.Call(_il, Operation.Or);
        _il.Emit(OpCodes.Stloc, spiked);
        _il.Emit(OpCodes.Ldloc, substep);
        _il.Emit(OpCodes.Ldc_I4_1);
        _il.Emit(OpCodes.Add);
        _il.Emit(OpCodes.Stloc, substep);
        _il.Emit(OpCodes.Ldloc, substep);
        _il.Emit(OpCodes.Ldc_I4, _program.Substeps);
        _il.Emit(OpCodes.Blt, again);

        ForgetAllBut(before);
        return spiked;
    }

    // What was computed in a turn of a loop is of that one.
    private void ForgetAllBut(Dictionary<Node, LocalBuilder> before)
    {
        foreach (Node node in _nodes.Locals.Keys.Except(before.Keys).ToArray())
        {
            _nodes.Locals.Remove(node);
        }
    }

    // Slopes at four places, each from those before: their sum with weights 1, 2, 2, 1 is that of the outer ones and twice that of the inner ones.
    private void EmitStages(LocalBuilder[] states)
    {
        if (_program.Stages is not Stages stages)
        {
            return;
        }

        LocalBuilder[] Lanes() => Array.ConvertAll(states, _ => _il.DeclareLocal(_fields.Lane));
        (LocalBuilder[] places, LocalBuilder[] slopes, LocalBuilder[] outer, LocalBuilder[] inner) = (Lanes(), Lanes(), Lanes(), Lanes());
        ComputeBefore(stages.Slopes, leaf => leaf.Operation == Operation.Stage);

        var before = new Dictionary<Node, LocalBuilder>(_nodes.Locals);
        foreach (Node leaf in _nodes.Counted.Where(node => node.Operation == Operation.Stage))
        {
            _nodes.Locals[leaf] = places[leaf.Index];
        }

        for (int i = 0; i < states.Length; i++)
        {
            Copy(states[i], places[i]);
        }

        LocalBuilder stage = _il.DeclareLocal(typeof(int));
        (Label again, Label second, Label third, Label next, Label end) =
            (_il.DefineLabel(), _il.DefineLabel(), _il.DefineLabel(), _il.DefineLabel(), _il.DefineLabel());
        _il.Emit(OpCodes.Ldc_I4_0);
        _il.Emit(OpCodes.Stloc, stage);
        _il.MarkLabel(again);
        for (int i = 0; i < states.Length; i++)
        {
            _nodes.Emit(stages.Slopes[i]);
            _il.Emit(OpCodes.Stloc, slopes[i]);
        }

        If(stage, 0, second);
        ForEach(i => Copy(slopes[i], outer[i]));
        Move(stages.Half);
        _il.Emit(OpCodes.Br, next);
        _il.MarkLabel(second);
        If(stage, 1, third);
        ForEach(i => Copy(slopes[i], inner[i]));
        Move(stages.Half);
        _il.Emit(OpCodes.Br, next);
        _il.MarkLabel(third);
        Label last = _il.DefineLabel();
        If(stage, 2, last);
        ForEach(i => AddTo(inner[i], slopes[i]));
        Move(stages.Whole);
        _il.MarkLabel(next);
        _il.Emit(OpCodes.Ldloc, stage);
        _il.Emit(OpCodes.Ldc_I4_1);
        _il.Emit(OpCodes.Add);
        _il.Emit(OpCodes.Stloc, stage);
        _il.Emit(OpCodes.Br, again);
        _il.MarkLabel(last);
        ForgetAllBut(before);
        ForEach(i =>
        {
            AddTo(outer[i], slopes[i]);
            _il.Emit(OpCodes.Ldloc, outer[i]);
            Number(2);
            _il.Emit(OpCodes.Ldloc, inner[i]);
            _calls.Call(_il, Operation.Multiply);
            _calls.Call(_il, Operation.Add);
            _il.Emit(OpCodes.Stloc, outer[i]);
        });
        foreach (Node leaf in _nodes.Counted.Where(node => node.Operation == Operation.Sum))
        {
            _nodes.Locals[leaf] = outer[leaf.Index];
        }

        void ForEach(Action<int> action)
        {
            for (int i = 0; i < states.Length; i++)
            {
                action(i);
            }
        }

        void Move(Node by) => ForEach(i =>
        {
            _il.Emit(OpCodes.Ldloc, states[i]);
            _nodes.Emit(by);
            _il.Emit(OpCodes.Ldloc, slopes[i]);
            _calls.Call(_il, Operation.Multiply);
            _calls.Call(_il, Operation.Add);
            _il.Emit(OpCodes.Stloc, places[i]);
        });

        void AddTo(LocalBuilder sum, LocalBuilder slope)
        {
            _il.Emit(OpCodes.Ldloc, sum);
            _il.Emit(OpCodes.Ldloc, slope);
            _calls.Call(_il, Operation.Add);
            _il.Emit(OpCodes.Stloc, sum);
        }
    }

    private void If(LocalBuilder stage, int value, Label otherwise)
    {
        _il.Emit(OpCodes.Ldloc, stage);
        _il.Emit(OpCodes.Ldc_I4, value);
        _il.Emit(OpCodes.Bne_Un, otherwise);
    }

    private void Copy(LocalBuilder from, LocalBuilder to)
    {
        _il.Emit(OpCodes.Ldloc, from);
        _il.Emit(OpCodes.Stloc, to);
    }

    private LocalBuilder Spikes()
    {
        LocalBuilder spikes = _il.DeclareLocal(_mask);
        if (_program.Spike is Node spike)
        {
            _nodes.Emit(spike);
            _nodes.Locals[spike] = spikes;
        }
        else
        {
            Nowhere();
        }

        _il.Emit(OpCodes.Stloc, spikes);
        return spikes;
    }

    // Variables take their new values when all are known.
    private void Advance(LocalBuilder[] states)
    {
        LocalBuilder[] next = Array.ConvertAll(states, _ => _il.DeclareLocal(_fields.Lane));
        for (int i = 0; i < next.Length; i++)
        {
            _nodes.Emit(_program.Next[i]);
            _il.Emit(OpCodes.Stloc, next[i]);
        }

        // What is still to be computed does not depend on state.
        for (int i = 0; i < next.Length; i++)
        {
            _il.Emit(OpCodes.Ldloc, next[i]);
            _il.Emit(OpCodes.Stloc, states[i]);
        }
    }

    private void Nowhere()
    {
        Number(1);
        Number(0);
        _calls.Call(_il, Operation.Less);
    }

    // Leaves that are no constants lie in locals.
    private void Load(Node leaf, LocalBuilder[] states)
    {
        switch (leaf.Operation)
        {
            case Operation.State:
                _nodes.Locals[leaf] = states[leaf.Index];
                return;
            case Operation.Constant or Operation.OfStep or Operation.Spiked or Operation.Stage or Operation.Sum:
                return;
            case Operation.Parameter or Operation.Derived:
                _il.Emit(OpCodes.Ldarg_0);
                _il.Emit(OpCodes.Ldfld, _fields.Parameters[_program.FieldOf(leaf)]);
                break;
            case Operation.Refractory:
                _il.Emit(OpCodes.Ldarg_0);
                _il.Emit(OpCodes.Ldfld, _fields.Refractory!);
                break;
            case Operation.ReversalCurrent:
                Input(nameof(SynapticInput<>.Current));
                Input(nameof(SynapticInput<>.Conductance));
                EmitPotential(states);
                _calls.Call(_il, Operation.Multiply);
                _calls.Call(_il, Operation.Add);
                break;
            default:
                Input(leaf.Operation switch
                {
                    Operation.Current => nameof(SynapticInput<>.Current),
                    Operation.Conductance => nameof(SynapticInput<>.Conductance),
                    _ => nameof(SynapticInput<>.PotentialJump),
                });
                break;
        }

        LocalBuilder local = _il.DeclareLocal(_fields.Lane);
        _il.Emit(OpCodes.Stloc, local);
        _nodes.Locals[leaf] = local;
    }

    private void EmitPotential(LocalBuilder[] states)
    {
        _il.Emit(OpCodes.Ldloc, states[_program.Membrane]);
        float size = (float)_program.States[_program.Membrane].Unit.Size;
        if (size != 1)
        {
            Number(size);
            _calls.Call(_il, Operation.Multiply);
        }
    }

    private void Input(string name)
    {
        _il.Emit(OpCodes.Ldarga_S, (byte)1);
        _calls.Property(_il, typeof(SynapticInput<>), name);
    }

    // Jumps come with the last substep.
    private void JumpInLast(LocalBuilder substep)
    {
        if (_nodes.Counted.FirstOrDefault(node => node.Operation == Operation.Jump) is not Node jump)
        {
            return;
        }

        Label others = _il.DefineLabel();
        Number(0);
        _il.Emit(OpCodes.Stloc, _nodes.Locals[jump]);
        _il.Emit(OpCodes.Ldloc, substep);
        _il.Emit(OpCodes.Ldc_I4, _program.Substeps - 1);
        _il.Emit(OpCodes.Bne_Un, others);
        Input(nameof(SynapticInput<>.PotentialJump));
        _il.Emit(OpCodes.Stloc, _nodes.Locals[jump]);
        _il.MarkLabel(others);
    }

    // What no turn of a loop changes is computed before it.
    private void ComputeBefore(IEnumerable<Node> roots, Predicate<Node> changes)
    {
        var known = new Dictionary<Node, bool>();
        bool Varies(Node node)
        {
            if (!known.TryGetValue(node, out bool varies))
            {
                known[node] = varies = changes(node) || node.Operands.Any(Varies);
            }

            return varies;
        }

        void Compute(Node node)
        {
            if (node.Operands.Length == 0 || _nodes.Locals.ContainsKey(node))
            {
                return;
            }

            if (Varies(node))
            {
                Array.ForEach(node.Operands, Compute);
            }
            else
            {
                _nodes.Keep(node);
            }
        }

        foreach (Node root in roots)
        {
            Compute(root);
        }
    }

    private void Constant(Node node)
    {
        if (node.IsConstant && NodeText.IsPlain(node))
        {
            Number((float)node.Value);
        }
        else
        {
            _il.Emit(OpCodes.Ldarg_2);
            _il.Emit(OpCodes.Ldfld, _fields.Constants[_program.ConstantOf(node)]);
            _calls.Of(_il);
        }
    }

    private void Number(float value)
    {
        _il.Emit(OpCodes.Ldc_R4, value);
        _calls.Of(_il);
    }
}
