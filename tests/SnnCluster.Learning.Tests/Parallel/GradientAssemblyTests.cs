using CsCheck;
using SnnCluster.Learning.Parallel;
using SnnCluster.Learning.Training;

namespace SnnCluster.Learning.Tests.Parallel;

public sealed class GradientAssemblyTests
{
    private static readonly Gen<(int Chunks, int[] Cuts, int Seed)> Batches =
        Gen.Int[1, 40].SelectMany(chunks => Gen.Select(
            Gen.Const(chunks), Gen.Int[0, chunks].Array[0, 6], Gen.Int[0, int.MaxValue]));

    [Fact]
    public void Shares_are_even_and_hold_everything_once() => Gen.Select(Gen.Int[0, 100], Gen.Int[1, 20]).Sample((count, workers) =>
    {
        int end = 0;
        for (int worker = 0; worker < workers; worker++)
        {
            (int from, int to) = Shares.Of(count, workers, worker);
            Assert.Equal(end, from);
            Assert.InRange(to - from, count / workers, (count + workers - 1) / workers);
            end = to;
        }

        Assert.Equal(count, end);
    });

    [Fact]
    public void A_cover_holds_each_chunk_once_and_no_two_of_its_nodes_are_a_parents_children() =>
        Gen.Int[1, 70].SelectMany(count => Gen.Select(Gen.Const(count), Gen.Int[0, count], Gen.Int[0, count])).Sample((count, a, b) =>
        {
            (int from, int to) = (Math.Min(a, b), Math.Max(a, b));
            IReadOnlyList<GradientNode> cover = GradientTree.Cover(from, to, count);
            Assert.Equal(
                Enumerable.Range(from, to - from),
                cover.SelectMany(node =>
                {
                    (int first, int end) = GradientTree.Chunks(node, count);
                    return Enumerable.Range(first, end - first);
                }));
            Assert.Distinct(cover.Select(node => (node.Level, node.Index >> 1)));
        });

    [Fact]
    public void Any_share_out_and_any_order_of_arrival_gives_the_bits_of_one_worker() => Batches.Sample((chunks, cuts, seed) =>
    {
        // Longer than a block of the assembly, and no multiple of one. Sizes differ by powers of ten: order matters.
        const int Length = 2500;
        var random = new Random(seed);
        float[][] gradients = [.. Enumerable.Range(0, chunks).Select(_ => Enumerable.Range(0, Length)
            .Select(_ => (random.NextSingle() - 0.5f) * MathF.Pow(10, random.Next(-3, 4))).ToArray())];
        var alone = new GradientSum(Length);
        Sum(alone, 0, chunks);
        float[] expected = alone.Total;

        int[] edges = [0, .. cuts.Order(), chunks];
        var arriving = new List<(GradientNode Node, float[] Sum)>();
        for (int worker = 0; worker + 1 < edges.Length; worker++)
        {
            var own = new GradientSum(Length);
            Sum(own, edges[worker], edges[worker + 1]);
            arriving.AddRange(GradientTree.Cover(edges[worker], edges[worker + 1], chunks).Select(node => (node, own.Of(node))));
        }

        random.Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(arriving));
        var assembly = new GradientAssembly();
        assembly.Begin(chunks);
        var merged = new GradientSum(Length);
        merged.Begin(chunks);
        foreach ((GradientNode node, float[] sum) in arriving)
        {
            assembly.Add(node, [.. sum]);
            merged.Add(node, [.. sum]);
        }

        // In two parts: a range of elements is the same as that range of all.
        float[] total = new float[Length];
        int middle = random.Next(Length);
        assembly.Sum(GradientTree.Root(chunks), 0, total.AsSpan(0, middle));
        assembly.Sum(GradientTree.Root(chunks), middle, total.AsSpan(middle));
        Assert.Equal(expected, total);
        Assert.Equal(expected, merged.Total);

        void Sum(GradientSum sum, int from, int to)
        {
            sum.Begin(chunks);
            for (int chunk = from; chunk < to; chunk++)
            {
                float[] array = sum.Rent();
                gradients[chunk].CopyTo(array, 0);
                sum.Add(new GradientNode(0, chunk), array);
            }
        }
    }, iter: 200);

    [Fact]
    public void A_chunk_that_is_missing_is_an_error()
    {
        var assembly = new GradientAssembly();
        assembly.Begin(3);
        assembly.Add(new GradientNode(1, 0), new float[4]);
        Assert.Contains(
            "chunk 2",
            Assert.Throws<InvalidOperationException>(() => assembly.Sum(GradientTree.Root(3), 0, new float[4])).Message,
            StringComparison.Ordinal);
    }
}
