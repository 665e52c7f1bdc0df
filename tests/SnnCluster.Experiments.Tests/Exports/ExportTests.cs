using System.Diagnostics;
using System.Globalization;
using SnnCluster.Experiments.Exports;
using SnnCluster.Experiments.Results;
using SnnCluster.Experiments.Running;
using SnnCluster.Experiments.TopographicMap;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Tests.Exports;

/// <summary>What is exported of a run, as programs that know nothing of ours read it: NumPy and h5py by the published layouts.</summary>
public sealed class ExportTests : IDisposable
{
    // Prints, by line: spikes of a population, the sum of their times and of their neurons, in each format; then the states.
    private const string Reader = """
        import sys, numpy, h5py
        folder = sys.argv[1]
        table = numpy.load(folder + "/npz/spikes.npz")
        rows = table["population"] == "target"
        print(rows.sum(), repr(float(table["timeMs"][rows].sum())), table["neuron"][rows].sum())
        spikes = h5py.File(folder + "/sonata/spikes.h5", "r")
        assert spikes.attrs["magic"] == 0x0A7A and list(spikes.attrs["version"]) == [0, 1]
        of = spikes["spikes/target"]
        times = of["timestamps"][:]
        assert of["timestamps"].attrs["units"] == "ms" and (numpy.diff(times) >= 0).all() and of["node_ids"].dtype == numpy.uint64
        order = h5py.check_enum_dtype(of.attrs.get_id("sorting").dtype)
        assert of.attrs["sorting"] == order["by_time"]
        print(len(times), repr(float(times.sum())), of["node_ids"][:].sum())
        nwb = h5py.File(folder + "/nwb/run.nwb", "r")
        assert nwb.attrs["neurodata_type"] == "NWBFile" and nwb.attrs["nwb_version"] == "2.6.0"
        units = nwb["units"]
        index = units["spike_times_index"]
        assert nwb[index.attrs["target"]].name == "/units/spike_times" and list(units.attrs["colnames"]) == ["spike_times", "population", "neuron"]
        ends = index[:]
        starts = numpy.concatenate([[0], ends[:-1]]).astype(int)
        mine = [unit for unit in range(len(ends)) if units["population"][unit] == b"target"]
        trains = [units["spike_times"][starts[unit]:int(ends[unit])] for unit in mine]
        print(sum(map(len, trains)), repr(1000 * float(sum(train.sum() for train in trains))), sum(len(train) * units["neuron"][unit] for train, unit in zip(trains, mine)))
        report = h5py.File(folder + "/sonata/report-V.h5", "r")["report/target"]
        begin, end, step = report["mapping/time"][:]
        assert list(report["mapping/index_pointers"][:]) == [0, 1, 2, 3]
        print(report["data"].shape[0], repr(float(report["data"][:].astype(float).sum())), report["mapping/node_ids"][:].sum(), begin, step)
        series = nwb["acquisition/target.V"]
        print(series["data"].shape[0], repr(float(series["data"][:].astype(float).sum())), round(1 / series["starting_time"].attrs["rate"], 6))
        """;

    private readonly TemporaryFolder _folder = new();

    public ExportTests() => ExperimentRunner.Run(
        new TopographicMapExperiment(),
        new RunOptions
        {
            DurationMs = 200,
            Device = "host",
            Record = ["spikes", "target.V:neurons=first-3:every-ms=10"],
            OutputDirectory = _folder["run"],
            DrawsFigures = false,
        },
        null,
        CancellationToken.None);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Csv_has_all_rows_of_all_tables()
    {
        IReadOnlyList<string> files = RunExports.Write(_folder["run"], "csv", _folder["csv"]);
        Assert.Contains(_folder["csv/timeseries.csv"], files);
        string[] lines = File.ReadAllLines(_folder["csv/spikes.csv"]);
        Assert.Equal("population,neuron,step,timeMs", lines[0]);
        SpikeRow[] rows = [.. SpikeFile.Read(_folder["run"]).SelectMany(group => group)];
        Assert.NotEmpty(rows);
        Assert.Equal(
            rows.Select(row => string.Create(CultureInfo.InvariantCulture, $"{row.Population},{row.Neuron},{row.Step},{StepTime.Ms(row.Step, 0.1)}")),
            lines.Skip(1));
    }

    [SkippableFact]
    public void Python_reads_what_was_recorded_in_all_formats()
    {
        string? python = Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).Select(path => Path.Combine(path, "python3"))
            .FirstOrDefault(path => File.Exists(path) && Run(path, "-c", "import numpy, h5py") is not null);
        Skip.If(python is null, "no python3 of PATH has numpy and h5py (apt-get install python3-h5py)");
        foreach (string format in (string[])["npz", "sonata", "nwb"])
        {
            Assert.NotEmpty(RunExports.Write(_folder["run"], format, _folder[format]));
        }

        string[][] lines = [.. Run(python!, "-c", Reader, _folder.Path)!.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' '))];
        SpikeRow[] spikes = [.. SpikeFile.Read(_folder["run"]).SelectMany(group => group).Where(row => row.Population == "target")];
        foreach (string[] line in lines.Take(3))
        {
            Assert.Equal((spikes.Length, spikes.Sum(row => row.Neuron)), (int.Parse(line[0], CultureInfo.InvariantCulture), int.Parse(line[2], CultureInfo.InvariantCulture)));

            // Sums of doubles in another order, and divided by 1000: each of the terms is rounded by half a unit in the last place of the sum.
            double sum = spikes.Sum(row => StepTime.Ms(row.Step, 0.1));
            Assert.Equal(sum, double.Parse(line[1], CultureInfo.InvariantCulture), 4 * spikes.Length * Math.BitIncrement(sum) - 4 * spikes.Length * sum);
        }

        StateRow[] states = [.. StateFile.Read(_folder["run"]).SelectMany(group => group)];
        double all = states.Sum(row => (double)row.Value);
        foreach (string[] line in lines.Skip(3))
        {
            Assert.Equal(states.Length / 3, int.Parse(line[0], CultureInfo.InvariantCulture));
            Assert.Equal(all, double.Parse(line[1], CultureInfo.InvariantCulture), 1e-9 * Math.Abs(all));
        }

        Assert.Equal(["3", (states[0].Step * 0.1).ToString("0.0", CultureInfo.InvariantCulture), "10.0"], lines[3].Skip(2));
        Assert.Equal("0.01", lines[4][2]);
    }

    [Fact]
    public void Nothing_is_overwritten_and_what_is_missing_is_named()
    {
        Directory.CreateDirectory(_folder["there"]);
        File.WriteAllText(_folder["there/mine.txt"], "");
        InvalidDescriptionException wrong = Assert.Throws<InvalidDescriptionException>(() => RunExports.Write(_folder["nothing"], "hdf5", _folder["there"]));
        Assert.Equal(
            [
                "--format is 'hdf5': must be one of csv, npz, sonata, nwb, or nir for a training",
                $"export {_folder["nothing"]}: is not a run, it has no summary.json that a run writes (a training has none: it is exported as nir)",
                $"--out {_folder["there"]} is there already: name a folder that is not, or that is empty",
            ],
            wrong.Findings);
        File.Delete(_folder["run/spikes.parquet"]);
        File.Delete(_folder["run/states.parquet"]);
        Assert.Equal(
            $"export {_folder["run"]}: the run has recorded nothing that sonata holds; --record says what is recorded",
            Assert.Throws<InvalidDescriptionException>(() => RunExports.Write(_folder["run"], "sonata", _folder["out"])).Message);
        Assert.False(Directory.Exists(_folder["out"]));
    }

    // In the first format files of other tables are whole by then.
    [Theory]
    [InlineData("csv")]
    [InlineData("nwb")]
    public void A_damaged_table_is_named_and_leaves_nothing(string format)
    {
        byte[] bytes = File.ReadAllBytes(_folder["run/spikes.parquet"]);
        File.WriteAllBytes(_folder["run/spikes.parquet"], bytes[..(bytes.Length / 2)]);
        Assert.Contains(
            _folder["run/spikes.parquet"],
            Assert.Throws<InvalidDescriptionException>(() => RunExports.Write(_folder["run"], format, _folder["out"])).Message,
            StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["out"]));
        Assert.Equal(
            "--out is empty: must be the folder to write to",
            Assert.Throws<InvalidDescriptionException>(() => RunExports.Write(_folder["run"], format, "")).Message);
    }

    private static string? Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        string output = process.StandardOutput.ReadToEnd();
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : arguments.Length > 2 ? throw new InvalidOperationException(error) : null;
    }
}
