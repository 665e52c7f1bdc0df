using System.Text.Json;

namespace SnnCluster.Cli.Tests;

/// <summary>
/// What is told of a network that is fit to run but not what a person may think, and how a run ends whose network is not
/// fit after all.
/// </summary>
public sealed class NoteTests
{
    private const string Note = "source rate [Hz] is 2000, 0.2 spikes per step of dt 0.1 ms: ";
    private static readonly string Tiny = $"{CommandLine.TestAssembly}:TinyExperiment";
    private static readonly string Diverging = $"{CommandLine.TestAssembly}:DivergingExperiment";

    [Fact]
    public void A_run_and_a_dry_run_tell_of_rates_near_one_spike_per_step()
    {
        foreach (string[] more in new string[][] { [], ["--dry-run"], ["--partitions", "2"] })
        {
            CommandLine run = CommandLine.Run(["run", Tiny, "--set", "rate-hz=2000", .. more]);
            Assert.Equal(0, run.ExitCode);
            Assert.Single(run.Error.Split('\n'), line => line.StartsWith(Note, StringComparison.Ordinal));
        }

        CommandLine quiet = CommandLine.Run("run", Tiny, "--set", "rate-hz=2000", "--quiet");
        Assert.Equal((0, ""), (quiet.ExitCode, quiet.Error));
    }

    [Fact]
    public void Input_after_the_end_of_a_run_is_told_once_for_each()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["late.json"], """
            {
              "network": {
                "dtMs": 0.1,
                "populations": [
                  { "name": "source", "size": 2, "model": "parrot", "receptors": [ { "name": "in", "model": "delta" } ] },
                  { "name": "cells", "size": 2, "model": "lif", "receptors": [ { "name": "current", "model": "current-pulse" } ] }
                ],
                "inputs": [
                  { "type": "listed-spikes", "name": "train", "population": "source", "ids": [0, 1, 1], "timesMs": [1, 9.9, 10] },
                  { "type": "regular-spikes", "name": "clock", "population": "source", "periodMs": 1, "firstMs": 10 },
                  { "type": "step", "name": "late", "population": "cells", "timesMs": [5, 12, 15], "values": [1, 2, 0] },
                  { "type": "step", "name": "pulse", "population": "cells", "timesMs": [5, 15], "values": [1, 0] }
                ]
              }
            }
            """);
        CommandLine run = CommandLine.Run("run", folder["late.json"], "--device", "host", "--duration-ms", "10");
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(
            [
                "input train: 1 of 3 events at or after the end of the run, 10 ms, which never act",
                "input clock: all events at or after the end of the run, 10 ms, which never act",
                "input late: 2 of 3 changes at or after the end of the run, 10 ms, which never act",
            ],
            run.Error.Split('\n').Where(line => line.Contains("never act", StringComparison.Ordinal)));
    }

    [Fact]
    public void Json_has_the_notes_of_a_run_and_of_a_dry_run()
    {
        foreach (string[] more in new string[][] { [], ["--dry-run"] })
        {
            Assert.StartsWith(Note, Assert.Single(Notes("rate-hz=2000", more)));
            Assert.Empty(Notes("rate-hz=20", more));
        }

        static string[] Notes(string set, string[] more)
        {
            CommandLine run = CommandLine.Run(["run", Tiny, "--set", set, "--json", .. more]);
            using var json = JsonDocument.Parse(run.Output);
            return [.. json.RootElement.GetProperty("notes").EnumerateArray().Select(note => note.GetString()!)];
        }
    }

    [Theory]
    [InlineData("base-rate-hz=900", "base-rate-hz + peak-rate-hz [Hz], is 1052.8, 0.105 spikes per step of dt 0.1 ms", false)]
    [InlineData("peak-rate-hz=20000", "source rate at the stimulus, base-rate-hz + peak-rate-hz [Hz], is 20005: must be at most 10000", true)]
    [InlineData("uncorrelated-rate-hz=20000,uncorrelated-input=true", "source rate [Hz] is 20000: must be at most 10000", true)]
    [InlineData("weight=1e39", "--set weight is 1e39: must be at most 3.4E+38 in size, what single precision holds", true)]
    [InlineData("stimulus-sigma=1e-200", "--set stimulus-sigma is 1e-200: must be above 0", true)]
    public void Parameters_of_the_topographic_map_are_held_to_it(string set, string message, bool refused)
    {
        string[] sets = [.. set.Split(',').SelectMany(one => new[] { "--set", one })];
        CommandLine run = CommandLine.Run(["run", "topographic-map", "--duration-ms", "1", "--dry-run", .. sets]);
        if (refused)
        {
            run.IsRefused(1, message);
        }
        else
        {
            Assert.Equal(0, run.ExitCode);
            Assert.Contains(message, run.Error);
        }
    }

    [Theory]
    [InlineData("1")]
    [InlineData("3")]
    public void State_that_is_no_number_ends_a_run_with_one_error(string partitions)
    {
        CommandLine run = CommandLine.Run("run", Diverging, "--dt-ms", "1", "--partitions", partitions, "--quiet");
        Assert.Equal(1, run.ExitCode);
        Assert.Empty(run.Output);
        run.HasNoStackTrace();
        string error = Assert.Single(run.Errors);
        Assert.Contains("V of neuron 5 of population target is not a number after 300 steps", error);
        Assert.DoesNotContain("SNNCLUSTER_DEBUG", run.Error);
    }

    [Fact]
    public void A_target_rate_of_training_is_held_to_the_steps()
    {
        CommandLine.Run("train", "--dataset", "randman", "--target-rate-hz", "1001")
            .IsRefused(1, "--target-rate-hz is 1001: must be at most 1000, one spike per step of dt 1 ms");
    }
}
