using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace SnnCluster.Dashboard.Web;

/// <summary>Writes answers.</summary>
internal static class Answers
{
    /// <summary>Only what comes from here is loaded, run or framed, whatever a name or a file may hold.</summary>
    private const string PagePolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        + "form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

    /// <summary>A file of results shows what is in it, and runs and loads nothing.</summary>
    private const string FilePolicy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'; base-uri 'none'; sandbox";

    /// <summary>What every answer says.</summary>
    public static void SetHeaders(HttpResponse response)
    {
        IHeaderDictionary headers = response.Headers;
        headers.ContentSecurityPolicy = PagePolicy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers.CacheControl = "no-store";
    }

    public static Task Json(HttpContext context, JsonNode json, int status = StatusCodes.Status200OK) => Text(context, json.ToJsonString(), "application/json", status);

    public static async Task Text(HttpContext context, string text, string type, int status = StatusCodes.Status200OK)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = $"{type}; charset=utf-8";
        await context.Response.WriteAsync(text, context.RequestAborted).ConfigureAwait(false);
    }

    /// <summary>Something is wrong with a request; it says all that is.</summary>
    public static Task Findings(HttpContext context, IEnumerable<string> findings, int status = StatusCodes.Status422UnprocessableEntity) =>
        Json(context, new JsonObject { ["findings"] = new JsonArray([.. findings.Select(finding => (JsonNode)finding)]) }, status);

    public static async Task Bytes(HttpContext context, string type, byte[] content)
    {
        context.Response.ContentType = type;
        context.Response.ContentLength = content.Length;
        await context.Response.Body.WriteAsync(content, context.RequestAborted).ConfigureAwait(false);
    }

    /// <summary>A file of results.</summary>
    public static async Task File(HttpContext context, string type, Stream file)
    {
        await using (file.ConfigureAwait(false))
        {
            context.Response.Headers.ContentSecurityPolicy = FilePolicy;
            context.Response.ContentType = type;
            context.Response.ContentLength = file.Length;
            await file.CopyToAsync(context.Response.Body, context.RequestAborted).ConfigureAwait(false);
        }
    }
}
