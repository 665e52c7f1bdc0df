using SnnCluster.Cluster.Checkpoints;

namespace SnnCluster.Fuzz.Samples;

/// <summary>A folder of one checkpoint, whose manifest is what it is given, and in which any other file has a few bytes.</summary>
/// <param name="manifest">The manifest.</param>
internal sealed class SampleStorage(byte[] manifest) : ICheckpointStorage
{
    /// <summary>Size of every other file.</summary>
    public const int FileBytes = 16;

    private static readonly string ManifestName = CheckpointNames.Manifest(CheckpointSamples.Step, 1);

    /// <summary>The manifest, as it was given or written.</summary>
    public byte[] Manifest { get; private set; } = manifest;

    public bool TryCreate(string name, ReadOnlySpan<byte> content) => throw new NotSupportedException();

    public long Write(string name, Action<Stream> write)
    {
        using var stream = new MemoryStream();
        write(stream);
        Manifest = stream.ToArray();
        return stream.Length;
    }

    public Stream Create(string name) => throw new NotSupportedException();

    public Stream OpenRead(string name) => new MemoryStream(name == ManifestName ? Manifest : new byte[FileBytes]);

    public IReadOnlyList<string> List() => [CheckpointNames.Claim(1), ManifestName];

    public void Delete(string name) => throw new NotSupportedException();
}
