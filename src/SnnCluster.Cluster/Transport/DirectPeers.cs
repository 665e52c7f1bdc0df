using System.Collections.Concurrent;
using SnnCluster.Cluster.Wire.Contracts;

namespace SnnCluster.Cluster.Transport;

/// <summary>The direct connections of one node with all others of a run: it calls those that invited it, the rest call it.</summary>
internal static class DirectPeers
{
    /// <summary>How many are called at once: a slow one should not hold up the others, and each call costs a thread.</summary>
    private const int CallsAtOnce = 8;

    /// <summary>Opens all connections, or none: where one fails, those that are open are closed.</summary>
    /// <param name="listener">Where the others call; null where none does. It ends with the call.</param>
    /// <param name="invitations">Those of the others.</param>
    /// <param name="runId">The run.</param>
    /// <param name="node">Number of this node in the run's plan.</param>
    /// <param name="encryption">How to encrypt; null for plain connections.</param>
    /// <param name="limit">How long it may take.</param>
    /// <param name="cancel">Gives up earlier.</param>
    /// <exception cref="DirectConnectException">A node could not be called.</exception>
    /// <exception cref="PeersMissingException">Not all nodes called in time.</exception>
    public static async Task<IReadOnlyCollection<DirectConnection>> ConnectAllAsync(
        DirectListener? listener,
        IReadOnlyCollection<DirectInvitation> invitations,
        Guid runId,
        int node,
        DirectEncryption? encryption,
        TimeSpan limit,
        CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var connections = new ConcurrentBag<DirectConnection>();
        try
        {
            await Task.WhenAll(Accept(), Call()).ConfigureAwait(false);
            return connections;
        }
        catch
        {
            foreach (DirectConnection connection in connections)
            {
                connection.Dispose();
            }

            throw;
        }

        async Task Accept()
        {
            if (listener is null)
            {
                return;
            }

            try
            {
                foreach (DirectConnection each in (await listener.AcceptAllAsync(limit, stop.Token).ConfigureAwait(false)).Values)
                {
                    connections.Add(each);
                }
            }
            catch
            {
                await stop.CancelAsync().ConfigureAwait(false);
                throw;
            }
        }

        async Task Call()
        {
            try
            {
                // Each node begins with the next one, so that they do not all call the same one at once.
                await Parallel.ForEachAsync(
                    invitations.OrderBy(invitation => invitation.Listener),
                    new ParallelOptions { MaxDegreeOfParallelism = CallsAtOnce, CancellationToken = stop.Token },
                    async (invitation, ended) => connections.Add(await DirectConnector.ConnectAsync(
                        invitation.Host,
                        invitation.Port,
                        invitation.Listener,
                        new DirectIdentity(runId, node, invitation.Token),
                        limit,
                        encryption?.Client(invitation.Host),
                        ended).ConfigureAwait(false))).ConfigureAwait(false);
            }
            catch
            {
                await stop.CancelAsync().ConfigureAwait(false);
                throw;
            }
        }
    }
}
