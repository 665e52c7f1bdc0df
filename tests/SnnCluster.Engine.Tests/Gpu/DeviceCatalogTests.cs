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
    public void Auto_takes_a_gpu_for_large_networks_where_there_is_one()
    {
        DeviceInfo? gpu = DeviceCatalog.List().FirstOrDefault(device => device.Kind is "cuda" or "opencl");
        Assert.Equal(gpu?.Name ?? "host", DeviceCatalog.AutoChoice(1e6));
    }
}
