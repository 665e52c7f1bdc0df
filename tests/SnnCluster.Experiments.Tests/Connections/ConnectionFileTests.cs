using ParquetSharp;
using SnnCluster.Engine.Recording;
using SnnCluster.Experiments.Connections;
using SnnCluster.Experiments.Results;
using SnnCluster.Model.Connectivity;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Tests.Connections;

public sealed class ConnectionFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_csv_file_has_its_columns_in_any_order()
    {
        ConnectionList list = ConnectionFile.Read(Csv("delayMs, target,\"source\",weight\n1.5,2,0,-0.25\n\n3,1,4,1e-3\r\n"), allowMultapses: true);
        Assert.Equal([0, 4], list.Sources);
        Assert.Equal([2, 1], list.Targets);
        Assert.Equal([-0.25f, 0.001f], list.Weights);
        Assert.Equal([1.5, 3], list.DelaysMs);
        Assert.True(list.AllowMultapses);
    }

    [Fact]
    public void Weights_and_delays_may_be_missing()
    {
        ConnectionList list = ConnectionFile.Read(Csv("source,target\n3,4\n"));
        Assert.Equal((3, 4), (Assert.Single(list.Sources), Assert.Single(list.Targets)));
        Assert.Null(list.Weights);
        Assert.Null(list.DelaysMs);
        Assert.Empty(ConnectionFile.Read(Csv("source,target,weight\n")).Weights!);
    }

    [Theory]
    [InlineData("", "has no column source: must have source and target, and may have weight and delayMs")]
    [InlineData("source,weight\n1,2\n", "has no column target: must have")]
    [InlineData("source,target,source\n1,2,3\n", "has the column source more than once")]
    [InlineData("source,target,wieght\n1,2,3\n", "has an unknown column 'wieght'; did you mean 'weight'?")]
    [InlineData("sorce,target\n1,2\n", "has an unknown column 'sorce'; did you mean 'source'?")]
    [InlineData("source,target,Weight\n1,2,3\n", "has an unknown column 'Weight'; did you mean 'weight'?")]
    [InlineData("source,target,note\n1,2,3\n", "has an unknown column 'note'; there are source, target, weight, delayMs")]
    [InlineData("source,target\n1,2\n\n3\n", "has 1 fields in line 4: must have 2, as its first line")]
    [InlineData("source,target\n1,x\n", "has 'x' as target in line 2: must be a number")]
    [InlineData("source,target\n1,2\n\n1.5,2\n", "has 1.5 as source in line 4: must be a whole number from 0 to 2147483647")]
    [InlineData("source,target\n1,-1\n", "has -1 as target in line 2: must be a whole number")]
    [InlineData("source,target\n1,3000000000\n", "has 3000000000 as target in line 2: must be a whole number")]
    [InlineData("source,target,weight\n1,1,1e39\n", "has 1E+39 as weight in line 2: must be a finite number of single precision")]
    [InlineData("source,target,delayMs\n1,1,NaN\n", "has NaN as delayMs in line 2: must be a finite number, at least 0")]
    public void Another_csv_file_is_refused_with_its_line(string text, string finding)
    {
        string path = Csv(text);
        Assert.StartsWith($"{path} {finding}", Refused(path));
    }

    [Fact]
    public void A_file_of_another_kind_is_refused()
    {
        string text = Path.Combine(_folder.Path, "a.txt");
        File.WriteAllText(text, "");
        Assert.Equal($"{text} ends with '.txt': must end with .csv or .parquet", Refused(text));
        string missing = Path.Combine(_folder.Path, "missing.csv");
        Assert.StartsWith($"{missing} cannot be read: ", Refused(missing));
        Assert.StartsWith($"{_folder.Path} cannot be read: it is a folder", Refused(_folder.Path));
        string damaged = Path.Combine(_folder.Path, "damaged.parquet");
        File.WriteAllText(damaged, "PAR1 and no more");
        Assert.StartsWith($"{damaged} cannot be read: Invalid: Parquet magic bytes not found in footer", Refused(damaged));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_parquet_file_has_numbers_of_32_or_64_bits_as_other_programs_write_them(bool areOptional)
    {
        // As pandas writes them: every column may have missing values, and does not.
        string path = Path.Combine(_folder.Path, "list.parquet");
        Column[] columns = areOptional
            ? [new Column<double?>("weight"), new Column<long?>("target"), new Column<int?>("source"), new Column<float?>("delayMs")]
            : [new Column<double>("weight"), new Column<long>("target"), new Column<uint>("source"), new Column<float>("delayMs")];
        using (var writer = new ParquetFileWriter(path, columns))
        {
            foreach (int first in (int[])[0, 3])
            {
                using RowGroupWriter group = writer.AppendRowGroup();
                Write(group, areOptional, first + 0.5, first + 1.5);
                Write(group, areOptional, first + 1L, first + 2L);
                if (areOptional)
                {
                    Write(group, true, first, first + 7);
                }
                else
                {
                    Write(group, false, (uint)first, (uint)first + 7);
                }

                Write(group, areOptional, 1f, 2.5f);
            }

            writer.Close();
        }

        ConnectionList list = ConnectionFile.Read(path);
        Assert.Equal([0, 7, 3, 10], list.Sources);
        Assert.Equal([1, 2, 4, 5], list.Targets);
        Assert.Equal([0.5f, 1.5f, 3.5f, 4.5f], list.Weights);
        Assert.Equal([1, 2.5, 1, 2.5], list.DelaysMs);
    }

    [Fact]
    public void A_parquet_file_with_a_missing_value_or_another_type_is_refused()
    {
        string path = Path.Combine(_folder.Path, "list.parquet");
        using (var writer = new ParquetFileWriter(path, [new Column<int?>("source"), new Column<int>("target")]))
        {
            using RowGroupWriter group = writer.AppendRowGroup();
            using (LogicalColumnWriter<int?> sources = group.NextColumn().LogicalWriter<int?>())
            {
                sources.WriteBatch([1, null]);
            }

            Write(group, false, 1, 2);
            writer.Close();
        }

        Assert.Equal($"{path} has no source in row 1 (counted from 0): none may be missing", Refused(path));
        using (var writer = new ParquetFileWriter(path, [new Column<string>("source")]))
        {
            using RowGroupWriter group = writer.AppendRowGroup();
            Write(group, false, "a", "b");
            writer.Close();
        }

        Assert.Equal($"{path} has a column source of type ByteArray: must be of whole numbers or floats of 32 or 64 bits", Refused(path));
    }

    [Fact]
    public void What_a_run_has_left_can_be_started_from()
    {
        ConnectivityFile.Write(
            _folder.Path,
            RunFiles.ConnectivityEnd,
            [
                new("one", [new Synapse(3, 4, 0, 0.5f, 12), new Synapse(3, 4, 1, 0.25f, 10)]),
                new("other", [new Synapse(1, 2, 0, 1, 1)]),
            ],
            dtMs: 0.1);
        ConnectionList list = ConnectionFile.OfRun(_folder.Path, "one");
        Assert.Equal([3, 3], list.Sources);
        Assert.Equal([4, 4], list.Targets);
        Assert.Equal([0.5f, 0.25f], list.Weights);
        Assert.Equal([1.2, 1.0], list.DelaysMs!.Select(delay => Math.Round(delay, 9)));
        Assert.True(list.AllowMultapses);
        Assert.False(ConnectionFile.OfRun(_folder.Path, "other").AllowMultapses);
        Assert.EndsWith(
            "has no synapses of the projection 'third': it has those of one, other",
            Assert.Throws<InvalidDescriptionException>(() => ConnectionFile.OfRun(_folder.Path, "third")).Findings[0]);
    }

    // As pandas writes them to CSV and to Parquet, row numbers are there too.
    [Theory]
    [InlineData("projection,source,target,k,weight,delaySteps\none,3,4,0,0.5,12\n")]
    [InlineData(",source,target,weight\n0,3,4,0.5\n")]
    [InlineData("source,target,weight,__index_level_0__\n3,4,0.5,0\n")]
    public void Columns_that_runs_and_pandas_write_are_not_looked_at(string text)
    {
        ConnectionList list = ConnectionFile.Read(Csv(text));
        Assert.Equal((3, 4, 0.5f), (Assert.Single(list.Sources), Assert.Single(list.Targets), Assert.Single(list.Weights!)));
        Assert.Null(list.DelaysMs);
    }

    [Fact]
    public void A_parquet_file_has_no_columns_but_those_of_a_list_or_of_a_run()
    {
        ConnectivityFile.Write(_folder.Path, RunFiles.ConnectivityEnd, [new("one", [new Synapse(3, 4, 0, 0.5f, 12)])], dtMs: 0.1);
        Assert.Equal([0.5f], ConnectionFile.Read(_folder[RunFiles.ConnectivityEnd]).Weights);
        string path = _folder["list.parquet"];
        using (var writer = new ParquetFileWriter(
            path, [new Column<int>("source"), new Column<int>("target"), new Column<float>("wieght"), new Column<string>("delayms")]))
        {
            using RowGroupWriter group = writer.AppendRowGroup();
            Write(group, false, 1, 2);
            Write(group, false, 3, 4);
            Write(group, false, 0.5f, 0.25f);
            Write(group, false, "a", "b");
            writer.Close();
        }

        Assert.Equal(
            [$"{path} has an unknown column 'wieght'; did you mean 'weight'?", $"{path} has an unknown column 'delayms'; did you mean 'delayMs'?"],
            Assert.Throws<InvalidDescriptionException>(() => ConnectionFile.Read(path)).Findings);
    }

    [Fact]
    public void A_file_that_does_not_say_how_long_a_step_was_is_refused()
    {
        ConnectivityFile.Write(_folder.Path, RunFiles.ConnectivityEnd, [new("one", [new Synapse(3, 4, 0, 0.5f, 12)])]);
        Assert.Contains(
            "does not say how long a step of its run was",
            Assert.Throws<InvalidDescriptionException>(() => ConnectionFile.OfRun(_folder.Path, "one")).Message);
    }

    private static void Write<T>(RowGroupWriter group, bool isOptional, params T[] values)
        where T : notnull
    {
        if (isOptional && values is int[] ints)
        {
            WriteAll(group, [.. ints.Select(value => (int?)value)]);
        }
        else if (isOptional && values is long[] longs)
        {
            WriteAll(group, [.. longs.Select(value => (long?)value)]);
        }
        else if (isOptional && values is float[] floats)
        {
            WriteAll(group, [.. floats.Select(value => (float?)value)]);
        }
        else if (isOptional && values is double[] doubles)
        {
            WriteAll(group, [.. doubles.Select(value => (double?)value)]);
        }
        else
        {
            WriteAll(group, values);
        }
    }

    private static void WriteAll<T>(RowGroupWriter group, T[] values)
    {
        using LogicalColumnWriter<T> writer = group.NextColumn().LogicalWriter<T>();
        writer.WriteBatch(values);
    }

    private static string Refused(string path) =>
        Assert.Single(Assert.Throws<InvalidDescriptionException>(() => ConnectionFile.Read(path)).Findings);

    private string Csv(string text)
    {
        string path = Path.Combine(_folder.Path, "list.csv");
        File.WriteAllText(path, text);
        return path;
    }
}
