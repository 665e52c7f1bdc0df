using SnnCluster.Engine.Devices;
using SnnCluster.Model.Networks;

namespace SnnCluster.Engine.Tests.Gpu;

public sealed class DeviceCatalogTests
{
    [Fact]
    public void The_host_comes_first_and_the_test_instrument_last()
    {
        IReadOnlyList<DeviceInfo> devices = DeviceCatalog.List();
        Assert.Equal("host", devices[0].Name);
        Assert.Equal("ilgpu-cpu", devices[^1].Name);
        Assert.All(devices, device => Assert.True(device.MemoryBytes > 0 && device.Description.Length > 0));
        Assert.Equal(devices.Count, devices.Select(device => device.Name).Distinct().Count());
    }

    [Theory]
    [InlineData("gpu")]
    [InlineData("cuda:99")]
    [InlineData("opencl:-1")]
    [InlineData("cuda:x")]
    [InlineData("")]
    public void A_device_that_is_not_there_is_refused_and_those_that_are_there_named(string name)
    {
        InvalidDescriptionException failure =
            Assert.Throws<InvalidDescriptionException>(() => DeviceCatalog.Open(name, 1000));
        Assert.Contains("--device", failure.Message, StringComparison.Ordinal);
        Assert.Contains($"'{name}'", failure.Message, StringComparison.Ordinal);
        Assert.All(
            DeviceCatalog.List(), device => Assert.Contains(device.Name, failure.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Auto_takes_the_host_for_small_networks_and_says_why()
    {
        using IDevice device = DeviceCatalog.Open("auto", 512);
        Assert.Equal("host", device.Name);
        Assert.Equal("host", DeviceCatalog.AutoChoice(512));
        Assert.StartsWith("host: ", DeviceCatalog.AutoReason(512), StringComparison.Ordinal);
        Assert.Contains("50,000", DeviceCatalog.AutoRule, StringComparison.Ordinal);
    }

    [Fact]
    public void Auto_takes_the_first_gpu_for_large_networks_and_never_a_processor()
    {
        DeviceInfo host = new("host", "host", "", 1);
        DeviceInfo processor = new("opencl:0", "opencl", "", 1, IsProcessor: true);
        DeviceInfo openCl = new("opencl:1", "opencl", "", 1);
        DeviceInfo cuda = new("cuda:0", "cuda", "", 1);
        Assert.Equal("cuda:0", DeviceCatalog.Auto([host, cuda, processor, openCl], 1e6).Name);
        Assert.Equal("opencl:1", DeviceCatalog.Auto([host, processor, openCl], 1e6).Name);
        Assert.Equal("host", DeviceCatalog.Auto([host, processor], 1e6).Name);
        Assert.Equal("host", DeviceCatalog.Auto([host, cuda, processor, openCl], 512).Name);
        Assert.Equal(DeviceCatalog.Auto(DeviceCatalog.List(), 1e6).Name, DeviceCatalog.AutoChoice(1e6));
    }

    /// <summary>How many threads run in step is not known of all devices: nothing is said of it then.</summary>
    [Fact]
    public void No_device_is_said_to_have_warps_of_no_thread() =>
        Assert.All(DeviceCatalog.List(), device => Assert.DoesNotContain("warps of 0", device.Description, StringComparison.Ordinal));
}
