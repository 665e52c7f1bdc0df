using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace SnnCluster.Dashboard.Web;

/// <summary>
/// Who may look, and who may change something. A token is compared by its hash, in constant time, and never kept by a browser: that gets the name of
/// a session, which ends with the process.
/// </summary>
/// <param name="listen">Where the dashboard listens.</param>
/// <param name="token">The token; null where none is needed.</param>
internal sealed class Access(IPEndPoint listen, string? token)
{
    /// <summary>Must stand in requests that change something: other sites cannot send it.</summary>
    public const string ControlHeader = "X-SnnCluster-Control";

    private readonly byte[]? _token = token is null ? null : Hash(token);
    private readonly string _session = NewToken();

    /// <summary>A token that nobody guesses: 192 bits.</summary>
    public static string NewToken() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));

    /// <summary>
    /// Whether a request names this machine, where only this machine can ask: a page of somebody else may have a name of its own stand for 127.0.0.1,
    /// and would read what is shown here. Where others can ask, the session is bound to the name.
    /// </summary>
    public bool IsForHere(HttpRequest request)
    {
        if (!IPAddress.IsLoopback(listen.Address))
        {
            return true;
        }

        string host = request.Host.Host.Trim('[', ']');
        return host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host, out IPAddress? address) && IPAddress.IsLoopback(address));
    }

    /// <summary>Whether whoever asks may look.</summary>
    public bool MayLook(HttpRequest request) => _token is null
        || (request.Cookies.TryGetValue(CookieName(request), out string? session) && IsSame(Hash(session), Hash(_session)))
        || (BearerOf(request) is string bearer && IsToken(bearer));

    /// <summary>Whether a text is the token.</summary>
    public bool IsToken(string text) => _token is not null && IsSame(Hash(text), _token);

    /// <summary>Has a browser be let in from here on.</summary>
    public void LetIn(HttpContext context) => context.Response.Cookies.Append(CookieName(context.Request), _session, new CookieOptions
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Secure = context.Request.IsHttps,
        Path = "/",
    });

    /// <summary>Whether a request that changes something comes from the page itself, and not from another site.</summary>
    public static bool IsOwn(HttpRequest request) => request.HasJsonContentType()
        && request.Headers.ContainsKey(ControlHeader)
        && (request.Headers.Origin is not [string origin] || (Uri.TryCreate(origin, UriKind.Absolute, out Uri? site)
            && site.Authority.Equals(request.Host.Value, StringComparison.OrdinalIgnoreCase)));

    private static string? BearerOf(HttpRequest request)
    {
        const string Scheme = "Bearer ";
        StringValues header = request.Headers.Authorization;
        return header is [string text] && text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? text[Scheme.Length..] : null;
    }

    // Cookies do not know of ports: two dashboards on one machine would take each other's.
    private string CookieName(HttpRequest request) => $"snncluster-{request.HttpContext.Connection.LocalPort}";

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    private static bool IsSame(byte[] a, byte[] b) => CryptographicOperations.FixedTimeEquals(a, b);
}
