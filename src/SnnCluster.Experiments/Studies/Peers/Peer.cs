using System.Diagnostics;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Studies.Peers;

/// <summary>Another simulator that runs the same network beside ours: a script for each network, and how to tell whether it is installed.</summary>
/// <param name="Name">Its name, which is also the folder of its scripts.</param>
/// <param name="Module">The module of Python that it is.</param>
/// <param name="Installation">How it is installed.</param>
public sealed record Peer(string Name, string Module, string Installation)
{
    // A machine may have several Pythons, and its packages in only one of them.
    private static readonly string[] Interpreters =
    [
        .. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, "python3")).Where(File.Exists),
    ];

    private readonly Lazy<string?> _interpreter = new(() => Interpreters.FirstOrDefault(path => Has(path, Module)));

    /// <summary>Those that a study knows.</summary>
    public static IReadOnlyList<Peer> All { get; } =
    [
        new("brian2", "brian2", "on Debian: apt-get install python3-brian g++"),
        new("nest", "nest", "pip install nest-simulator"),
        new("genn", "pygenn", "from its source: pip install pygenn"),
    ];

    /// <summary>The script of an experiment's network.</summary>
    /// <param name="scripts">The folder that holds a folder of scripts for each simulator.</param>
    /// <param name="experiment">Name of the experiment.</param>
    public string ScriptOf(string scripts, string experiment) =>
        Path.Combine(scripts, Name, experiment.Replace('-', '_') + ".py");

    /// <summary>The peers of a list, found and installed; adds what is wrong.</summary>
    /// <param name="names">Their names.</param>
    /// <param name="scripts">The folder with their scripts.</param>
    /// <param name="experiment">Name of the experiment.</param>
    /// <param name="errors">Takes what is wrong.</param>
    public static IReadOnlyList<Peer> Find(IReadOnlyList<string> names, string scripts, string experiment, ValidationErrors errors)
    {
        var found = new List<Peer>();
        foreach (string name in names)
        {
            if (All.FirstOrDefault(peer => peer.Name == name) is not Peer peer)
            {
                errors.Add($"--beside has '{name}': must be one of {string.Join(", ", All.Select(one => one.Name))}"
                    + NearestName.Hint(name, [.. All.Select(one => one.Name)]));
            }
            else if (found.Contains(peer))
            {
                errors.Add($"--beside has '{name}' more than once: name each simulator once");
            }
            else if (!File.Exists(peer.ScriptOf(scripts, experiment)))
            {
                errors.Add($"--beside {name}: there is no script '{peer.ScriptOf(scripts, experiment)}' for the network of {experiment}; "
                    + "--peers names the folder that holds them");
            }
            else if (peer._interpreter.Value is null)
            {
                errors.Add($"--beside {name}: no python3 of PATH has the module {peer.Module} ({peer.Installation})");
            }
            else
            {
                found.Add(peer);
            }
        }

        return found;
    }

    /// <summary>Starts one of its scripts, with the Python that has it.</summary>
    /// <param name="arguments">The script and its arguments.</param>
    internal Process Start(IEnumerable<string> arguments) =>
        Start(_interpreter.Value ?? throw new InvalidOperationException($"{Name} is not installed"), arguments);

    private static Process Start(string interpreter, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(interpreter, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        Process process = Process.Start(start) ?? throw new InvalidOperationException($"{interpreter} could not be started");
        process.StandardInput.Close();
        return process;
    }

    private static bool Has(string interpreter, string module)
    {
        try
        {
            using Process process = Start(
                interpreter, ["-c", $"import importlib.util, sys; sys.exit(importlib.util.find_spec('{module}') is None)"]);
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // No file that runs here.
            return false;
        }
    }
}
