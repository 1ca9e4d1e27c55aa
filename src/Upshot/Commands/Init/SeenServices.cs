using System.Text.Json;
using Upshot.Server.Access;

namespace Upshot.Commands.Init;

/// <summary>A service that a server has seen, with the routes of its entry spans.</summary>
internal sealed record SeenService(string Service, IReadOnlyList<SeenRoute>? Routes);

/// <param name="Route"><c>http.route</c>, else the name of the span; empty: all entry spans of the service.</param>
/// <param name="Kind">Span kind; null: not told.</param>
/// <param name="P95Millis">Null: no request succeeded.</param>
internal sealed record SeenRoute(string? Route, string? Kind, long Requests, double? P95Millis, long Errors);

/// <summary>Asks a running server which services it has seen.</summary>
internal static class SeenServices
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web);

    /// <summary>Kinds of entry spans that are still stored, to write selectors that match and to replay a plan over; null: the server does not tell.</summary>
    public static async Task<IReadOnlyList<SeenSpans>?> Spans(string server, CancellationToken cancel)
    {
        using var client = Client();
        try
        {
            using var answer = await client.GetAsync(new Uri(new Uri(server), "/api/v1/services/entries"), cancel);
            return answer.IsSuccessStatusCode && await answer.Content.ReadFromJsonAsync<List<SeenSpans>>(s_json, cancel) is { } spans
                ? [.. spans.Where(s => s is { Service: not null, Route: not null, Name: not null, Kind: not null })]
                : null;
        }
        catch (Exception e) when (e is JsonException or HttpRequestException || (e is TaskCanceledException && !cancel.IsCancellationRequested))
        {
            return null;
        }
    }

    private static HttpClient Client()
    {
        var client = new HttpClient { Timeout = TimeSpan.FromSeconds(60), MaxResponseContentBufferSize = 64 * 1024 * 1024 };
        if (TokenSetting.Read(Environment.GetEnvironmentVariable).Token is { } token)
        {
            client.DefaultRequestHeaders.Authorization = new("Bearer", token);
        }

        return client;
    }

    /// <summary>The services, or a sentence that says why there is no answer.</summary>
    public static async Task<(IReadOnlyList<SeenService>? Services, string Problem)> Get(string server, CancellationToken cancel)
    {
        if (!Uri.TryCreate(server, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
        {
            return (null, $"--from is '{server}', which is not an address such as http://localhost:4600.");
        }

        var question = new Uri(address, "/api/v1/services");
        using var client = Client();
        try
        {
            using var answer = await client.GetAsync(question, cancel);
            if (!answer.IsSuccessStatusCode)
            {
                return (null, $"{question} answered {(int)answer.StatusCode} {answer.ReasonPhrase}. Is it an Upshot server?");
            }

            var services = await answer.Content.ReadFromJsonAsync<List<SeenService>>(s_json, cancel);
            return (services?.Where(s => !string.IsNullOrWhiteSpace(s.Service)).ToList() ?? [], "");
        }
        catch (JsonException)
        {
            return (null, $"{question} did not answer with a list of services. Is it an Upshot server?");
        }
        catch (HttpRequestException e)
        {
            return (null, $"There is no answer from {question}: {e.Message} Is the server running? 'upshot serve' starts one.");
        }
        catch (TaskCanceledException) when (!cancel.IsCancellationRequested)
        {
            return (null, $"{question} did not answer within a minute.");
        }
    }
}
