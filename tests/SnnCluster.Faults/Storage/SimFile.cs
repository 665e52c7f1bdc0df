namespace SnnCluster.Faults.Storage;

/// <summary>A file that grows: what was not flushed is gone with the process that wrote it.</summary>
/// <param name="disk">The disk; null for a file that is no part of the simulated one.</param>
internal sealed class SimFile(Disk? disk = null) : MemoryStream
{
    private long _durable;

    public override void Write(ReadOnlySpan<byte> buffer) => Write(buffer.ToArray(), 0, buffer.Length);

    public override void Write(byte[] buffer, int offset, int count)
    {
        disk?.Take(count);
        base.Write(buffer, offset, count);
    }

    public override void Flush()
    {
        disk?.Take(0);
        _durable = Length;
    }

    /// <summary>The process that wrote it was killed.</summary>
    public void Lose() => SetLength(_durable);

    /// <summary>A bit of it turns over, or its end is gone.</summary>
    public void Damage(Random random)
    {
        if (Length > 0 && random.Next(2) == 0)
        {
            SetLength(random.NextInt64(Length));
        }
        else if (Length > 0)
        {
            GetBuffer()[random.NextInt64(Length)] ^= (byte)(1 << random.Next(8));
        }
    }

    // It stays on the disk.
    protected override void Dispose(bool disposing)
    {
    }
}
