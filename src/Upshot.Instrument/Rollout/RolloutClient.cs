using System.Net;
using System.Net.Http.Headers;
using OpenTelemetry;
using Upshot.Instrument.Plans;

namespace Upshot.Instrument.Rollout;

/// <summary>Asks the server which signals are rolled out. Whatever goes wrong is a null, never an exception.</summary>
internal sealed class RolloutClient : IDisposable
{
    /// <summary>More than that is not read: some ten thousand signals.</summary>
    public const int MostBytes = 1 << 20;
    private static readonly IReadOnlyDictionary<string, SignalStage> Nothing = new Dictionary<string, SignalStage>();
    private readonly HttpClient _http;
    private readonly Uri _address;
    private EntityTagHeaderValue? _tag;
    private IReadOnlyDictionary<string, SignalStage> _last = Nothing;

    public RolloutClient(Uri server, string? token, TimeSpan? timeout = null)
    {
        _address = new Uri($"{server.AbsoluteUri.TrimEnd('/')}/api/v1/rollout");
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = TimeSpan.FromSeconds(5) })
        {
            Timeout = timeout ?? TimeSpan.FromSeconds(10),
            MaxResponseContentBufferSize = MostBytes,
        };
        if (!string.IsNullOrWhiteSpace(token))
        {
            // Read from a file it often ends with its line. What is no header at all is left out, and the server refuses.
            _http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", $"Bearer {token.Trim()}");
        }
    }

    /// <summary>What the server says now; the same as before when it says that nothing changed; null: it could not be asked, or said nothing that makes sense.</summary>
    public async Task<IReadOnlyDictionary<string, SignalStage>?> AskAsync(CancellationToken cancellation)
    {
        // Asking is not the application's work: it leaves no spans.
        using var _ = SuppressInstrumentationScope.Begin();
        using var request = new HttpRequestMessage(HttpMethod.Get, _address);
        if (_tag is not null)
        {
            request.Headers.IfNoneMatch.Add(_tag);
        }

        try
        {
            using var response = await _http.SendAsync(request, cancellation);
            if (response.StatusCode == HttpStatusCode.NotModified)
            {
                return _last;
            }

            if (response.StatusCode != HttpStatusCode.OK || RolloutText.Read(await response.Content.ReadAsByteArrayAsync(cancellation)) is not { } said)
            {
                return null;
            }

            (_tag, _last) = (response.Headers.ETag, said);
            return said;
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return null;
        }
    }

    public void Dispose() => _http.Dispose();
}
