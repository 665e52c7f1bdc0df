using System.Runtime.Intrinsics;
using SnnCluster.Engine.DigestProbe;

// Prints which vectors this process accelerates, then the digest of every small map, one per line.
Console.WriteLine($"Vector512 {Vector512.IsHardwareAccelerated}");
Console.WriteLine($"Vector256 {Vector256.IsHardwareAccelerated}");
Console.WriteLine($"Vector128 {Vector128.IsHardwareAccelerated}");
foreach (SmallMap map in SmallMap.All)
{
    Console.WriteLine($"{map.Name} {map.Run().Digest}");
}
