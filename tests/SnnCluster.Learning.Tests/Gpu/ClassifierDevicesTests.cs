using SnnCluster.Engine.Devices;
using SnnCluster.Learning.Networks;
using SnnCluster.Learning.Tests.Support;
using SnnCluster.Learning.Training;
using SnnCluster.Model.Networks;

namespace SnnCluster.Learning.Tests.Gpu;

public sealed class ClassifierDevicesTests
{
    private static readonly ClassifierDescription Description = RandomClassifiers.All["lif"];

    [Fact]
    public void The_online_form_is_the_hosts_alone()
    {
        Assert.Equal(
            ["--device is 'ilgpu-cpu', but --eprop online runs on the host only: must be host or auto"],
            Findings("ilgpu-cpu", GradientForm.Online));
        Assert.Empty(Findings("ilgpu-cpu", GradientForm.Event));
        Assert.Empty(Findings("host", GradientForm.Online));
        Assert.Empty(Findings("auto", GradientForm.Online));
        using ClassifierState state = InitialClassifier.Create(new ClassifierLayout(Description), 1, signed: false);
        Assert.Throws<InvalidDescriptionException>(() =>
            ClassifierDevices.Create("ilgpu-cpu", state, new TrainingOptions { Form = GradientForm.Online }));
    }

    [Fact]
    public void A_device_that_is_not_there_is_named_with_those_that_are() =>
        Assert.Matches(
            "--device is 'abacus': must be auto or one of host, .*ilgpu-cpu, the devices of this machine",
            Assert.Single(Findings("abacus", GradientForm.Online)));

    [Fact]
    public void Auto_stays_on_the_host_where_there_is_little_to_do_at_once()
    {
        Assert.Equal(DeviceCatalog.Host, ClassifierDevices.Choose("auto", Description, new TrainingOptions()));
        ClassifierDescription large = Description with { Hidden = [new() { Size = 4096 }] };
        Assert.Equal(
            DeviceCatalog.AutoChoice(4096 * 64),
            ClassifierDevices.Choose("auto", large, new TrainingOptions { ChunkSize = 64 }));
        Assert.Equal(
            DeviceCatalog.Host,
            ClassifierDevices.Choose("auto", large, new TrainingOptions { Form = GradientForm.Online }));
        Assert.Equal("opencl:3", ClassifierDevices.Choose("opencl:3", large, new TrainingOptions()));
    }

    private static IReadOnlyList<string> Findings(string device, GradientForm form)
    {
        var errors = new ValidationErrors();
        ClassifierDevices.Validate(device, form, errors);
        return errors.Messages;
    }
}
