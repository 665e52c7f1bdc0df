using SnnCluster.Experiments.Classifiers;
using SnnCluster.Experiments.Results;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Tests;

/// <summary>Tables that a disk has damaged give one error and never other rows.</summary>
public sealed class DamagedTableTests : IDisposable
{
    private const string Name = "confusion.parquet";

    private static readonly ConfusionRow[] Rows =
        [.. Enumerable.Range(0, 25).Select(i => new ConfusionRow("test", i / 5, i % 5, i * 7919L % 97))];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void With_a_bit_flipped_the_rows_are_the_same_or_refused()
    {
        var table = new RecordTable<ConfusionRow>();
        table.WriteParquet(_folder.Path, Name, Rows);
        byte[] whole = File.ReadAllBytes(_folder[Name]);
        int refused = 0;
        for (int i = 0; i < whole.Length; i++)
        {
            byte[] damaged = [.. whole];
            damaged[i] ^= (byte)(1 << (i % 8));
            File.WriteAllBytes(_folder[Name], damaged);
            try
            {
                Assert.Equal(Rows, table.ReadAll(_folder.Path, Name));
            }
            catch (InvalidDescriptionException exception)
            {
                Assert.Contains(Name + " cannot be read: ", exception.Message);
                refused++;
            }
        }

        Assert.True(refused > 0);
    }

    // As a version wrote them that had no checksums, so that other numbers are read.
    [Theory]
    [InlineData(0, int.MaxValue, 0, 1)]
    [InlineData(3, -1, 3, 1)]
    [InlineData(24, 4, 5, 1)]
    [InlineData(7, 1, 2, -1)]
    public void A_confusion_matrix_with_other_labels_is_not_drawn(int row, int label, int answer, long count)
    {
        ConfusionRow[] rows = [.. Rows];
        rows[row] = new ConfusionRow("test", label, answer, count);
        Assert.Contains(
            $"confusion.parquet: row {row + 1} must have label",
            Assert.Throws<InvalidDescriptionException>(() => ConfusionFigure.Draw(rows)).Message);
        Assert.Contains(
            "has 24 rows", Assert.Throws<InvalidDescriptionException>(() => ConfusionFigure.Draw(Rows[1..])).Message);
    }
}
