using System.Runtime.CompilerServices;

// ILGPU starts kernels from code that it emits at run time into an assembly of this name, which must see the types of
// their arguments.
[assembly: InternalsVisibleTo(ILGPU.Context.RuntimeAssemblyName)]
