using System.Globalization;
using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using SnnCluster.Model.Lanes;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;

namespace SnnCluster.Model.Equations;

/// <summary>
/// Compiles a program into the struct that someone would write in C#: over a lane T, with a field for each variable, so that loops on the host and kernels on a GPU are
/// made for it as for any other. It is written as an assembly and loaded, since ILGPU reads the code of methods, which builders at run time do not give.
/// </summary>
internal static class ModelEmitter
{
    // What is loaded stays, some 100 kB each: a node that is sent one text after the other must not run out of memory.
    private const int MostModels = 2000;

    private static readonly Dictionary<string, EmittedModel> Known = [];

    /// <summary>The struct of a program; programs with the same text have one.</summary>
    /// <exception cref="InvalidDescriptionException">There are too many in this process.</exception>
    public static EmittedModel Of(StepProgram program)
    {
        lock (Known)
        {
            if (!Known.TryGetValue(program.Text, out EmittedModel? model))
            {
                if (Known.Count >= MostModels)
                {
                    throw new InvalidDescriptionException(string.Create(
                        CultureInfo.InvariantCulture, $"this process has compiled {MostModels} different equations, which is the most that it keeps: start it again"));
                }

                Known[program.Text] = model = Emit(program, Known.Count);
            }

            return model;
        }
    }

    private static EmittedModel Emit(StepProgram program, int number)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"Equations{number}");
        var assembly = new PersistedAssemblyBuilder(new AssemblyName($"SnnCluster.{name}"), typeof(object).Assembly);
        ModuleBuilder module = assembly.DefineDynamicModule(name);
        const TypeAttributes Struct = TypeAttributes.Public | TypeAttributes.Sealed | TypeAttributes.SequentialLayout | TypeAttributes.BeforeFieldInit;
        TypeBuilder constants = module.DefineType($"SnnCluster.{name}Constants", Struct, typeof(ValueType));
        FieldBuilder[] constantFields =
            [.. Enumerable.Range(0, Math.Max(1, program.Constants)).Select(i => constants.DefineField(string.Create(CultureInfo.InvariantCulture, $"C{i}"), typeof(float), FieldAttributes.Public))];
        constants.CreateType();

        TypeBuilder model = module.DefineType($"SnnCluster.{name}`1", Struct, typeof(ValueType));
        GenericTypeParameterBuilder lane = model.DefineGenericParameters("T")[0];
        lane.SetGenericParameterAttributes(
            GenericParameterAttributes.NotNullableValueTypeConstraint | GenericParameterAttributes.DefaultConstructorConstraint);
        lane.SetInterfaceConstraints(typeof(ILane<>).MakeGenericType(lane));
        Type contract = typeof(INeuronModel<,>).MakeGenericType(lane, constants);
        model.AddInterfaceImplementation(contract);

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

        using var stream = new MemoryStream();
        assembly.Save(stream);
        stream.Position = 0;
        AssemblyLoadContext context = AssemblyLoadContext.GetLoadContext(typeof(ModelEmitter).Assembly) ?? AssemblyLoadContext.Default;
        Assembly loaded = context.LoadFromStream(stream);
        return new EmittedModel(loaded.GetType($"SnnCluster.{name}`1", throwOnError: true)!, loaded.GetType($"SnnCluster.{name}Constants", throwOnError: true)!);
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
    private readonly FieldInfo[] _fields = [.. Constants.GetFields().OrderBy(field => field.MetadataToken)];

    /// <summary>A struct of constants.</summary>
    public ValueType ConstantsOf(IEnumerable<float> values)
    {
        object constants = RuntimeHelpers.GetUninitializedObject(Constants);
        foreach ((FieldInfo field, float value) in _fields.Zip(values))
        {
            field.SetValue(constants, value);
        }

        return (ValueType)constants;
    }
}
