using System.Net.Sockets;

namespace SnnCluster.Cluster.Transport;

/// <summary>Sleeps until the system says that sockets can be read or written. For one thread at a time.</summary>
internal sealed class DirectWait(DirectPolledLink[] links)
{
    // Select removes from the lists what is not ready, so they are filled for each call.
    private readonly List<Socket> _readable = new(links.Length);
    private readonly List<Socket> _writable = new(1);

    public void ForBytes(TimeSpan limit)
    {
        FillReadable();
        if (_readable.Count == 1)
        {
            _readable[0].Poll(Microseconds(limit), SelectMode.SelectRead);
        }
        else if (_readable.Count > 0)
        {
            Socket.Select(_readable, null, null, Microseconds(limit));
        }
    }

    public void ForRoom(Socket socket, TimeSpan limit) => socket.Poll(Microseconds(limit), SelectMode.SelectWrite);

    public void ForRoomOrBytes(Socket socket, TimeSpan limit)
    {
        FillReadable();
        _writable.Clear();
        _writable.Add(socket);
        Socket.Select(_readable, _writable, null, Microseconds(limit));
    }

    // Whole milliseconds, rounded up: .NET asks poll(2) for whole ones, rounded down, and a wait of none is a busy loop.
    private static int Microseconds(TimeSpan limit) => 1000 * (int)Math.Ceiling(limit.TotalMilliseconds);

    private void FillReadable()
    {
        _readable.Clear();
        foreach (DirectPolledLink link in links)
        {
            // A connection at its end could always be read.
            if (!link.IsReadToEnd)
            {
                _readable.Add(link.Socket);
            }
        }
    }
}
