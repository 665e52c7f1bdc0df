using SnnCluster.Cluster.Runs;
using SnnCluster.Cluster.Wire.Contracts;

namespace SnnCluster.Cluster.Tests.Runs;

public sealed class RunLogTests
{
    [Fact]
    public void Pages_give_all_parts_in_order_and_fit_into_messages()
    {
        using var log = RunLog.Temporary(Path.GetTempPath());
        Assert.Empty(log.Read(0));
        var random = new Random(1);
        var sizes = new List<int>();
        for (int part = 0; part < 60; part++)
        {
            sizes.Add(part % 3 == 0 ? ReportPart.MaxBytes : random.Next(50_000));
            byte[] data = new byte[sizes[part]];
            Array.Fill(data, (byte)part);
            log.Add(new ReportPart { RunId = "r", Partition = 1, Step = part, Kind = ReportKind.List, Index = 2, Data = data });

            // Reading in between does not disturb writing.
            Assert.Equal(part, Assert.Single(log.Read(part)).Step);
        }

        Assert.Equal(60, log.Count);
        int read = 0;
        while (log.Read(read) is { Count: > 0 } page)
        {
            foreach (ReportPart part in page)
            {
                Assert.Equal((read, sizes[read]), (part.Step, part.Data.Length));
                Assert.All(part.Data, value => Assert.Equal((byte)read, value));
                read++;
            }

            // With its envelope it is still far from the limit of a message.
            Assert.InRange(page.Sum(part => part.Data.Length), 0, 2 * ReportPart.MaxBytes);
        }

        Assert.Equal(60, read);
        Assert.Empty(log.Read(long.MaxValue));
        Assert.Equal(0, log.Read(-5)[0].Step);
    }

    [Fact]
    public void Nothing_is_left_of_it()
    {
        DirectoryInfo directory = Directory.CreateTempSubdirectory();
        try
        {
            using (var log = RunLog.Temporary(directory.FullName))
            {
                log.Add(new ReportPart { RunId = "r", Partition = 0, Step = 0, Kind = ReportKind.End });

                // Nor of a process that is killed.
                Assert.True(OperatingSystem.IsWindows() || directory.GetFileSystemInfos().Length == 0);
            }

            Assert.Empty(directory.GetFileSystemInfos());
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }
}
