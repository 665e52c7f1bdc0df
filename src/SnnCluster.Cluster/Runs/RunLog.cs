using SnnCluster.Cluster.Wire;
using SnnCluster.Cluster.Wire.Contracts;

namespace SnnCluster.Cluster.Runs;

/// <summary>
/// The reports of a run in the order in which they came, kept until they are fetched. They lie in a temporary file that
/// vanishes with the process: connectivity over time is more than a coordinator should hold in memory.
/// </summary>
internal sealed class RunLog : IDisposable
{
    // A page must fit into one message with room to spare.
    private const int PageBytes = 2 * ReportPart.MaxBytes;

    private readonly FileStream _file;
    private readonly List<(long Offset, int Length)> _parts = [];

    /// <param name="directory">Where the file lies.</param>
    public RunLog(string directory)
    {
        Directory.CreateDirectory(directory);
        _file = new FileStream(
            Path.Combine(directory, $"snncluster-{Guid.NewGuid():N}.reports"),
            FileMode.CreateNew,
            FileAccess.ReadWrite,
            FileShare.None,
            bufferSize: 1 << 16,
            FileOptions.DeleteOnClose);
    }

    /// <summary>Number of parts.</summary>
    public long Count => _parts.Count;

    public void Add(ReportPart part)
    {
        byte[] bytes = ContractBytes.Of(part);
        _file.Seek(0, SeekOrigin.End);
        _parts.Add((_file.Position, bytes.Length));
        _file.Write(bytes);
    }

    /// <summary>Parts from one on: as many as fit into a message, at least one where there is one.</summary>
    public IReadOnlyList<ReportPart> Read(long from)
    {
        var page = new List<ReportPart>();
        int bytes = 0;
        for (long i = Math.Max(0, from); i < _parts.Count; i++)
        {
            (long offset, int length) = _parts[(int)i];
            bytes += length;
            if (page.Count > 0 && bytes > PageBytes)
            {
                break;
            }

            var buffer = new byte[length];
            _file.Seek(offset, SeekOrigin.Begin);
            _file.ReadExactly(buffer);
            page.Add(ContractBytes.Read<ReportPart>(buffer));
        }

        return page;
    }

    public void Dispose() => _file.Dispose();
}
