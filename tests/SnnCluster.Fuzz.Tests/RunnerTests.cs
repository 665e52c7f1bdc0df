using System.Diagnostics;
using SnnCluster.Fuzz.Running;

namespace SnnCluster.Fuzz.Tests;

/// <summary>The runner finds what it looks for, and makes the same input again.</summary>
public sealed class RunnerTests
{
    private static readonly byte[] Valid = [.. Enumerable.Range(0, 60).Select(i => (byte)i)];

    [Fact]
    public void The_same_seed_target_and_number_make_the_same_input()
    {
        using var target = new OneReader(_ => true);
        var runner = new FuzzRunner("one", target, seed: 3);
        byte[][] inputs = [.. Enumerable.Range(0, 200).Select(i => runner.InputOf(i).Input)];
        var again = new FuzzRunner("one", target, seed: 3);
        Assert.All(Enumerable.Range(0, 200), i => Assert.Equal(inputs[i], again.InputOf(i).Input));
        Assert.True(inputs.Select(Convert.ToHexString).Distinct().Count() > 150);
        Assert.NotEqual(inputs[7], new FuzzRunner("one", target, seed: 4).InputOf(7).Input);
        Assert.NotEqual(inputs[7], new FuzzRunner("two", target, seed: 3).InputOf(7).Input);
    }

    [Fact]
    public void An_exception_that_is_not_the_documented_one_is_a_finding_with_its_input()
    {
        FuzzReport report = Run(input => input.Length == 60 || input[70].ToString().Length > 0);
        Assert.Contains(nameof(IndexOutOfRangeException), report.Failure!.Reason);
        using var target = new OneReader(_ => true);
        Assert.Equal(report.Failure.Input, new FuzzRunner("one", target, 3).InputOf(report.Failure.Index).Input);
    }

    [Fact]
    public void An_allocation_beyond_the_limit_is_a_finding()
    {
        FuzzReport report = Run(input => input.AsSpan().SequenceEqual(Valid) || new byte[10 << 20].Length > 0);
        Assert.Contains("made it allocate", report.Failure!.Reason);
    }

    [Fact]
    public void A_reader_that_does_not_end_is_a_finding()
    {
        long start = Stopwatch.GetTimestamp();
        using var never = new ManualResetEventSlim();
        FuzzReport report = Run(input =>
        {
            if (!input.AsSpan().SequenceEqual(Valid))
            {
                never.Wait();
            }

            return true;
        });
        Assert.Equal("it does not end", report.Failure!.Reason);
        Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(20));
        never.Set();
    }

    [Fact]
    public void A_valid_input_must_be_accepted() =>
        Assert.Equal("a valid input was refused", Run(_ => false).Failure!.Reason);

    private static FuzzReport Run(TakeInput take)
    {
        using var target = new OneReader(take);
        return new FuzzRunner("one", target, seed: 3).Run(0, 1000, limit: null);
    }

    private sealed class OneReader(TakeInput take) : IFuzzTarget
    {
        public IReadOnlyList<FuzzReader> Readers { get; } =
            [new FuzzReader("reader", [Valid], take) { TimeLimit = TimeSpan.FromMilliseconds(300) }];

        public void Check()
        {
        }

        public void Dispose()
        {
        }
    }
}
