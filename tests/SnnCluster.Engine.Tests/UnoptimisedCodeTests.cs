using System.Diagnostics;
using System.Reflection;
using System.Reflection.Emit;

namespace SnnCluster.Engine.Tests;

public sealed class UnoptimisedCodeTests
{
    private const DebuggableAttribute.DebuggingModes Debug =
        DebuggableAttribute.DebuggingModes.Default | DebuggableAttribute.DebuggingModes.DisableOptimizations;

    [Fact]
    public void A_rule_that_was_built_as_Debug_is_told_of_once()
    {
        Type rule = Define("MyDebugRules", Debug);
        string said = Say(typeof(List<>).MakeGenericType(rule));
        Assert.Contains("warning: built without optimisation (as Debug): ", said);
        Assert.Contains("MyDebugRules", said);
        Assert.Single(said.Trim().Split('\n'));
        Assert.Empty(Say(typeof(List<>).MakeGenericType(rule)));
    }

    [Fact]
    public void One_that_was_built_as_Release_is_not() => Assert.DoesNotContain(
        "MyReleaseRules", Say(Define("MyReleaseRules", DebuggableAttribute.DebuggingModes.IgnoreSymbolStoreSequencePoints)));

    private static string Say(Type type)
    {
        using var said = new StringWriter();
        UnoptimisedCode.Tell(type, said);
        return said.ToString();
    }

    private static Type Define(string name, DebuggableAttribute.DebuggingModes modes)
    {
        var assembly = AssemblyBuilder.DefineDynamicAssembly(new AssemblyName(name), AssemblyBuilderAccess.Run);
        ConstructorInfo attribute = typeof(DebuggableAttribute).GetConstructor([typeof(DebuggableAttribute.DebuggingModes)])!;
        assembly.SetCustomAttribute(new CustomAttributeBuilder(attribute, [modes]));
        return assembly.DefineDynamicModule(name).DefineType("Rule", TypeAttributes.Public | TypeAttributes.Sealed, typeof(ValueType)).CreateType();
    }
}
