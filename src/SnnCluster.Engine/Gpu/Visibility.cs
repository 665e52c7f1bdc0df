using System.Runtime.CompilerServices;

// ILGPU starts kernels from code that it emits at run time into an assembly of this name, which must see the types of
// their arguments. A user's assembly needs no such line: its models and rules are public.
[assembly: InternalsVisibleTo(ILGPU.Context.RuntimeAssemblyName)]
[assembly: InternalsVisibleTo("SnnCluster.Engine.Tests")]
