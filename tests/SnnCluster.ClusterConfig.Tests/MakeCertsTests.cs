using System.Security.Cryptography.X509Certificates;

namespace SnnCluster.ClusterConfig.Tests;

/// <summary>make-certs.sh with the real openssl, its files read as nodes read them.</summary>
public sealed class MakeCertsTests : IDisposable
{
    private const string Name = "make-certs.sh";

    private readonly Script _script = new();
    private readonly string _folder;

    public MakeCertsTests()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "bash is needed");
        Skip.IfNot(
            Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, "openssl"))),
            "openssl is needed, which make-certs.sh calls");
        _folder = Path.Combine(_script.Folder, "certs");
    }

    public void Dispose() => _script.Dispose();

    [SkippableFact]
    public async Task Certificates_are_for_their_hosts_and_come_from_the_authority()
    {
        await Make("one=host-1,10.0.0.1", "two=*.example.org,::1");
        using X509Certificate2 authority = X509CertificateLoader.LoadCertificateFromFile(Path.Combine(_folder, "ca.crt"));
        using X509Certificate2 one = Load("one");
        using X509Certificate2 two = Load("two");
        Assert.True(one.HasPrivateKey);
        Assert.All(["host-1", "10.0.0.1"], host => Assert.True(one.MatchesHostname(host), host));
        Assert.All(["host-2", "10.0.0.2", "one"], host => Assert.False(one.MatchesHostname(host, allowCommonName: false), host));
        Assert.All(["a.example.org", "::1"], host => Assert.True(two.MatchesHostname(host), host));
        Assert.InRange((one.NotAfter - DateTime.Now).TotalDays, 364, 366);
        foreach (X509Certificate2 certificate in (X509Certificate2[])[one, two])
        {
            using var chain = new X509Chain();
            chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.CustomTrustStore.Add(authority);
            chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
            Assert.True(chain.Build(certificate));
        }
    }

    [SkippableFact]
    public async Task Secrets_are_for_their_owner_alone_and_nothing_else_is_left()
    {
        await Make("one=host-1");
        string[] files = [.. Directory.EnumerateFileSystemEntries(_folder).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];
        Assert.Equal(["ca.crt", "ca.key", "one.p12", "one.password"], files);
        foreach (string file in files.Except(["ca.crt"]))
        {
            if (!OperatingSystem.IsWindows())
            {
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_folder, file)));
            }
        }
    }

    [SkippableFact]
    public async Task Nodes_are_added_later_and_nothing_is_overwritten()
    {
        await Make("one=host-1");
        byte[] authority = File.ReadAllBytes(Path.Combine(_folder, "ca.crt"));
        byte[] one = File.ReadAllBytes(Path.Combine(_folder, "one.p12"));
        await Make("two=host-2");
        Assert.Equal(authority, File.ReadAllBytes(Path.Combine(_folder, "ca.crt")));
        await Fails("one.p12 is there already: nothing is overwritten", _folder, "three=host-3", "one=host-1");
        Assert.Equal(one, File.ReadAllBytes(Path.Combine(_folder, "one.p12")));
        Assert.False(File.Exists(Path.Combine(_folder, "three.p12")));
        File.Delete(Path.Combine(_folder, "ca.key"));
        await Fails("must have both ca.crt and ca.key", _folder, "four=host-4");
    }

    [SkippableTheory]
    [InlineData("DIR is missing")]
    [InlineData("NAME=HOST is missing", "certs")]
    [InlineData("'one' has no hosts", "certs", "one")]
    [InlineData("'one=' has no hosts", "certs", "one=")]
    [InlineData("the name is 'ca'", "certs", "ca=host")]
    [InlineData("the name is '../x'", "certs", "../x=host")]
    [InlineData("the name 'a' is there twice", "certs", "a=h", "a=h")]
    [InlineData("a host of 'a' is 'x;rm'", "certs", "a=x;rm")]
    [InlineData("a host of 'a' is '10.0.0.256'", "certs", "a=h,10.0.0.256")]
    [InlineData("a host of 'a' is ''", "certs", "a=h,,i")]
    [InlineData("--days is '0'", "--days", "0", "certs", "a=h")]
    [InlineData("--days is '9999'", "--days", "9999", "certs", "a=h")]
    [InlineData("unknown option --force", "--force", "certs", "a=h")]
    public async Task What_makes_no_sense_is_refused(string message, params string[] arguments)
    {
        await Fails(message, [.. arguments.Select(argument => argument == "certs" ? _folder : argument)]);
        Assert.False(Directory.Exists(_folder));
    }

    [SkippableFact]
    public async Task Help_is_on_standard_output() =>
        Assert.StartsWith("usage: make-certs.sh", (await _script.Run(Name, "--help")).Output, StringComparison.Ordinal);

    private async Task Make(params string[] names)
    {
        (int exitCode, string output, string error) = await _script.Run(Name, [_folder, .. names]);
        Assert.True(exitCode == 0, error);
        Assert.Empty(output);
    }

    private async Task Fails(string message, params string[] arguments)
    {
        (int exitCode, string output, string error) = await _script.Run(Name, arguments);
        Assert.Equal(2, exitCode);
        Assert.Empty(output);
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    private X509Certificate2 Load(string name) => X509CertificateLoader.LoadPkcs12FromFile(
        Path.Combine(_folder, $"{name}.p12"), File.ReadAllLines(Path.Combine(_folder, $"{name}.password"))[0]);
}
