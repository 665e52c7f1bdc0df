using System.Buffers;
using MessagePack;
using SnnCluster.Learning.Networks;
using SnnCluster.Learning.Persistence;

namespace SnnCluster.Learning.Tests.Persistence;

public sealed class DamagedFormatTests
{
    private readonly byte[] _bytes = ClassifierFormat.OfCheckpoint(SavedClassifiers.Checkpoint());

    [Fact]
    public void Bytes_that_are_cut_short_are_refused_wherever_they_end()
    {
        for (int length = 0; length < _bytes.Length; length += 5)
        {
            string message = Refusal(_bytes[..length]);
            Assert.StartsWith("file: is ", message);
        }

        Assert.Equal("file: is empty", Refusal([]));
        Assert.Equal($"file: is cut short, it has {_bytes.Length - 1} bytes", Refusal(_bytes[..^1]));
    }

    [Fact]
    public void A_byte_that_is_not_what_it_was_is_found_wherever_it_is()
    {
        for (int at = 0; at < _bytes.Length; at += 3)
        {
            byte[] damaged = [.. _bytes];
            damaged[at] ^= 0x10;
            Refusal(damaged);
        }

        byte[] last = [.. _bytes];
        last[^1] ^= 1;
        Assert.Equal("file: is damaged: its content does not have the digest that it names", Refusal(last));
        Assert.Contains("it goes on after its end", Refusal([.. _bytes, 0]));
    }

    // Someone may compute the digest of what they changed: then the content itself must not do harm.
    [Fact]
    public void A_content_with_a_true_digest_is_read_or_refused_and_nothing_else()
    {
        ReadOnlyMemory<byte> content = FormatEnvelope.Unwrap(_bytes, "file").Content;
        for (int at = 0; at < content.Length; at++)
        {
            foreach (byte flip in new byte[] { 0x01, 0x80, 0xFF })
            {
                byte[] changed = content.ToArray();
                changed[at] ^= flip;
                try
                {
                    ClassifierFormat.ReadCheckpoint(FormatEnvelope.Wrap("checkpoint", changed), "file").State.Dispose();
                }
                catch (ClassifierFormatException exception)
                {
                    Assert.DoesNotContain("\n", exception.Message);
                }
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(ClassifierFormat.Version + 1)]
    public void Another_version_is_named(int version)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var writer = new MessagePackWriter(buffer);
        writer.WriteArrayHeader(5);
        writer.Write("snncluster-classifier");
        writer.Write(version);
        writer.Flush();
        Assert.Equal(
            $"file: is of version {version} of the format; this program reads versions 1 to {ClassifierFormat.Version}",
            Refusal(buffer.WrittenSpan.ToArray()));
    }

    [Fact]
    public void A_content_under_the_version_of_another_is_refused()
    {
        byte[] older = [.. _bytes];
        older[2 + "snncluster-classifier".Length] = 1;
        Assert.Equal("file: is not as it should be: a map has 9 entries instead of 8", Refusal(older));
    }

    [Fact]
    public void What_is_no_classifier_is_told_so()
    {
        Assert.Equal("file: is not a classifier or checkpoint of snncluster", Refusal("{ \"schema\": 1 }"u8.ToArray()));
        Assert.Equal("file: is not a classifier or checkpoint of snncluster", Refusal(new byte[100]));
    }

    [Fact]
    public void A_wiring_out_of_range_is_refused()
    {
        TrainingCheckpoint checkpoint = SavedClassifiers.Checkpoint();
        SparseTopology wiring = checkpoint.State.Topologies[0]!;
        int[] targets = [.. wiring.Targets];
        targets[^1] = 5;
        checkpoint.State.Topologies[0] = new SparseTopology(wiring.RowEnds, targets, wiring.Signs);
        Assert.Equal(
            "file: is not as it should be: the wiring of input-hidden1 is out of range or order",
            Refusal(ClassifierFormat.OfCheckpoint(checkpoint)));
    }

    [Fact]
    public void Signs_of_some_connections_alone_are_refused()
    {
        TrainingCheckpoint checkpoint = SavedClassifiers.Checkpoint();
        checkpoint.State.Topologies[0]!.Signs[2] = 0;
        Assert.Equal(
            "file: is not as it should be: some connections have a sign and others have none",
            Refusal(ClassifierFormat.OfCheckpoint(checkpoint)));
    }

    [Theory]
    [InlineData("seed", "4", "the signs of input-hidden1 are not those of seed 4")]
    [InlineData("deep-r", "false", "connections have signs, but deep-r is 'false'")]
    public void Signs_that_are_not_those_of_the_parameters_are_refused(string name, string text, string reason)
    {
        TrainingCheckpoint checkpoint = SavedClassifiers.Checkpoint();
        var parameters = new Dictionary<string, string> { ["seed"] = "3", ["deep-r"] = "true" };
        ClassifierFormat.ReadCheckpoint(ClassifierFormat.OfCheckpoint(checkpoint with { Parameters = parameters }), "file");
        parameters[name] = text;
        Assert.Equal(
            "file: is not as it should be: " + reason,
            Refusal(ClassifierFormat.OfCheckpoint(checkpoint with { Parameters = parameters })));
    }

    [Fact]
    public void Metrics_of_other_projections_or_epochs_are_refused()
    {
        TrainingCheckpoint checkpoint = SavedClassifiers.Checkpoint();
        Assert.Contains("epoch 1 counts rewiring of 1 projections instead of 2", Refusal(ClassifierFormat.OfCheckpoint(
            checkpoint with { Epochs = [checkpoint.Epochs[0], checkpoint.Epochs[1] with { Rewired = [1] }] })));
        Assert.Contains("batch 0 of epoch 0 counts rewiring of 0 projections", Refusal(ClassifierFormat.OfCheckpoint(
            checkpoint with { Batches = [checkpoint.Batches[0] with { Rewired = [] }] })));
        Assert.Contains("there is a batch of epoch 2", Refusal(ClassifierFormat.OfCheckpoint(
            checkpoint with { Batches = [checkpoint.Batches[0] with { Epoch = 2 }] })));
    }

    // Found by snncluster-fuzz: MessagePack takes such a length for a negative one, and threw what is not documented.
    [Theory]
    [InlineData(0xC6)]
    [InlineData(0xDB)]
    public void A_length_beyond_all_bytes_is_a_file_cut_short(byte code)
    {
        byte[] length = [code, 0xFF, 0xFF, 0xFF, 0xFF];
        int kind = _bytes.AsSpan().IndexOf("checkpoint"u8) - 1;
        int content = _bytes.Length - FormatEnvelope.Unwrap(_bytes, "file").Content.Length;
        foreach (int at in (int[])[1, kind, content - 3])
        {
            Assert.StartsWith("file: is ", Refusal([.. _bytes[..at], .. length, .. _bytes[at..]]));
        }

        byte[] inner = FormatEnvelope.Unwrap(_bytes, "file").Content.ToArray();
        foreach (string key in (string[])["description", "rowEnds", "targetIds", "weights", "digest", "fingerprint"])
        {
            int at = inner.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(key));
            byte[] before = [.. inner[..(at - 1)], .. length, .. inner[at..]];
            byte[] behind = [.. inner[..(at + key.Length)], .. length, .. inner[(at + key.Length)..]];
            Assert.Contains("is not as it should be", Refusal(FormatEnvelope.Wrap("checkpoint", before)));
            Assert.Contains("is not as it should be", Refusal(FormatEnvelope.Wrap("checkpoint", behind)));
        }
    }

    // Found by snncluster-fuzz.
    [Fact]
    public void A_kind_of_several_lines_is_refused_in_one() => Assert.Equal(
        "file: holds a check point and not a checkpoint",
        Refusal(FormatEnvelope.Wrap("check\npoint", FormatEnvelope.Unwrap(_bytes, "file").Content.Span)));

    private static string Refusal(byte[] bytes) =>
        Assert.Throws<ClassifierFormatException>(() => ClassifierFormat.ReadCheckpoint(bytes, "file")).Message;
}
