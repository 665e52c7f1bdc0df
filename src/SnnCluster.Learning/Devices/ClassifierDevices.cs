using System.Globalization;
using SnnCluster.Engine.Devices;
using SnnCluster.Learning.Networks;
using SnnCluster.Learning.Training;
using SnnCluster.Model.Networks;

namespace SnnCluster.Learning;

/// <summary>Devices that train classifiers, by the names that <see cref="DeviceCatalog"/> gives.</summary>
public static class ClassifierDevices
{
    private const string AutoName = "auto";

    /// <summary>What "auto" does, in one sentence.</summary>
    public static string AutoRule =>
        "auto takes the first CUDA GPU, else the first OpenCL GPU, where hidden neurons times examples of a chunk are "
        + DeviceCatalog.AutoNeurons.ToString("N0", CultureInfo.InvariantCulture)
        + " or more, and the host for less, for --eprop online and where there is neither";

    /// <summary>The device that a name stands for: itself, and for "auto" what <see cref="AutoRule"/> says.</summary>
    /// <param name="device">"auto", or the name of a device.</param>
    /// <param name="description">The classifier.</param>
    /// <param name="options">How it is trained.</param>
    public static string Choose(string device, ClassifierDescription description, TrainingOptions options) =>
        device != AutoName ? device
        : options.Form == GradientForm.Online ? DeviceCatalog.Host
        : DeviceCatalog.AutoChoice(description.Hidden.Sum(layer => (double)layer.Size) * options.ChunkSize);

    /// <summary>Adds an error for a device that cannot do what is asked for, or that this machine does not have.</summary>
    /// <param name="device">
    /// "auto", "host", "cuda" or "opencl" (the first of its kind), "cuda:N", "opencl:N" or "ilgpu-cpu".
    /// </param>
    /// <param name="form">How the gradient is to be computed.</param>
    /// <param name="errors">Where errors go.</param>
    public static void Validate(string device, GradientForm form, ValidationErrors errors)
    {
        if (device is AutoName or DeviceCatalog.Host)
        {
            return;
        }

        IReadOnlyList<DeviceInfo> devices = DeviceCatalog.List();
        if (devices.All(info => info.Name != device && (info.Name != device + ":0")))
        {
            errors.Add(
                $"--device is '{device}': must be auto or one of {string.Join(", ", devices.Select(info => info.Name))}, "
                + $"the devices of this machine{DeviceCatalog.FailureText}");
        }
        else if (form == GradientForm.Online)
        {
            errors.Add($"--device is '{device}', but --eprop online runs on the host only: must be host or auto");
        }
    }

    /// <summary>Opens a device and puts a classifier on it; disposing of what is returned closes the device.</summary>
    /// <param name="device">A name as <see cref="Validate"/> takes it.</param>
    /// <param name="state">What it reads.</param>
    /// <param name="options">How it is trained.</param>
    /// <exception cref="InvalidDescriptionException">
    /// There is no such device, it fails to start, or the gradient's online form is asked for on a GPU.
    /// </exception>
    public static IClassifierDevice Create(string device, ClassifierState state, TrainingOptions options)
    {
        var errors = new ValidationErrors();
        Validate(device, options.Form, errors);
        errors.ThrowIfAny();
        string chosen = Choose(device, state.Layout.Description, options);
        if (chosen == DeviceCatalog.Host)
        {
            return HostClassifiers.Create(state, options.Loss, options.Form);
        }

        var gpu = (GpuDevice)DeviceCatalog.Open(chosen, neurons: 0);
        try
        {
            return GpuClassifiers.Create(gpu, state, options.Loss, ownsDevice: true);
        }
        catch
        {
            gpu.Dispose();
            throw;
        }
    }
}
