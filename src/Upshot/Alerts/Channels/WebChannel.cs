using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Upshot.Plan;

namespace Upshot.Alerts.Channels;

/// <summary>Channels that are a POST: Alertmanager's formats, Upshot's own, Slack's.</summary>
internal sealed class WebChannel(HttpClient http, Func<string, string?> variable, TimeProvider time)
{
    public const string KeyHeader = "Idempotency-Key", TimestampHeader = "Upshot-Timestamp", SignatureHeader = "Upshot-Signature-256";

    public async Task<ChannelAnswer> SendAsync(AlertChannel channel, AlertNotification told, string text, CancellationToken cancellation)
    {
        var (address, secret) = (channel.UrlFrom.Length > 0 ? variable(channel.UrlFrom) : channel.Url, channel.SecretFrom.Length > 0 ? variable(channel.SecretFrom) : null);
        if (string.IsNullOrWhiteSpace(address))
        {
            return new($"it has no address: the environment variable {channel.UrlFrom} is not set", ProblemScope.Gone);
        }

        if (!Uri.TryCreate(address, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
        {
            // The address itself may be a secret.
            return new($"what {channel.UrlFrom} holds is no http address", ProblemScope.Gone);
        }

        if (channel.SecretFrom.Length > 0 && string.IsNullOrEmpty(secret))
        {
            return new($"it cannot be signed: the environment variable {channel.SecretFrom} is not set", ProblemScope.Gone);
        }

        var body = JsonSerializer.SerializeToUtf8Bytes(BodyOf(channel, url, told, text), AlertJson.Options);
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json") { CharSet = "utf-8" };
        request.Headers.TryAddWithoutValidation(KeyHeader, told.Key);
        request.Headers.TryAddWithoutValidation("User-Agent", "upshot");
        if (secret is not null)
        {
            var timestamp = time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
            request.Headers.TryAddWithoutValidation(TimestampHeader, timestamp);
            request.Headers.TryAddWithoutValidation(SignatureHeader, Signature(secret, timestamp, body));
        }

        return await SendAsync(request, cancellation);
    }

    /// <summary>HMAC-SHA-256 over the timestamp, a full stop, and the body.</summary>
    public static string Signature(string secret, string timestamp, ReadOnlySpan<byte> body) =>
        "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), (byte[])[.. Encoding.ASCII.GetBytes(timestamp + "."), .. body]));

    private static object BodyOf(AlertChannel channel, Uri url, AlertNotification told, string text) => channel.Kind switch
    {
        AlertChannelKind.Alertmanager when url.AbsolutePath.EndsWith("/api/v2/alerts", StringComparison.Ordinal) => AlertmanagerBody.Api(told),
        AlertChannelKind.Alertmanager => AlertmanagerBody.Webhook(told, channel.Name),
        AlertChannelKind.Slack => SlackBody.Of(told, text),
        _ => new { notification = told, text },
    };

    private async Task<ChannelAnswer> SendAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            return response.IsSuccessStatusCode ? ChannelAnswer.Taken : new($"it answered {(int)response.StatusCode} {response.ReasonPhrase}".TrimEnd(), ScopeOf(response.StatusCode), RetryAfter(response));
        }
        catch (HttpRequestException e)
        {
            return new(e.Message);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new($"it did not answer within {http.Timeout.TotalSeconds:0} s");
        }
    }

    private static ProblemScope ScopeOf(HttpStatusCode status) => status switch
    {
        HttpStatusCode.Gone => ProblemScope.Gone,
        HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.NotFound => ProblemScope.Channel,
        >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError => ProblemScope.Message,
        _ => ProblemScope.Channel,
    };

    private TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - time.GetUtcNow(),
        _ => null,
    };
}
