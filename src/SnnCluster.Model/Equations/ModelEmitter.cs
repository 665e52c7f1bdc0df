using System.Reflection;
using System.Reflection.Emit;
using SnnCluster.Model.Lanes;
using SnnCluster.Model.Neurons;

namespace SnnCluster.Model.Equations;

/// <summary>
/// Compiles a program into the struct that someone would write in C#: over a lane T, with a field for each variable, so that loops on the host and kernels on a GPU are
/// made for it as for any other.
/// </summary>
internal static class ModelEmitter
{
    /// <summary>The struct of a program; programs with the same text have one.</summary>
    public static EmittedModel Of(StepProgram program) => EmittedCode.Of(
        program.Text,
        (module, name) => Define(module, name, program),
        (assembly, name) => new EmittedModel(assembly.GetType($"{name}`1", throwOnError: true)!, assembly.GetType($"{name}Constants", throwOnError: true)!));

    private static void Define(ModuleBuilder module, string name, StepProgram program)
    {
        TypeBuilder constants = module.DefineType($"{name}Constants", EmittedCode.Struct, typeof(ValueType));
        FieldBuilder[] constantFields = EmittedCode.DefineConstants(constants, program.Constants);
        constants.CreateType();

        TypeBuilder model = module.DefineType($"{name}`1", EmittedCode.Struct, typeof(ValueType));
        GenericTypeParameterBuilder lane = model.DefineGenericParameters("T")[0];
        lane.SetGenericParameterAttributes(
            GenericParameterAttributes.NotNullableValueTypeConstraint | GenericParameterAttributes.DefaultConstructorConstraint);
        lane.SetInterfaceConstraints(typeof(ILane<>).MakeGenericType(lane));
        model.AddInterfaceImplementation(typeof(INeuronModel<,>).MakeGenericType(lane, constants));

        Type self = model.MakeGenericType(lane);
        FieldInfo Field(string field) => TypeBuilder.GetField(self, model.DefineField(field, lane, FieldAttributes.Public));
        FieldInfo[] states = [.. program.States.Select(state => Field(state.Name))];
        FieldInfo? refractory = program.Refractory is null ? null : Field(EquationReader.RefractoryTime);
        FieldInfo[] parameters = new FieldInfo[program.Fields.Count];
        ConstructorInfo perNeuron = typeof(PerNeuronAttribute).GetConstructor([])!;
        for (int i = 0; i < parameters.Length; i++)
        {
            FieldBuilder field = model.DefineField(program.Fields[i].Field, lane, FieldAttributes.Public);
            field.SetCustomAttribute(perNeuron, [1, 0, 0, 0]);
            parameters[i] = TypeBuilder.GetField(self, field);
        }

        var fields = new EmittedFields(lane, constantFields, states, refractory, parameters);
        DefineMembranePotential(model, program, fields);
        DefineStep(model, constants, program, fields);
        model.CreateType();
    }

    private static void DefineMembranePotential(TypeBuilder model, StepProgram program, EmittedFields fields)
    {
        const string Name = nameof(INeuronModel<,>.MembranePotential);
        MethodBuilder method = model.DefineMethod(
            $"get_{Name}",
            MethodAttributes.Public | MethodAttributes.Final | MethodAttributes.Virtual | MethodAttributes.HideBySig | MethodAttributes.NewSlot | MethodAttributes.SpecialName,
            fields.Lane,
            []);
        method.SetImplementationFlags(MethodImplAttributes.AggressiveInlining);
        StepEmitter.EmitMembranePotential(program, fields, method.GetILGenerator());
        PropertyBuilder property = model.DefineProperty(Name, PropertyAttributes.None, fields.Lane, null);
        property.SetGetMethod(method);
    }

    private static void DefineStep(TypeBuilder model, Type constants, StepProgram program, EmittedFields fields)
    {
        // Arguments by 'in' are marked so in methods of interfaces.
        Type[] marked = [typeof(System.Runtime.InteropServices.InAttribute)];
        MethodBuilder method = model.DefineMethod(
            nameof(INeuronModel<,>.Step),
            MethodAttributes.Public | MethodAttributes.Final | MethodAttributes.Virtual | MethodAttributes.HideBySig | MethodAttributes.NewSlot,
            CallingConventions.HasThis,
            typeof(Mask<>).MakeGenericType(fields.Lane),
            null,
            null,
            [typeof(SynapticInput<>).MakeGenericType(fields.Lane), constants.MakeByRefType(), typeof(NeuronStep).MakeByRefType()],
            [[], marked, marked],
            null);
        method.SetImplementationFlags(program.IsInlined
            ? MethodImplAttributes.AggressiveInlining
            : MethodImplAttributes.NoInlining | MethodImplAttributes.AggressiveOptimization);
        method.InitLocals = false;
        StepEmitter.EmitStep(program, fields, method.GetILGenerator());
    }
}

/// <summary>A compiled struct.</summary>
/// <param name="Model">The open generic type of the model.</param>
/// <param name="Constants">The type of its constants.</param>
internal sealed record EmittedModel(Type Model, Type Constants)
{
    /// <summary>A struct of constants.</summary>
    public ValueType ConstantsOf(IEnumerable<float> values) => (ValueType)EmittedCode.Fill(Constants, values);
}
