using System.Reflection;
using System.Runtime.Loader;

namespace SnnCluster.Cli.Loading;

/// <summary>
/// Loads a user's assembly with the dependencies that lie beside it. Assemblies whose types cross the border between it
/// and us (ours, and ILGPU's, which kernels name) come from us alone: loaded twice, their types would not be the same.
/// </summary>
internal sealed class PluginLoadContext(string path) : AssemblyLoadContext(Path.GetFileName(path))
{
    private readonly AssemblyDependencyResolver _resolver = new(path);

    /// <summary>Whether an assembly comes from us, whatever lies beside the user's.</summary>
    public static bool IsShared(AssemblyName assembly) => assembly.Name
        is "snncluster" or "ILGPU" or "ILGPU.Algorithms"
        or "SnnCluster.Model" or "SnnCluster.Engine" or "SnnCluster.Cluster" or "SnnCluster.Learning"
        or "SnnCluster.Experiments";

    protected override Assembly? Load(AssemblyName assemblyName) =>
        !IsShared(assemblyName) && _resolver.ResolveAssemblyToPath(assemblyName) is string file
            ? LoadFromAssemblyPath(file)
            : null;

    protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
        _resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is string file
            ? LoadUnmanagedDllFromPath(file)
            : 0;
}
