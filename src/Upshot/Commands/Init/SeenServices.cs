using System.Text.Json;

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

    /// <summary>The services, or a sentence that says why there is no answer.</summary>
    public static async Task<(IReadOnlyList<SeenService>? Services, string Problem)> Get(string server, CancellationToken cancel)
    {
        if (!Uri.TryCreate(server, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
        {
            return (null, $"--from is '{server}', which is not an address such as http://localhost:4600.");
        }

        var question = new Uri(address, "/api/v1/services");
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(10), MaxResponseContentBufferSize = 16 * 1024 * 1024 };
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
            return (null, $"{question} did not answer within 10 seconds.");
        }
    }
}
