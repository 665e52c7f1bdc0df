using SnnCluster.Engine.Devices;

namespace SnnCluster.Engine.Tests.Gpu;

/// <summary>A driver that is there but broken is told of, and stops no other.</summary>
public sealed class BrokenDriverTests
{
    private static readonly DeviceInfo Gpu = new("opencl:0", "opencl", "a GPU", 1);

    [Fact]
    public void What_a_driver_says_is_kept_and_the_others_are_found()
    {
        FoundDevices found = FoundDevices.Of(
        [
            new GpuSearch("cuda", () => throw new InvalidOperationException("version\nmismatch"), () => null),
            new GpuSearch("opencl", () => [Gpu], () => throw new InvalidOperationException("it works: nobody asks it")),
        ]);
        Assert.Equal([Gpu], found.Devices);
        Assert.Equal(["cuda: version mismatch"], found.Failures);
    }

    [Fact]
    public void A_driver_that_finds_nothing_is_asked_why()
    {
        FoundDevices found = FoundDevices.Of(
        [
            new GpuSearch("cuda", () => [], () => "cuInit fails with error 999"),
            new GpuSearch("opencl", () => throw new DllNotFoundException(), () => null),
        ]);
        Assert.Empty(found.Devices);
        Assert.Equal(["cuda: cuInit fails with error 999"], found.Failures);
    }

    [SkippableFact]
    public void A_library_that_cannot_be_loaded_is_told_from_one_that_is_not_there()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "what the loader says is known of Linux only");
        Assert.Null(DriverProbe.CudaFailure("/no/such/libcuda.so.1"));
        Assert.Null(DriverProbe.OpenClFailure("libno-such-driver.so.1"));
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, "this is no library, though it is longer than the header of one would be: 64 bytes and more");
            Assert.StartsWith($"{file} cannot be loaded: ", DriverProbe.CudaFailure(file), StringComparison.Ordinal);
            Assert.Contains("invalid ELF header", DriverProbe.CudaFailure(file), StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>The library that finds OpenCL's drivers passes over those that cannot be loaded, and says that there is none.</summary>
    [SkippableFact]
    public void A_driver_of_OpenCL_that_cannot_be_loaded_is_told_with_the_file_that_names_it()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "what the loader says is known of Linux only");
        string folder = Directory.CreateTempSubdirectory("snncluster-engine-").FullName;
        try
        {
            Assert.Null(DriverProbe.VendorFailure(Path.Combine(folder, "none")));
            File.WriteAllText(Path.Combine(folder, "a.icd"), "libc.so.6\n");
            File.WriteAllText(Path.Combine(folder, "b.icd"), "");
            Assert.Null(DriverProbe.VendorFailure(folder));
            string missing = Path.Combine(folder, "c.icd");
            File.WriteAllText(missing, "libno-such-driver.so.1\n");
            Assert.Equal($"{missing} names libno-such-driver.so.1, which cannot be loaded: it is not there", DriverProbe.VendorFailure(folder));
            string broken = Path.Combine(folder, "libbroken.so");
            File.WriteAllText(broken, "this is no library, though it is longer than the header of one would be: 64 bytes and more");
            File.WriteAllText(missing, broken);
            Assert.StartsWith($"{missing} names {broken}, which cannot be loaded: ", DriverProbe.VendorFailure(folder), StringComparison.Ordinal);
            Assert.Contains("invalid ELF header", DriverProbe.VendorFailure(folder), StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [SkippableFact]
    public void A_library_that_is_no_driver_is_named()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "the library is one of Linux");
        Assert.Equal("libc.so.6 has no cuInit", DriverProbe.CudaFailure("libc.so.6"));
    }
}
