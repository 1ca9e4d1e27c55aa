using System.Globalization;
using Upshot.Plan;

namespace Upshot.Export;

/// <summary>
/// Counters of an objective, as OpenTelemetry's metrics stand in Prometheus: <c>http.server.request.duration</c> for operations with a route, else the call counter of the
/// collector's spanmetrics connector.
/// </summary>
/// <param name="Total">Events, with the range left open as {0}.</param>
/// <param name="Bad">Of them those that are not good.</param>
internal sealed record PrometheusQueries(string Total, string Bad, string Note)
{
    private const string Http = "http_server_request_duration_seconds", Spans = "traces_span_metrics";

    /// <summary>Why an objective cannot be counted by the usual metrics; null: it can.</summary>
    public static string? WhyNot(Objective objective, Operation operation) => objective.Kind switch
    {
        ObjectiveKind.Journey => "it is about a journey, and no metric knows whole traces",
        ObjectiveKind.Outcome => "it is about an outcome, whose metric and whose requests are counted by different services",
        ObjectiveKind.Throughput => "it is about throughput, whose events are minutes",
        _ when operation.Entry.Attributes.Count > 0 => "its operation is recognised by attributes, which the usual metrics do not carry",
        _ when operation.Entry.Route is null && operation.Entry.Span is null => "its operation is recognised by its service alone, which the usual metrics do not carry",
        _ => null,
    };

    public static PrometheusQueries Of(Objective objective, Operation operation)
    {
        var entry = operation.Entry;
        var isHttp = entry.Route is not null;
        var labels = string.Join(", ", new[]
        {
            entry.Service is { } service ? isHttp ? $"job=~{Quoted.Of($"(.+/)?{RegexOf(service)}")}" : $"service_name={Quoted.Of(service)}" : "",
            entry.Route is { } route ? $"http_route={Quoted.Of(route)}" : "",
            entry.Method is { } method ? $"http_request_method={Quoted.Of(method)}" : "",
            !isHttp && entry.Span is { } span ? $"span_name={Quoted.Of(span)}" : "",
            objective.Environment is { } environment ? $"deployment_environment_name={Quoted.Of(environment)}" : "",
        }.Where(l => l.Length > 0));
        var (failed, count, bucket) = isHttp
            ? ("http_response_status_code=~\"5..\"", $"{Http}_count", $"{Http}_bucket")
            : ("status_code=\"STATUS_CODE_ERROR\"", $"{Spans}_calls_total", $"{Spans}_duration_milliseconds_bucket");
        var succeeded = isHttp ? "http_response_status_code!~\"5..\"" : "status_code!=\"STATUS_CODE_ERROR\"";
        if (objective.Latency is not { } latency)
        {
            return new($"sum(rate({count}{{{labels}}}[{{0}}]))", $"(sum(rate({count}{{{Joined(labels, failed)}}}[{{0}}])) or vector(0))", objective.Success.Count == 0 ? "" : $"failed events alone are counted: these metrics do not know {string.Join(", ", objective.Success.Keys)}");
        }

        var le = (isHttp ? latency.TotalSeconds : latency.TotalMilliseconds).ToString("0.######", CultureInfo.InvariantCulture);
        var total = isHttp ? $"sum(rate({count}{{{Joined(labels, succeeded)}}}[{{0}}]))" : $"sum(rate({Spans}_duration_milliseconds_count{{{Joined(labels, succeeded)}}}[{{0}}]))";
        return new(total, $"({total} - sum(rate({bucket}{{{Joined(labels, succeeded)}, le=\"{le}\"}}[{{0}}])))", $"the histogram needs a bucket boundary at {le}");
    }

    public string RatioOver(string range) => $"({string.Format(CultureInfo.InvariantCulture, Escaped(Bad), range)})\n/\n({string.Format(CultureInfo.InvariantCulture, Escaped(Total), range)})";

    // The braces of label matchers are no places for arguments.
    private static string Escaped(string query) => query.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal).Replace("[{{0}}]", "[{0}]", StringComparison.Ordinal);

    private static string Joined(string labels, string more) => labels.Length == 0 ? more : $"{labels}, {more}";

    private static string RegexOf(string text) => string.Concat(text.Select(c => char.IsLetterOrDigit(c) || c is '-' or '_' ? $"{c}" : $"\\{c}"));
}
