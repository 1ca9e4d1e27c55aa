using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;

namespace Upshot.Doctor;

/// <summary>Sends an empty request to where SDKs would send, and says what came of it.</summary>
internal static class EndpointProbe
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    /// <param name="headers">As <c>OTEL_EXPORTER_OTLP_HEADERS</c> has them.</param>
    public static async Task<Diagnosis> LookAsync(Uri endpoint, string protocol, string? headers, CancellationToken cancellation)
    {
        var isGrpc = protocol == "grpc";
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false };
        using var http = new HttpClient(handler) { Timeout = s_patience };
        using var request = new HttpRequestMessage(HttpMethod.Post, PathOf(endpoint, isGrpc))
        {
            Version = isGrpc ? HttpVersion.Version20 : HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(isGrpc ? new byte[5] : []),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(isGrpc ? "application/grpc" : "application/x-protobuf");
        foreach (var (name, value) in HeadersOf(headers))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        try
        {
            using var response = await http.SendAsync(request, cancellation);
            return Of(endpoint, isGrpc, (int)response.StatusCode, isGrpc ? GrpcStatus(response) : null, response.Content.Headers.ContentType?.MediaType);
        }
        catch (HttpRequestException e) when (e.HttpRequestError == HttpRequestError.ConnectionError || e.InnerException is SocketException)
        {
            return Diagnosis.Fault("unreachable", $"Nothing listens at {Shown(endpoint)}: {e.Message}", $"upshot serve --otlp-{(isGrpc ? "grpc" : "http")} 127.0.0.1:{endpoint.Port}");
        }
        catch (HttpRequestException e) when (e.HttpRequestError == HttpRequestError.NameResolutionError)
        {
            return Diagnosis.Fault("unreachable", $"The name {endpoint.Host} is not known here: {e.Message}");
        }
        catch (HttpRequestException e) when (e.HttpRequestError == HttpRequestError.SecureConnectionError)
        {
            return Diagnosis.Fault("tls", $"TLS with {Shown(endpoint)} fails: {e.Message} Either the server does not speak TLS there, or its certificate is not trusted.", $"export {SdkSettings.Endpoint}=http://{endpoint.Authority}");
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException && !cancellation.IsCancellationRequested)
        {
            return isGrpc ? NotGrpc(endpoint) : Diagnosis.Fault("no-otlp", $"{Shown(endpoint)} does not answer as OTLP over HTTP does: {e.Message}", $"export {SdkSettings.Protocol}=grpc");
        }
    }

    private static Diagnosis Of(Uri endpoint, bool isGrpc, int status, string? grpcStatus, string? media) => (status, grpcStatus) switch
    {
        (200, "0") => Diagnosis.Well("endpoint", $"{Shown(endpoint)} takes spans over gRPC."),
        (200, "16" or "7") or (401 or 403, _) => Diagnosis.Fault("key", $"{Shown(endpoint)} wants a key that may send.", $"export {SdkSettings.Headers}=authorization=Bearer%20$(upshot key new --may send)"),
        (429, _) or (200, "8") => Diagnosis.Fault("busy", $"{Shown(endpoint)} takes nothing now: too many wrong keys came from here, or more telemetry than can be written. Look again in a minute."),
        (200, not null) => Diagnosis.Fault("no-otlp", $"{Shown(endpoint)} answers gRPC with status {grpcStatus}: it takes no traces."),
        (200, null) when isGrpc => NotGrpc(endpoint),
        (200, null) when media is "application/x-protobuf" => Diagnosis.Well("endpoint", $"{Shown(endpoint)} takes spans over HTTP."),
        (400, _) when endpoint.Port == 4317 => Diagnosis.Fault("port", $"{Shown(endpoint)} speaks gRPC, not HTTP.", $"export {SdkSettings.Protocol}=grpc"),
        (404 or 405 or 200, _) => Diagnosis.Fault("no-otlp", $"{Shown(endpoint)} is a web server that takes no OTLP at /v1/traces (it answered {status}). Upshot takes it on port 4318; 4600 has the pages.", $"export {SdkSettings.Endpoint}=http://{endpoint.Host}:4318"),
        (503, _) or (200, "14") => Diagnosis.Fault("unavailable", $"{Shown(endpoint)} cannot store anything now: its log and upshot status say why."),
        _ => Diagnosis.Fault("refused", $"{Shown(endpoint)} answered {status}."),
    };

    private static Diagnosis NotGrpc(Uri endpoint) =>
        Diagnosis.Fault("port", $"{Shown(endpoint)} does not speak gRPC; over HTTP the port is 4318, over gRPC 4317.", $"export {SdkSettings.Protocol}=http/protobuf");

    private static string? GrpcStatus(HttpResponseMessage response) =>
        response.TrailingHeaders.TryGetValues("grpc-status", out var trailing) ? trailing.First()
        : response.Headers.TryGetValues("grpc-status", out var leading) ? leading.First() : null;

    private static Uri PathOf(Uri endpoint, bool isGrpc) =>
        isGrpc ? new(endpoint, "/opentelemetry.proto.collector.trace.v1.TraceService/Export")
        : endpoint.AbsolutePath.EndsWith("/v1/traces", StringComparison.Ordinal) ? endpoint
        : new Uri(endpoint.ToString().TrimEnd('/') + "/v1/traces");

    private static IEnumerable<(string Name, string Value)> HeadersOf(string? headers) =>
        (headers ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries).Select(h => h.Split('=', 2)).Where(h => h.Length == 2)
            .Select(h => (h[0].Trim(), Uri.UnescapeDataString(h[1].Trim())));

    // Somebody may have written a password into it.
    private static string Shown(Uri endpoint) => $"{endpoint.Scheme}://{endpoint.Authority}";
}
