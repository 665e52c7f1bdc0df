using SnnCluster.Cluster.Tests.Exchange;
using SnnCluster.Engine.DigestProbe;

namespace SnnCluster.Cluster.Tests.Runs;

/// <summary>Partitions step and exchange spikes without allocating anything.</summary>
public sealed class WorkerAllocationTests
{
    [Theory]
    [InlineData("delay-1", 1)]
    [InlineData("delay-1", 2)]
    [InlineData("delay-10", 3)]
    public void A_slice_allocates_nothing(string map, int partitions)
    {
        using var cluster = new WorkerCluster(
            SmallMap.Named(map).Describe(), new int[partitions], new ShuffledNetwork(1), seed: 1);

        // Long enough that buffers and rows have grown: the network is the same in each run of this test, so what is
        // enough once is enough always.
        cluster.Run(2000);

        // A garbage collection that comes between counts the rest of the thread's buffer as allocated; slices that allocate do so again.
        long allocated = AllocatedUntil(3000);
        Assert.Equal(0, allocated == 0 ? 0 : AllocatedUntil(4000));

        long AllocatedUntil(int step)
        {
            long allocated = 0;
            Array.ForEach(cluster.Workers, worker => worker.RunTo(step));
            while (cluster.Workers.Any(worker => !worker.HasReached))
            {
                for (int p = 0; p < partitions; p++)
                {
                    long before = GC.GetAllocatedBytesForCurrentThread();
                    cluster.Workers[p].RunSlice(TimeSpan.Zero);
                    allocated += GC.GetAllocatedBytesForCurrentThread() - before;
                }
            }

            return allocated;
        }
    }
}
