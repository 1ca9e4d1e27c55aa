using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Upshot.Alerts;

/// <summary>A notification in words; a template of the plan says it otherwise, with the same parts by their names in double braces.</summary>
internal static partial class AlertText
{
    public const string Default = """
        {{felt}}
        Since {{since}}{{until}}. Severity: {{severity}}. Owner: {{owner}}.

        {{alerts}}

        Likely cause: {{cause}}
        {{path}}

        Changed around the start:
        {{changes}}

        Runbook {{runbook}}:
        {{steps}}

        Traces:
        {{traces}}

        {{missing}}

        {{link}}
        Incident {{incident}}. Acknowledge: upshot alerts ack {{incident}}
        """;

    /// <summary>The kind of what is told as it is, whatever a template says about alerts.</summary>
    public const string Digest = "digest";

    public static string Subject(AlertNotification told) => $"[{told.Kind switch { "resolved" => "resolved", "test" => "test", "digest" => "digest", "repeat" => $"{told.Severity}, again", _ => told.Severity }}] {OneLine(told.Product.Length > 0 ? $"{told.Product}: {told.Title}" : told.Title)}";

    /// <summary>A line whose only part is empty is left out, and so is the heading above a list that is empty.</summary>
    public static string Of(AlertNotification told, string? template)
    {
        if (told.Kind == Digest)
        {
            return told.Felt;
        }

        var parts = Parts(told);
        var text = new StringBuilder();
        foreach (var line in (template ?? Default).ReplaceLineEndings("\n").Split('\n'))
        {
            var names = Part().Matches(line).Select(m => m.Groups[1].Value).ToList();
            if (names.Count == 1 && parts.TryGetValue(names[0], out var only) && only.Length == 0)
            {
                continue;
            }

            text.Append(Part().Replace(line, match => parts.GetValueOrDefault(match.Groups[1].Value, match.Value))).Append('\n');
        }

        var filled = text.ToString();
        return template is not null ? filled.Trim() + "\n" : Blanks().Replace(Headings().Replace(filled, ""), "\n\n").Trim() + "\n";
    }

    private static Dictionary<string, string> Parts(AlertNotification told) => new(StringComparer.Ordinal)
    {
        ["kind"] = told.Kind,
        ["incident"] = told.Incident,
        ["title"] = told.Title,
        ["severity"] = told.Severity,
        ["product"] = told.Product,
        ["owner"] = told.Owner,
        ["contact"] = told.Contact,
        ["felt"] = told.Felt,
        ["since"] = Time(told.StartedAt),
        ["until"] = told.ResolvedAt is { } end ? $", over since {Time(end)}" : "",
        ["alerts"] = Lines(told.Alerts.Select(AlertLine)),
        ["cause"] = told.Cause is { } cause ? $"{cause.Sentence} ({cause.Grade})" : "",
        ["path"] = told.Cause is { } found ? string.Join(" → ", found.Path) : "",
        ["changes"] = Lines(told.Changes.Select(c => $"- {Time(c.At)} {c.Text}")),
        ["runbook"] = told.Runbook,
        ["steps"] = Lines(told.FirstSteps.Select((s, i) => $"{i + 1}. {s}")),
        ["traces"] = Lines(told.Traces),
        ["missing"] = told.Missing,
        ["link"] = told.Link,
        ["key"] = told.Key,
        ["plan"] = told.PlanDigest,
    };

    public static string AlertLine(NotifiedAlert alert) => string.Create(
        CultureInfo.InvariantCulture,
        $"- {alert.Alert} ({alert.State}){(alert.Sentence.Length > 0 ? $": {alert.Sentence}" : ".")}{(alert.Burn is { } burn ? $" It burns {burn:0.#} times as fast as allowed." : "")}{(alert.BudgetSpent is { } spent ? $" Budget spent: {spent * 100:0} %{(alert.TimeLeftSeconds is { } left ? left <= 0 ? ", nothing is left" : $", time left {Rough(TimeSpan.FromSeconds(left))}" : "")}." : "")}");

    private static string Rough(TimeSpan time) => time.TotalDays >= 2 ? $"{time.TotalDays:0} days" : time.TotalHours >= 2 ? $"{time.TotalHours:0} hours" : $"{Math.Max(1, Math.Round(time.TotalMinutes)):0} minutes";

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    private static string Lines(IEnumerable<string> lines) => string.Join('\n', lines);

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");

    [GeneratedRegex(@"\{\{\s*(\w+)\s*\}\}")]
    private static partial Regex Part();

    [GeneratedRegex(@"^[^\n]+:\s*\n(?=\n|\z)", RegexOptions.Multiline)]
    private static partial Regex Headings();

    [GeneratedRegex(@"\n{3,}")]
    private static partial Regex Blanks();
}
