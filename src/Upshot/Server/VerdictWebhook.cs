using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;
using Upshot.Answers.Gates;

namespace Upshot.Server;

/// <summary>
/// Tells another program when a verdict becomes regressed: UPSHOT_VERDICT_WEBHOOK is its address, UPSHOT_VERDICT_WEBHOOK_SECRET what both know. The body is signed,
/// <c>X-Upshot-Signature: sha256=HEX</c> (HMAC of the body), so that the receiver knows who wrote it.
/// </summary>
internal sealed class VerdictWebhook(ServerOptions options, IOptions<JsonOptions> json, ILogger<VerdictWebhook> log) : IDisposable
{
    public const string Address = "UPSHOT_VERDICT_WEBHOOK", Secret = "UPSHOT_VERDICT_WEBHOOK_SECRET", Signature = "X-Upshot-Signature";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly HttpClient _client = new() { Timeout = Patience };

    /// <summary>Every mistake in what the environment says of it.</summary>
    public static IEnumerable<string> Mistakes(Func<string, string?> variable)
    {
        if (variable(Address) is { Length: > 0 } address)
        {
            if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
            {
                yield return $"{Address} \"{address}\" is no address: write https://HOST/PATH.";
            }

            if (variable(Secret) is not { Length: >= 16 })
            {
                yield return $"{Address} needs {Secret}, at least 16 characters that the receiver knows too: without a signature anybody could write to it.";
            }
        }
    }

    /// <summary>A receiver that does not answer is said in the log; the gate's answer does not wait longer for it.</summary>
    public async Task SendAsync(GateDecision decision, CancellationToken cancellation)
    {
        if (options.Variable(Address) is not { Length: > 0 } address || options.Variable(Secret) is not { Length: > 0 } secret)
        {
            return;
        }

        var body = JsonSerializer.SerializeToUtf8Bytes(decision, json.Value.SerializerOptions);
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } } };
        request.Headers.Add(Signature, SignatureOf(body, secret));
        try
        {
            using var answer = await _client.SendAsync(request, cancellation);
            if (!answer.IsSuccessStatusCode)
            {
                log.LogWarning("The webhook of verdicts answered {Status} for {Release}", (int)answer.StatusCode, decision.Release);
            }
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !cancellation.IsCancellationRequested)
        {
            log.LogWarning(e, "The webhook of verdicts does not answer: {Reason}", e.Message);
        }
    }

    public static string SignatureOf(byte[] body, string secret) => $"sha256={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body))}";

    public void Dispose() => _client.Dispose();
}
