using System.Globalization;
using System.Text.RegularExpressions;

namespace Upshot.Import;

/// <summary>What the label matchers of a query say about the requests it counts. No query language: what is not one of these is told.</summary>
internal sealed partial class PromQlLabels
{
    private static readonly string[] s_service = ["service_name", "service", "job", "app"], s_route = ["http_route", "route", "handler", "path", "uri"], s_method = ["http_request_method", "method", "verb"], s_span = ["span_name"];
    private static readonly string[] s_status = ["http_response_status_code", "http_status_code", "status_code", "status", "code", "grpc_code"];
    private readonly List<(string Label, string Match, string Value)> _labels;

    public PromQlLabels(params string[] queries) => _labels =
        [.. queries.SelectMany(q => Selector().Matches(q)).SelectMany(s => Label().Matches(s.Groups[1].Value)).Select(l => (l.Groups[1].Value, l.Groups[2].Value, Escape().Replace(l.Groups[3].Value, "$1"))).Distinct()];

    // Our own export lets any namespace stand before the service: job=~"(.+/)?shop".
    public string Service => Value(s_service) is { Length: > 0 } exact ? exact : _labels.Where(l => l.Label == "job" && l.Match == "=~" && l.Value.StartsWith("(.+/)?", StringComparison.Ordinal)).Select(l => Regex.Unescape(l.Value["(.+/)?".Length..])).FirstOrDefault() ?? "";

    public string Route => Value(s_route);

    public string Method => Value(s_method).ToUpperInvariant() is var method && Methods().IsMatch(method) ? method : "";

    public string Span => Value(s_span);

    public string Environment => Value(["deployment_environment_name", "environment", "env"]);

    /// <summary>The largest bucket that counts as good; null: it is not about buckets.</summary>
    public static TimeSpan? Limit(params string[] queries)
    {
        foreach (var query in queries)
        {
            if (Bucket().Match(query) is { Success: true } bucket && Label().Matches(bucket.Groups[2].Value).FirstOrDefault(l => l.Groups[1].Value == "le") is { } le
                && double.TryParse(le.Groups[3].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var limit) && limit > 0 && limit < 1e9)
            {
                return bucket.Groups[1].Value.Contains("milliseconds", StringComparison.Ordinal) ? TimeSpan.FromMilliseconds(limit) : TimeSpan.FromSeconds(limit);
            }
        }

        return null;
    }

    /// <summary>Matchers that a plan's entry does not take over.</summary>
    public IEnumerable<string> Left => _labels.Where(l => l.Label != "le" && !s_status.Contains(l.Label) && l.Value != Service && l.Value != Route && !string.Equals(l.Value, Method, StringComparison.OrdinalIgnoreCase) && l.Value != Span
        && !(l.Label == "job" && l.Value.StartsWith("(.+/)?", StringComparison.Ordinal))).Select(l => $"{l.Label}{l.Match}\"{l.Value}\"");

    private string Value(string[] names) => names.SelectMany(n => _labels.Where(l => l.Label == n && l.Match == "=")).Select(l => l.Value).FirstOrDefault() ?? "";

    [GeneratedRegex(@"\{((?:[^{}""]|""(?:[^""\\]|\\.)*"")*)\}")]
    private static partial Regex Selector();

    [GeneratedRegex(@"([A-Za-z_][A-Za-z0-9_]*)\s*(=~|!~|!=|=)\s*""((?:[^""\\]|\\.)*)""")]
    private static partial Regex Label();

    [GeneratedRegex(@"([A-Za-z_:][A-Za-z0-9_:]*_bucket)\s*\{((?:[^{}""]|""(?:[^""\\]|\\.)*"")*)\}")]
    private static partial Regex Bucket();

    [GeneratedRegex(@"\\(.)")]
    private static partial Regex Escape();

    [GeneratedRegex("^(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|TRACE|CONNECT|QUERY)$")]
    private static partial Regex Methods();
}
