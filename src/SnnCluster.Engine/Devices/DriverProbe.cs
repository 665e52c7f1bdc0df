using System.Globalization;
using System.Runtime.InteropServices;

namespace SnnCluster.Engine.Devices;

/// <summary>
/// Asks a GPU driver whether it works. ILGPU takes one that is there but broken for one that is not there, and says nothing.
/// </summary>
internal static unsafe class DriverProbe
{
    // Codes of drivers that work and have nothing to offer.
    private const int CudaNoDevice = 100;
    private const int OpenClNoPlatform = -1001;

    /// <summary>What is wrong with the CUDA driver; null where it works, or is not there.</summary>
    /// <param name="library">Its library, by name or path.</param>
    public static string? CudaFailure(string? library = null) =>
        Failure(library ?? (OperatingSystem.IsWindows() ? "nvcuda.dll" : "libcuda.so.1"), "cuInit", static (handle, entry) =>
        {
            int code = ((delegate* unmanaged<uint, int>)entry)(0);
            return code == 0 ? TooOld(handle) : code == CudaNoDevice ? null : Text("cuInit", code) + CudaText(handle, code);
        });

    /// <summary>What is wrong with the OpenCL driver; null where it works, or is not there.</summary>
    /// <param name="library">Its library, by name or path.</param>
    public static string? OpenClFailure(string? library = null) =>
        Failure(library ?? (OperatingSystem.IsWindows() ? "OpenCL.dll" : "libOpenCL.so.1"), "clGetPlatformIDs", static (_, entry) =>
        {
            uint count;
            int code = ((delegate* unmanaged<uint, nint*, uint*, int>)entry)(0, null, &count);
            return code == 0 ? null : code == OpenClNoPlatform ? VendorFailure(VendorFolder()) : Text("clGetPlatformIDs", code);
        });

    /// <summary>
    /// What is wrong with the first OpenCL driver of a folder that cannot be loaded; null where none is. The library that all
    /// programs call looks for drivers there, and says nothing of those that it cannot load.
    /// </summary>
    /// <param name="folder">A folder of files that each name a driver's library in their first line.</param>
    internal static string? VendorFailure(string folder)
    {
        try
        {
            return !Directory.Exists(folder) ? null : Directory.EnumerateFiles(folder, "*.icd").Order(StringComparer.Ordinal)
                .Select(file => (File: file, Library: new FileInfo(file).Length == 0 ? "" : File.ReadLines(file).FirstOrDefault("").Trim()))
                .Where(vendor => vendor.Library.Length > 0)
                .Select(vendor => LoadFailure(vendor.Library) is string reason
                    ? $"{vendor.File} names {vendor.Library}, which cannot be loaded: {reason}"
                    : null)
                .FirstOrDefault(failure => failure is not null);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return $"{folder} cannot be read: {failure.Message}";
        }
    }

    // As the loaders of Debian and of Khronos have it.
    private static string VendorFolder() => new[] { "OCL_ICD_VENDORS", "OPENCL_VENDOR_PATH" }
        .Select(Environment.GetEnvironmentVariable).FirstOrDefault(folder => !string.IsNullOrEmpty(folder)) ?? "/etc/OpenCL/vendors";

    private static string? LoadFailure(string library)
    {
        try
        {
            NativeLibrary.Load(library);
            return null;
        }
        catch (DllNotFoundException failure) when (failure.Message.Contains($"{Path.GetFileName(library)}: cannot open shared object file", StringComparison.Ordinal))
        {
            return "it is not there";
        }
        catch (Exception failure) when (failure is DllNotFoundException or BadImageFormatException)
        {
            return Reason(failure.Message, library);
        }
    }

    private static string? Failure(string library, string entry, Func<nint, nint, string?> call)
    {
        nint handle;
        try
        {
            handle = NativeLibrary.Load(library);
        }
        catch (Exception failure) when (failure is DllNotFoundException or BadImageFormatException)
        {
            // The loader's own words are all that tells a library that is not there from one that cannot be loaded.
            bool isAbsent = failure.Message.Contains($"{Path.GetFileName(library)}: cannot open shared object file", StringComparison.Ordinal)
                || OperatingSystem.IsWindows() || OperatingSystem.IsMacOS();
            return isAbsent ? null : $"{library} cannot be loaded: {Reason(failure.Message, library)}";
        }

        return NativeLibrary.TryGetExport(handle, entry, out nint address) ? call(handle, address) : $"{library} has no {entry}";
    }

    // A driver that works and has devices, of which ILGPU took none: it knows no version of PTX for them in a driver that old.
    private static string? TooOld(nint handle)
    {
        int devices = 0;
        int version = 0;
        return NativeLibrary.TryGetExport(handle, "cuDeviceGetCount", out nint count)
            && NativeLibrary.TryGetExport(handle, "cuDriverGetVersion", out nint tells)
            && ((delegate* unmanaged<int*, int>)count)(&devices) == 0
            && ((delegate* unmanaged<int*, int>)tells)(&version) == 0
            && devices > 0
                ? string.Create(CultureInfo.InvariantCulture, $"the driver knows CUDA {version / 1000}.{version % 1000 / 10} and has ")
                    + string.Create(CultureInfo.InvariantCulture, $"{devices} {(devices == 1 ? "device" : "devices")} that kernels cannot be compiled for: it may be too old")
                : null;
    }

    // A loader that tries several places and names has a line for each, and most of them were not there.
    private static string Reason(string message, string library) => message
        .Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        .FirstOrDefault(line => line.Contains(Path.GetFileName(library), StringComparison.Ordinal)
            && !line.Contains("No such file", StringComparison.Ordinal)
            && !line.StartsWith("Unable to load", StringComparison.Ordinal)) ?? "it is damaged";

    private static string Text(string entry, int code) =>
        string.Create(CultureInfo.InvariantCulture, $"{entry} fails with error {code}");

    private static string CudaText(nint handle, int code)
    {
        byte* text = null;
        return NativeLibrary.TryGetExport(handle, "cuGetErrorString", out nint entry)
            && ((delegate* unmanaged<int, byte**, int>)entry)(code, &text) == 0
            && text is not null
                ? $": {Marshal.PtrToStringUTF8((nint)text)}"
                : "";
    }
}
