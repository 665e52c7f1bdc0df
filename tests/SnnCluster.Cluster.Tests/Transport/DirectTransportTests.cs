using CsCheck;
using SnnCluster.Cluster.Transport;

namespace SnnCluster.Cluster.Tests.Transport;

/// <summary>Messages arrive complete and in order, whatever their sizes and whoever sends at the same time.</summary>
public class DirectTransportTests
{
    // Mostly short, as frames are; some around the sizes of the buffers, where the code has its branches; few long ones.
    private static readonly Gen<int> Size = Gen.Frequency(
        (10, Gen.Int[0, 200]),
        (4, Gen.Int[32_700, 32_800]),
        (4, Gen.Int[65_500, 65_600]),
        (2, Gen.Int[0, 300_000]),
        (1, Gen.Int[1_000_000, 4_000_000]));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task Messages_of_any_size_arrive_complete_and_in_order_both_ways(bool encrypted) =>
        Gen.Select(Size.Array[1, 40], Size.Array[1, 40]).SampleAsync(
            async sizes =>
            {
                (DirectConnection zero, DirectConnection one) = await DirectPair.ConnectAsync(encrypted);
                var atZero = new Inbox();
                var atOne = new Inbox();
                using var transportZero = new DirectTransport([zero], atZero);
                using var transportOne = new DirectTransport([one], atOne);
                Assert.Equal(!encrypted, transportZero.IsPolled);
                byte[][] toOne = Messages(sizes.Item1, 1);
                byte[][] toZero = Messages(sizes.Item2, 2);
                await DirectPair.Both(
                    () => Exchange(transportZero, 1, toOne, atZero, toZero.Length),
                    () => Exchange(transportOne, 0, toZero, atOne, toOne.Length));
                Assert.Equal(toOne.Select(message => Inbox.Hash(message)), atOne.From(0));
                Assert.Equal(toZero.Select(message => Inbox.Hash(message)), atZero.From(1));
            },
            iter: 12,
            threads: 1);

    [Fact]
    public async Task Sending_and_polling_may_go_on_on_two_threads()
    {
        (DirectConnection zero, DirectConnection one) = await DirectPair.ConnectAsync();
        var atZero = new Inbox();
        var atOne = new Inbox();
        using var transportZero = new DirectTransport([zero], atZero);
        using var transportOne = new DirectTransport([one], atOne);
        byte[][] messages = Messages([.. Enumerable.Range(0, 300).Select(i => i * 397 % 100_000), 9_000_000], 3);
        string[] hashes = [.. messages.Select(message => Inbox.Hash(message))];
        await Task.WhenAll(
            DirectPair.OnThread(() => Array.ForEach(messages, message => transportZero.Send(1, message))),
            DirectPair.OnThread(() => atZero.Await(transportZero, messages.Length)),
            DirectPair.OnThread(() => Array.ForEach(messages, message => transportOne.Send(0, message))),
            DirectPair.OnThread(() => atOne.Await(transportOne, messages.Length))).WaitAsync(DirectPair.Limit);
        Assert.Equal(hashes, atOne.From(0));
        Assert.Equal(hashes, atZero.From(1));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Two_nodes_that_send_much_at_once_do_not_wait_for_each_other(bool encrypted)
    {
        (DirectConnection zero, DirectConnection one) = await DirectPair.ConnectAsync(encrypted);
        var message = new byte[64 << 20];
        new Random(4).NextBytes(message);
        var atZero = new Inbox();
        var atOne = new Inbox();
        using var transportZero = new DirectTransport([zero], atZero);
        using var transportOne = new DirectTransport([one], atOne);
        await DirectPair.Both(
            () => Exchange(transportZero, 1, [message], atZero, 1),
            () => Exchange(transportOne, 0, [message], atOne, 1));
        Assert.Equal([Inbox.Hash(message)], atZero.From(1));
        Assert.Equal([Inbox.Hash(message)], atOne.From(0));
    }

    [Fact]
    public async Task Three_nodes_exchange_each_with_each()
    {
        (DirectConnection Zero, DirectConnection One)[] pairs =
            [await DirectPair.ConnectAsync(), await DirectPair.ConnectAsync(), await DirectPair.ConnectAsync()];

        // The connections know the other side as 0 or 1; which pair of nodes a connection joins is said anew here.
        var transports = new DirectTransport[3];
        Inbox[] inboxes = [new(), new(), new()];
        for (int node = 0; node < 3; node++)
        {
            int next = (node + 1) % 3;
            int before = (node + 2) % 3;
            transports[node] = new DirectTransport(
                [
                    new DirectConnection(next, pairs[node].Zero.Socket, null),
                    new DirectConnection(before, pairs[before].One.Socket, null),
                ],
                inboxes[node]);
        }

        byte[][] Of(int from, int to) => Messages([1_500_000, 0, 70_000, 7, 3_000_000], 10 * from + to);
        Task Run(int node) => DirectPair.OnThread(() =>
        {
            int next = (node + 1) % 3;
            int before = (node + 2) % 3;
            foreach ((byte[] forth, byte[] back) in Of(node, next).Zip(Of(node, before)))
            {
                transports[node].Send(next, forth);
                transports[node].Send(before, back);
            }

            inboxes[node].Await(transports[node], 10);
        });
        await Task.WhenAll(Run(0), Run(1), Run(2)).WaitAsync(DirectPair.Limit);
        foreach ((int from, int to) in new[] { (0, 1), (0, 2), (1, 0), (1, 2), (2, 0), (2, 1) })
        {
            Assert.Equal(Of(from, to).Select(message => Inbox.Hash(message)), inboxes[to].From(from));
        }

        Array.ForEach(transports, transport => transport.Dispose());
    }

    [Fact]
    public async Task A_poll_without_a_wait_returns_at_once_and_one_with_a_wait_returns_after_it()
    {
        (DirectConnection zero, DirectConnection one) = await DirectPair.ConnectAsync();
        using (one)
        {
            using var transport = new DirectTransport([zero], new Inbox());
            Assert.False(transport.Poll(TimeSpan.Zero));
            Assert.False(transport.Poll(TimeSpan.FromMilliseconds(2)));
            Assert.Equal("direct", transport.Name);
        }
    }

    private static void Exchange(DirectTransport transport, int peer, byte[][] messages, Inbox inbox, int awaited)
    {
        foreach (byte[] message in messages)
        {
            transport.Send(peer, message);
        }

        inbox.Await(transport, awaited);
    }

    private static byte[][] Messages(int[] sizes, int seed)
    {
        var random = new Random(seed);
        return [.. sizes.Select(size =>
        {
            var message = new byte[size];
            random.NextBytes(message);
            return message;
        })];
    }
}
