namespace SnnCluster.Cluster.Checkpoints;

/// <summary>
/// A file that grows, of which other nodes have copies: they have all that was written before <see cref="Flush"/> when that
/// returns. It may be flushed by one thread while another goes on writing.
/// </summary>
/// <param name="file">The file.</param>
/// <param name="spread">Has copies made of its first bytes, as many as it is given.</param>
internal sealed class ReplicatedLog(Stream file, Action<long> spread) : Stream
{
    private long _written;

    public override bool CanRead => file.CanRead;

    public override bool CanSeek => file.CanSeek;

    public override bool CanWrite => file.CanWrite;

    public override long Length => file.Length;

    public override long Position
    {
        get => file.Position;
        set => file.Position = value;
    }

    public override int Read(byte[] buffer, int offset, int count) => file.Read(buffer, offset, count);

    public override int Read(Span<byte> buffer) => file.Read(buffer);

    public override long Seek(long offset, SeekOrigin origin) => file.Seek(offset, origin);

    public override void SetLength(long value) => throw new NotSupportedException("a log only grows");

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        file.Write(buffer);
        Volatile.Write(ref _written, Math.Max(_written, file.Position));
    }

    public override void Flush()
    {
        long bytes = Volatile.Read(ref _written);
        file.Flush();
        spread(bytes);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            file.Dispose();
        }

        base.Dispose(disposing);
    }
}
