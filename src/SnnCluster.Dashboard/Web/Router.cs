using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using SnnCluster.Cluster.Hosting;
using SnnCluster.Dashboard.Control;
using SnnCluster.Dashboard.Feeds;
using SnnCluster.Dashboard.Results;
using SnnCluster.Model.Networks;

namespace SnnCluster.Dashboard.Web;

/// <summary>Says what is answered to which request.</summary>
internal sealed class Router(DashboardOptions options, Access access, EventHub hub, ResultFolders? results, RunStarter? starter)
{
    private const long MostFileBytes = 64 << 20;
    private const int MostRequestBytes = 1 << 16;

    // A line of an event stream that says nothing.
    private static readonly byte[] Nothing = ":\n\n"u8.ToArray();
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(15);

    /// <summary>Answers a request.</summary>
    public async Task AnswerAsync(HttpContext context)
    {
        HttpRequest request = context.Request;
        Answers.SetHeaders(context.Response);
        if (!access.IsForHere(request))
        {
            await Answers.Text(
                context, $"This dashboard is for this machine alone, and does not go by the name '{request.Host.Host}'.\n", "text/plain", StatusCodes.Status421MisdirectedRequest)
                .ConfigureAwait(false);
            return;
        }

        string path = request.Path.Value ?? "/";
        bool isRead = HttpMethods.IsGet(request.Method);
        if (path == "/login" && HttpMethods.IsPost(request.Method))
        {
            await LogInAsync(context).ConfigureAwait(false);
        }
        else if (isRead && path == "/" && request.Query["token"] is [string token] && access.IsToken(token))
        {
            // The token goes out of the address, where others may read it.
            access.LetIn(context);
            context.Response.Redirect("/");
        }
        else if (!access.MayLook(request))
        {
            await RefuseAsync(context, path).ConfigureAwait(false);
        }
        else if (isRead)
        {
            await GetAsync(context, path).ConfigureAwait(false);
        }
        else if (HttpMethods.IsPost(request.Method))
        {
            await PostAsync(context, path).ConfigureAwait(false);
        }
        else
        {
            context.Response.Headers.Allow = "GET, POST";
            await Answers.Findings(context, [$"{request.Method} is not answered here"], StatusCodes.Status405MethodNotAllowed).ConfigureAwait(false);
        }
    }

    private async Task LogInAsync(HttpContext context)
    {
        if (context.Request.HasFormContentType && context.Request.ContentLength <= MostRequestBytes
            && (await context.Request.ReadFormAsync(context.RequestAborted).ConfigureAwait(false))["token"] is [string token] && access.IsToken(token.Trim()))
        {
            access.LetIn(context);
            context.Response.Redirect("/");
            return;
        }

        await RefuseAsync(context, "/").ConfigureAwait(false);
    }

    private static Task RefuseAsync(HttpContext context, string path)
    {
        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        return path is "/" or "/login" ? SendAsync(context, "/login.html")
            : path is "/page.css" ? SendAsync(context, path, StatusCodes.Status200OK)
            : Answers.Findings(context, ["a token is needed: open the address that the command printed"], StatusCodes.Status401Unauthorized);
    }

    private static Task SendAsync(HttpContext context, string path, int? status = null)
    {
        (string type, byte[] content) = PageFiles.Find(path)!.Value;
        context.Response.StatusCode = status ?? context.Response.StatusCode;
        return Answers.Bytes(context, type, content);
    }

    private Task GetAsync(HttpContext context, string path) => path switch
    {
        "/api/about" => Answers.Json(context, About()),
        "/api/events" => EventsAsync(context),
        "/api/results" => Answers.Json(context, Listed()),
        "/api/result" => ResultAsync(context),
        "/api/experiment" => DescribeAsync(context),
        "/figure" => FileAsync(context, folder => context.Request.Query["name"] is [string name] && folder.Figures().Contains(name)
            ? (PageFiles.TypeOf(name)!, folder.Open(name, MostFileBytes))
            : ("", null)),
        "/report" => FileAsync(context, folder => ("text/html; charset=utf-8", folder.OpenReport(MostFileBytes))),
        _ => PageFiles.Find(path) is not null ? SendAsync(context, path) : NotFoundAsync(context),
    };

    private async Task PostAsync(HttpContext context, string path)
    {
        if (starter is null)
        {
            await Answers.Findings(context, ["this dashboard only shows: start it with --allow-control to start and end runs"], StatusCodes.Status403Forbidden).ConfigureAwait(false);
            return;
        }

        if (!Access.IsOwn(context.Request))
        {
            await Answers.Findings(context, [$"the request does not come from the page: it needs JSON, and the header {Access.ControlHeader}"], StatusCodes.Status403Forbidden)
                .ConfigureAwait(false);
            return;
        }

        try
        {
            using JsonDocument body = await BodyAsync(context).ConfigureAwait(false);
            switch (path)
            {
                case "/api/runs":
                    (string? runId, string? folder) = await starter.StartAsync(StartRequest.Read(body.RootElement)).ConfigureAwait(false);
                    await Answers.Json(context, new JsonObject { ["run"] = runId, ["folder"] = folder }).ConfigureAwait(false);
                    break;
                case "/api/cancel":
                    starter.Cancel(body.RootElement.ValueKind == JsonValueKind.Object && body.RootElement.TryGetProperty("run", out JsonElement run) && run.ValueKind == JsonValueKind.String
                        ? run.GetString()!
                        : throw new InvalidDescriptionException("run is missing: must be the name of a run"));
                    await Answers.Json(context, new JsonObject()).ConfigureAwait(false);
                    break;
                default:
                    await NotFoundAsync(context).ConfigureAwait(false);
                    break;
            }
        }
        catch (InvalidDescriptionException exception)
        {
            await Answers.Findings(context, exception.Findings).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is ClusterException or IOException or UnauthorizedAccessException)
        {
            await Answers.Findings(context, [exception.Message], StatusCodes.Status502BadGateway).ConfigureAwait(false);
        }
    }

    private static async Task<JsonDocument> BodyAsync(HttpContext context)
    {
        try
        {
            return await JsonDocument.ParseAsync(context.Request.Body, new JsonDocumentOptions { MaxDepth = 8 }, context.RequestAborted).ConfigureAwait(false);
        }
        catch (JsonException exception)
        {
            throw new InvalidDescriptionException($"the request is no JSON: {exception.Message}");
        }
    }

    private JsonObject About() => new()
    {
        ["version"] = options.ProgramVersion,
        ["cluster"] = options.Cluster,
        ["hasRuns"] = options.Runs is not null,
        ["hasResults"] = results is not null,
        ["directory"] = results is null ? null : Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(results.Root))),
        ["allowsControl"] = starter is not null,
        ["controlHeader"] = Access.ControlHeader,
        ["experiments"] = new JsonArray([.. (starter?.Names ?? []).Select(name => (JsonNode)name)]),
    };

    private JsonObject Listed() => new()
    {
        ["results"] = new JsonArray([.. (results?.List() ?? []).Select(folder => new JsonObject
        {
            ["id"] = folder.Id,
            ["kind"] = folder.Kind,
            ["about"] = folder.About.DeepClone(),
        })]),
        ["failures"] = new JsonArray([.. (starter?.Failures ?? []).Select(failure => new JsonObject
        {
            ["name"] = failure.Name,
            ["reason"] = failure.Reason,
        })]),
    };

    private async Task ResultAsync(HttpContext context)
    {
        if (FolderOf(context) is not ResultFolder folder)
        {
            await NotFoundAsync(context).ConfigureAwait(false);
            return;
        }

        JsonNode? content = null;
        try
        {
            content = folder.ReadMarkerText() is string text ? JsonNode.Parse(text) : null;
        }
        catch (JsonException)
        {
            // It has been written anew since it was listed: it will be listed anew.
        }

        await Answers.Json(context, new JsonObject
        {
            ["id"] = folder.Id,
            ["kind"] = folder.Kind,
            ["content"] = content,
            ["figures"] = new JsonArray([.. folder.Figures().Select(name => (JsonNode)name)]),
            ["hasReport"] = folder.HasReport,
        }).ConfigureAwait(false);
    }

    private async Task DescribeAsync(HttpContext context)
    {
        if (starter is null || context.Request.Query["name"] is not [string name])
        {
            await NotFoundAsync(context).ConfigureAwait(false);
            return;
        }

        try
        {
            await Answers.Json(context, starter.Describe(name)).ConfigureAwait(false);
        }
        catch (InvalidDescriptionException exception)
        {
            await Answers.Findings(context, exception.Findings).ConfigureAwait(false);
        }
    }

    private async Task FileAsync(HttpContext context, Func<ResultFolder, (string Type, Stream? File)> open)
    {
        if (FolderOf(context) is ResultFolder folder && open(folder) is (string type, Stream file))
        {
            await Answers.File(context, type, file).ConfigureAwait(false);
        }
        else
        {
            await NotFoundAsync(context).ConfigureAwait(false);
        }
    }

    private ResultFolder? FolderOf(HttpContext context) => context.Request.Query["id"] is [string id] ? results?.Find(id) : null;

    private static Task NotFoundAsync(HttpContext context) => Answers.Findings(context, ["there is no such thing here"], StatusCodes.Status404NotFound);

    // Server-sent events, until the page goes.
    private async Task EventsAsync(HttpContext context)
    {
        string? runId = context.Request.Query["run"] is [{ Length: > 0 and < 200 } run] ? run : null;
        if (hub.Add(runId) is not Subscriber subscriber)
        {
            await Answers.Findings(context, ["too many pages look at this dashboard: close some"], StatusCodes.Status503ServiceUnavailable).ConfigureAwait(false);
            return;
        }

        CancellationToken gone = context.RequestAborted;
        try
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.Body.WriteAsync(Nothing, gone).ConfigureAwait(false);
            await context.Response.Body.FlushAsync(gone).ConfigureAwait(false);
            while (await NextAsync(subscriber, gone).ConfigureAwait(false) is byte[] text)
            {
                await context.Response.Body.WriteAsync(text, gone).ConfigureAwait(false);
                await context.Response.Body.FlushAsync(gone).ConfigureAwait(false);
                if (subscriber.TakeLost())
                {
                    hub.TellWhole(subscriber);
                }
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            // The page has gone.
        }
        finally
        {
            hub.Remove(subscriber);
        }
    }

    // The next event; a line that says nothing where there is none for a while, so that a page that has gone is noticed.
    private static async Task<byte[]?> NextAsync(Subscriber subscriber, CancellationToken gone)
    {
        using var quiet = CancellationTokenSource.CreateLinkedTokenSource(gone);
        quiet.CancelAfter(Quiet);
        try
        {
            return await subscriber.Events.WaitToReadAsync(quiet.Token).ConfigureAwait(false) && subscriber.Events.TryRead(out byte[]? text) ? text : null;
        }
        catch (OperationCanceledException) when (!gone.IsCancellationRequested)
        {
            return Nothing;
        }
    }
}
