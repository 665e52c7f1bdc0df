using SnnCluster.Cluster.Exchange;
using SnnCluster.Cluster.Transport;
using SnnCluster.Engine.Partitions;
using SnnCluster.Fuzz.Running;
using SnnCluster.Fuzz.Samples;

namespace SnnCluster.Fuzz.Targets;

/// <summary>What nodes of a run send each other in every interval, and how a direct connection begins.</summary>
internal sealed class FramesTarget : IFuzzTarget
{
    private const int MaxMessageBytes = 4096;

    private static readonly Slice[] Slices = [new(0, 1), new(0, 300), new(5_000, 5_064), new(2_000_000_000, 2_000_009_001)];

    private readonly int[] _ids = new int[10_000];
    private readonly int[] _again = new int[10_000];
    private readonly byte[] _bytes = new byte[20_000];
    private readonly DirectIdentity _identity = FrameSamples.Identity;
    private readonly ExchangeLayout _layout = FrameSamples.Layout;

    public FramesTarget()
    {
        Readers =
        [
            .. Slices.Select(slice => new FuzzReader(
                $"spike list of [{slice.Begin}, {slice.End})", FrameSamples.Lists(slice), input => TakeList(input, slice))),
            new FuzzReader("varint", FrameSamples.Varints, TakeVarint),
            new FuzzReader("frame message", FrameSamples.Messages, TakeMessage),
            new FuzzReader("receive buffer", [FrameSamples.Stream(MaxMessageBytes)], TakeStream),
            new FuzzReader("hello", [DirectHello.Write(_identity)], TakeHello),
        ];
    }

    public IReadOnlyList<FuzzReader> Readers { get; }

    public void Check()
    {
        // Nothing is kept from input to input.
    }

    public void Dispose()
    {
        // Nothing is held.
    }

    private bool TakeList(byte[] input, Slice slice)
    {
        try
        {
            SpikeListCodec.Read(input, slice.Begin, slice.End, _ids, out int count);
            int length = SpikeListCodec.Write(_bytes, _ids.AsSpan(0, count), slice.Begin, slice.End);
            int read = SpikeListCodec.Read(_bytes.AsSpan(0, length), slice.Begin, slice.End, _again, out int countAgain);
            Finding.If(read != length || !_again.AsSpan(0, countAgain).SequenceEqual(_ids.AsSpan(0, count)), "the list changes");
            return true;
        }
        catch (FrameFormatException)
        {
            return false;
        }
    }

    private static bool TakeVarint(byte[] input)
    {
        int position = 0;
        try
        {
            uint value = Varint.Read(input, ref position);
            Finding.If(position != Varint.Length(value), "the length is another");
            return true;
        }
        catch (FrameFormatException)
        {
            return false;
        }
    }

    private bool TakeMessage(byte[] input)
    {
        SpikeBoard[] boards = [.. _layout.NodeOfPartition.Select(_ => new SpikeBoard())];
        var codec = new FrameMessageCodec(_layout, boards);
        try
        {
            codec.Decode(FrameRoute.OfAll(_layout, 0), input);
        }
        catch (FrameFormatException)
        {
            Finding.If(boards.Any(board => board.Published > 0), "a message that is refused shows frames");
            return false;
        }

        long interval = FrameMessageCodec.NumberOf(input);
        if (boards[0].Published == 1)
        {
            byte[] again = codec.Encode(FrameRoute.OfAll(_layout, 0), interval).ToArray();
            codec.Decode(FrameRoute.OfAll(_layout, 0), again);
        }

        return true;
    }

    // In pieces, as bytes come; how long they are follows from the input alone.
    private bool TakeStream(byte[] input)
    {
        var buffer = new DirectReceiveBuffer(MaxMessageBytes);
        var sink = new Counter();
        var random = new FuzzRandom((ulong)input.Length, "pieces", input.Length > 0 ? input[^1] : 0);
        try
        {
            for (int at = 0; at < input.Length;)
            {
                Span<byte> free = buffer.Free;
                Finding.If(free.IsEmpty, "there is no room for more");
                int count = Math.Min(Math.Min(1 + random.Small(2000), free.Length), input.Length - at);
                input.AsSpan(at, count).CopyTo(free);
                buffer.Advance(count, 1, sink);
                at += count;
            }

            Finding.If(sink.Bytes + buffer.Unfinished != input.Length, "bytes are lost");
            return true;
        }
        catch (FrameFormatException)
        {
            return false;
        }
    }

    private bool TakeHello(byte[] input)
    {
        var admission = new DirectAdmission(
            _identity.RunId, new Dictionary<int, byte[]> { [_identity.Node] = _identity.Token });

        // A listener reads exactly so many bytes before it judges.
        byte[] hello = input;
        Array.Resize(ref hello, DirectHello.Size);
        HelloAnswer answer = admission.Judge(hello, out _);
        Finding.If(!Enum.IsDefined(answer), "there is no such answer");
        return answer == HelloAnswer.Accepted;
    }

    private sealed class Counter : IFrameSink
    {
        public long Bytes { get; private set; }

        public void Accept(int peer, ReadOnlySpan<byte> message) => Bytes += DirectReceiveBuffer.HeaderBytes + message.Length;
    }
}
