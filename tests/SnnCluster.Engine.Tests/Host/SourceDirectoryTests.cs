using CsCheck;
using SnnCluster.Engine.Host;

namespace SnnCluster.Engine.Tests.Host;

public sealed class SourceDirectoryTests
{
    [Fact]
    public void Rows_are_the_sources_in_their_order_and_nobody_else_has_one() =>
        Gen.Select(Gen.Int[2, 700], Gen.Int[0, 300].Array[0, 60], Gen.Int[0, 1000].Array[0, 50]).Sample((size, drawn, asked) =>
        {
            int[] sources = [.. drawn.Where(source => source < size).Distinct().Order()];
            SourceDirectory? directory = SourceDirectory.Of(size, sources.Contains);
            if (sources.Length >= size / 2)
            {
                Assert.Null(directory);
                return;
            }

            Assert.NotNull(directory);
            Assert.Equal(sources.Length, directory.Count);
            for (int source = 0; source < size; source++)
            {
                Assert.Equal(Array.IndexOf(sources, source), directory.RowOf(source));
            }

            int[] spikes = [.. asked.Where(source => source < size)];
            int[] rows = new int[spikes.Length];
            int count = directory.RowsOf(spikes, rows);
            Assert.Equal(spikes.Where(sources.Contains), rows[..count].Select(directory.SourceOf));
        });
}
