using System.Globalization;
using System.Text;

namespace Upshot.Alerts.Channels;

/// <summary>A notification as Alertmanager tells its receivers (webhook version 4), and as Alertmanager itself is told (API version 2).</summary>
/// <remarks>Source: prometheus.io/docs/alerting/latest/configuration, webhook_config, and the OpenAPI description of Alertmanager.</remarks>
internal static class AlertmanagerBody
{
    /// <summary>How long Alertmanager takes an alert for firing that it hears nothing more of.</summary>
    private static readonly TimeSpan Lasts = TimeSpan.FromDays(2);

    public static object Webhook(AlertNotification told, string receiver) => new
    {
        version = "4",
        groupKey = $"{{}}:{{incident=\"{told.Incident}\"}}",
        truncatedAlerts = 0,
        status = StatusOf(told.Kind),
        receiver,
        groupLabels = new Dictionary<string, string> { ["incident"] = told.Incident },
        commonLabels = Common(told),
        commonAnnotations = Annotations(told),
        externalURL = new Uri(told.Link).GetLeftPart(UriPartial.Authority),
        alerts = AlertsOf(told).Select(alert => new
        {
            status = IsOver(told, alert) ? "resolved" : "firing",
            labels = Labels(told, alert),
            annotations = Annotations(told, alert),
            startsAt = Time(told.StartedAt),
            // Zero time: it has not ended.
            endsAt = IsOver(told, alert) ? Time(alert.ResolvedAt ?? told.ResolvedAt ?? told.At) : "0001-01-01T00:00:00Z",
            generatorURL = told.Link,
            fingerprint = Fingerprint(Labels(told, alert)),
        }).ToList(),
    };

    public static object Api(AlertNotification told) => AlertsOf(told).Select(alert => new
    {
        labels = Labels(told, alert),
        annotations = Annotations(told, alert),
        startsAt = Time(told.StartedAt),
        endsAt = Time(IsOver(told, alert) ? alert.ResolvedAt ?? told.ResolvedAt ?? told.At : told.At + Lasts),
        generatorURL = told.Link,
    }).ToList();

    private static IReadOnlyList<NotifiedAlert> AlertsOf(AlertNotification told) => told.Alerts.Count > 0
        ? told.Alerts
        : [new(told.Title, "", "", told.Severity, told.Kind, told.At, null, null, told.Felt, null, null)];

    private static bool IsOver(AlertNotification told, NotifiedAlert alert) => told.Kind == "resolved" || alert.ResolvedAt is not null;

    private static string StatusOf(string kind) => kind == "resolved" ? "resolved" : "firing";

    private static Dictionary<string, string> Common(AlertNotification told) => Filled(("severity", told.Severity), ("product", told.Product), ("owner", told.Owner), ("incident", told.Incident));

    private static Dictionary<string, string> Labels(AlertNotification told, NotifiedAlert alert)
    {
        var labels = Common(told);
        foreach (var (key, value) in Filled(("alertname", alert.Alert), ("objective", alert.Objective), ("operation", alert.Operation), ("severity", alert.Severity)))
        {
            labels[key] = value;
        }

        return labels;
    }

    private static Dictionary<string, string> Annotations(AlertNotification told) => Filled(
        ("summary", told.Title), ("description", told.Felt), ("cause", told.Cause?.Sentence ?? ""), ("cause_path", told.Cause is { } cause ? string.Join(" → ", cause.Path) : ""),
        ("changes", string.Join("\n", told.Changes.Select(c => $"{Time(c.At)} {c.Text}"))), ("runbook", told.Runbook), ("first_steps", string.Join("\n", told.FirstSteps)), ("traces", string.Join("\n", told.Traces)), ("link", told.Link), ("key", told.Key));

    private static Dictionary<string, string> Annotations(AlertNotification told, NotifiedAlert alert)
    {
        var annotations = Annotations(told);
        foreach (var (key, value) in Filled(("budget", alert.Sentence), ("budget_spent", Number(alert.BudgetSpent)), ("burn_rate", Number(alert.Burn)), ("time_left_seconds", Number(alert.TimeLeftSeconds))))
        {
            annotations[key] = value;
        }

        return annotations;
    }

    private static Dictionary<string, string> Filled(params (string Key, string Value)[] pairs) => pairs.Where(p => p.Value.Length > 0).ToDictionary(p => p.Key, p => p.Value);

    /// <summary>That of Prometheus: FNV-1a over names and values in order of names, each ended by a byte that UTF-8 does not have. Who hears of an alert on two ways sees that it is one.</summary>
    internal static string Fingerprint(IReadOnlyDictionary<string, string> labels)
    {
        const ulong Prime = 1_099_511_628_211;
        var hash = 14_695_981_039_346_656_037;
        foreach (var text in labels.OrderBy(l => l.Key, StringComparer.Ordinal).SelectMany(l => new[] { l.Key, l.Value }))
        {
            foreach (var b in Encoding.UTF8.GetBytes(text).Append(byte.MaxValue))
            {
                hash = (hash ^ b) * Prime;
            }
        }

        return hash.ToString("x16", CultureInfo.InvariantCulture);
    }

    private static string Number(double? value) => value?.ToString("0.######", CultureInfo.InvariantCulture) ?? "";

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
}
