using CsCheck;
using ParquetSharp;
using SnnCluster.Engine.Recording;
using SnnCluster.Experiments.Results;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Tests;

public sealed class RunFilesTests : IDisposable
{
    private static readonly string[] SomeNames = ["source", "feed-forward", "with space", "größer", ""];
    private static readonly Gen<string> Names = Gen.Int[0, SomeNames.Length - 1].Select(i => SomeNames[i]);

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Connectivity_comes_back_as_it_was() =>
        Gen.Dictionary(
            Names,
            Gen.Select(Gen.Int, Gen.Int, Gen.Int[0, 3], Gen.Float, Gen.Int[1, 255])
                .Select(row => new Synapse(row.Item1, row.Item2, row.Item3, row.Item4, row.Item5)).Array[1, 30])[0, 3]
            .Sample(
                projections =>
                {
                    ConnectivityFile.Write(_folder.Path, RunFiles.ConnectivityEnd, projections);
                    var read = ConnectivityFile.Read(_folder.Path, RunFiles.ConnectivityEnd);
                    Assert.Equal(projections.Keys.Order(), read.Keys.Order());
                    Assert.All(projections, pair => Assert.Equal(pair.Value, read[pair.Key]));
                },
                iter: 50,
                threads: 1);

    [Fact]
    public void Time_series_come_back_as_they_were() =>
        Gen.Select(Names, Names, Gen.Double, Gen.Double)
            .Select(row => new TimeSeriesPoint(row.Item1, row.Item2, row.Item3, row.Item4)).Array[0, 40]
            .Sample(
                points =>
                {
                    TimeSeriesFile.Write(_folder.Path, points);
                    Assert.Equal(points, TimeSeriesFile.Read(_folder.Path));
                },
                iter: 50,
                threads: 1);

    [Fact]
    public void Rewiring_comes_back_as_it_was() =>
        Gen.Select(Names, Gen.Double, Gen.Long, Gen.Long, Gen.Int[-1, 30])
            .Select(row => new RewiringCount(row.Item1, row.Item2, row.Item3, row.Item4, row.Item5)).Array[0, 40]
            .Sample(
                counts =>
                {
                    RewiringFile.Write(_folder.Path, counts);
                    Assert.Equal(counts, RewiringFile.Read(_folder.Path));
                },
                iter: 50,
                threads: 1);

    [Fact]
    public void No_bit_of_a_table_can_be_flipped_unseen()
    {
        TimeSeriesPoint[] points = [.. Enumerable.Range(0, 40).Select(i => new TimeSeriesPoint(SomeNames[i % 2], "of", i, i * 0.7))];
        TimeSeriesFile.Write(_folder.Path, points);
        byte[] whole = File.ReadAllBytes(_folder[RunFiles.TimeSeries]);
        int refused = 0;

        // Every bit takes a minute; 13 has no factor in common with 8, so that all of a byte's bits come.
        for (int bit = 0; bit < 8 * whole.Length; bit += 13)
        {
            byte[] file = [.. whole];
            file[bit / 8] ^= (byte)(1 << (bit % 8));
            File.WriteAllBytes(_folder[RunFiles.TimeSeries], file);
            try
            {
                Assert.Equal(points, TimeSeriesFile.Read(_folder.Path));
            }
            catch (InvalidDescriptionException)
            {
                refused++;
            }
        }

        // Checksums of dictionaries and pages are at work: they are not all of the file.
        Assert.True(refused > whole.Length / 13);
    }

    [Fact]
    public void Spikes_written_in_pieces_come_back_in_order()
    {
        // More than one row group, and a rest.
        SpikeRow[] spikes = [.. Enumerable.Range(0, 600_000).Select(i => new SpikeRow(i % 3 == 0 ? "a" : "b", i % 977, i / 100))];
        using (TableWriter<SpikeRow> writer = SpikeFile.Create(_folder.Path, 0.1))
        {
            foreach (SpikeRow[] piece in spikes.Chunk(1234))
            {
                writer.Append(piece.AsSpan());
            }

            Assert.Equal(spikes.Length, writer.Rows);
            writer.Complete();
        }

        SpikeRow[][] groups = [.. SpikeFile.Read(_folder.Path)];
        Assert.True(groups.Length > 1);
        Assert.Equal(spikes, groups.SelectMany(group => group));
        Assert.InRange(new FileInfo(_folder[RunFiles.Spikes]).Length, 1, 600_000L * 4); // Dictionaries and zstd at work.
    }

    [Fact]
    public void States_come_back_as_they_were()
    {
        StateRow[] states = [new("target", "V", 0, 1, -70f), new("target", "V", 15, 2, float.NaN)];
        using (TableWriter<StateRow> writer = StateFile.Create(_folder.Path, 0.1))
        {
            writer.Append(states.AsEnumerable());
            writer.Complete();
        }

        Assert.Equal(states, StateFile.Read(_folder.Path).SelectMany(group => group));
    }

    [Fact]
    public void Spikes_and_states_tell_their_time_and_the_step()
    {
        using (TableWriter<SpikeRow> spikes = SpikeFile.Create(_folder.Path, 0.1))
        {
            spikes.Append([new SpikeRow("a", 7, 0), new SpikeRow("a", 8, 2331), new SpikeRow("b", 1, 2331)]);
            spikes.Complete();
        }

        using (TableWriter<StateRow> states = StateFile.Create(_folder.Path, 0.1))
        {
            states.Append(new StateRow("a", "V", 0, 2331, -70f));
            states.Complete();
        }

        Assert.Equal([0, 233.1, 233.1], TimesIn(RunFiles.Spikes));
        Assert.Equal([233.1], TimesIn(RunFiles.States));
        ConnectivityFile.Write(_folder.Path, RunFiles.ConnectivityEnd, [], dtMs: 0.1);
        Assert.All(
            [RunFiles.Spikes, RunFiles.States, RunFiles.ConnectivityEnd],
            name => Assert.Equal("0.1", Open(name, file => file.FileMetaData.KeyValueMetadata["dtMs"])));

        double[] TimesIn(string name) => Open(name, file =>
        {
            using RowGroupReader group = file.RowGroup(0);
            int column = Enumerable.Range(0, file.FileMetaData.NumColumns)
                .Single(i => file.FileMetaData.Schema.Column(i).Name == "timeMs");
            using LogicalColumnReader<double> reader = group.Column(column).LogicalReader<double>();
            return reader.ReadAll((int)group.MetaData.NumRows);
        });

        T Open<T>(string name, Func<ParquetFileReader, T> read)
        {
            using var file = new ParquetFileReader(_folder[name]);
            return read(file);
        }
    }

    [Fact]
    public void Spikes_of_a_run_without_times_are_read()
    {
        Column[] columns = [new Column<string>("population"), new Column<int>("neuron"), new Column<int>("step")];
        using (var file = new ParquetFileWriter(_folder[RunFiles.Spikes], columns))
        {
            using RowGroupWriter group = file.AppendRowGroup();
            group.NextColumn().LogicalWriter<string>().WriteBatch(["a"]);
            group.NextColumn().LogicalWriter<int>().WriteBatch([7]);
            group.NextColumn().LogicalWriter<int>().WriteBatch([12]);
            file.Close();
        }

        Assert.Equal([new SpikeRow("a", 7, 12)], SpikeFile.Read(_folder.Path).SelectMany(rows => rows));
    }

    // Digits after the point that a time lacks, or that only the length of the run needs, would put 233.1 before 233.
    [Theory]
    [InlineData(0.1, 60_000)]
    [InlineData(0.025, 300)]
    [InlineData(1.0 / 3, 100)]
    [InlineData(1, 20)]
    [InlineData(0.0000001, 0.0001)]
    [InlineData(5000, 1e10)]
    public void Names_with_times_sort_and_differ(double dtMs, double durationMs)
    {
        int steps = (int)Math.Round(durationMs / dtMs);
        string[] names =
        [
            .. Enumerable.Range(1, Math.Min(steps, 100)).Select(i => (long)i * steps / Math.Min(steps, 100)).Distinct()
                .Select(step => RunFiles.ConnectivityAt(StepTime.Ms(step, dtMs), dtMs, durationMs)),
        ];
        Assert.Equal(names.Order(StringComparer.Ordinal), names);
        Assert.Equal(names.Length, names.Distinct().Count());
        foreach (string name in names)
        {
            File.WriteAllText(_folder[name], "");
        }

        Assert.Equal(names, RunFiles.SnapshotsIn(_folder.Path));
    }

    [Fact]
    public void A_file_has_its_name_only_when_it_is_whole()
    {
        using (TableWriter<SpikeRow> writer = SpikeFile.Create(_folder.Path, 0.1))
        {
            writer.Append(new SpikeRow("a", 1, 2));
            Assert.False(File.Exists(_folder[RunFiles.Spikes]));
        }

        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void What_was_there_stays_until_the_new_file_is_whole()
    {
        TimeSeriesFile.Write(_folder.Path, [new TimeSeriesPoint("old", "x", 0, 1)]);
        using (TableWriter<TimeSeriesPoint> writer = TimeSeriesFile.Create(_folder.Path))
        {
            writer.Append(new TimeSeriesPoint("new", "x", 0, 1));
            Assert.Equal("old", Assert.Single(TimeSeriesFile.Read(_folder.Path)).Name);
            writer.Complete();
        }

        Assert.Equal("new", Assert.Single(TimeSeriesFile.Read(_folder.Path)).Name);
        Assert.Throws<ObjectDisposedException>(Misuse);

        void Misuse()
        {
            TableWriter<TimeSeriesPoint> writer = TimeSeriesFile.Create(_folder.Path);
            writer.Dispose();
            writer.Complete();
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(100)]
    public void A_damaged_file_is_named_in_one_message(int kept)
    {
        SummaryFile.Write(_folder.Path, SyntheticRun.Summary(4));
        TimeSeriesFile.Write(_folder.Path, Enumerable.Range(0, 100).Select(i => new TimeSeriesPoint("n", "o", i, i)));
        string path = _folder[RunFiles.TimeSeries];
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..kept]);

        AssertCorrupt(path, () => TimeSeriesFile.Read(_folder.Path));
    }

    [Fact]
    public void A_file_with_a_flipped_byte_is_read_or_refused_but_never_crashes()
    {
        SummaryFile.Write(_folder.Path, SyntheticRun.Summary(4));
        TimeSeriesFile.Write(_folder.Path, Enumerable.Range(0, 20).Select(i => new TimeSeriesPoint("n", "o", i, i)));
        string path = _folder[RunFiles.TimeSeries];
        byte[] whole = File.ReadAllBytes(path);
        for (int i = 0; i < whole.Length; i += 7)
        {
            byte[] damaged = [.. whole];
            damaged[i] ^= 0xFF;
            File.WriteAllBytes(path, damaged);
            try
            {
                TimeSeriesFile.Read(_folder.Path);
            }
            catch (InvalidDescriptionException exception)
            {
                Assert.StartsWith(path, Assert.Single(exception.Findings), StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void A_file_of_another_kind_is_refused()
    {
        TimeSeriesFile.Write(_folder.Path, [new TimeSeriesPoint("n", "o", 1, 2)]);
        File.Move(_folder[RunFiles.TimeSeries], _folder[RunFiles.Rewiring]);

        AssertCorrupt(_folder[RunFiles.Rewiring], () => RewiringFile.Read(_folder.Path));
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        SummaryFile.Write(_folder.Path, SyntheticRun.Summary(4));

        var exception = Assert.Throws<InvalidDescriptionException>(() => RewiringFile.Read(_folder.Path));

        Assert.Equal($"{_folder.Path} has no rewiring.parquet", exception.Message);
    }

    public void Dispose() => _folder.Dispose();

    private static void AssertCorrupt(string path, Action read)
    {
        string message = Assert.Single(Assert.Throws<InvalidDescriptionException>(read).Findings);
        Assert.StartsWith($"{path} cannot be read: ", message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }
}
