namespace SnnCluster.Benchmarks;

/// <summary>A benchmark cannot be done here; the message says why, for people.</summary>
internal sealed class BenchmarkException(string message) : Exception(message);
