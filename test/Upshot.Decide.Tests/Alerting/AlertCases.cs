using Upshot.Decide.Alerting;
using Upshot.Evidence;
using Upshot.Evidence.Alerts;
using Upshot.Plan;

namespace Upshot.Decide.Tests.Alerting;

/// <summary>Small plans, traces and moments for the tests of alerts.</summary>
internal static class AlertCases
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    public static Objective Works(string operation, double target = 0.999) => new($"{operation}-works", new SourceLocation("upshot.yaml", 1, 1)) { Operation = operation, Target = target, Owner = "team", Window = new BudgetWindow { Length = TimeSpan.FromDays(30) } };

    public static BurnRule Page(string operation = "checkout") => BurnRule.Of(new AlertPolicy(), Works(operation)).First(r => r.Severity == AlertRule.Page);

    public static AlertReading Reading(AlertCondition condition, BurnRule? rule = null) => new(rule ?? Page(), condition, condition == AlertCondition.Quiet ? 0 : 20);

    public static AlertEpisode Fired(string operation, string severity = "page", int minute = 0) =>
        new($"{operation}-{minute}", $"{operation}-works/{severity}", $"{operation}-works", operation, severity, AlertEpisodeState.Firing, Noon.AddMinutes(minute), Noon.AddMinutes(minute)) { FiredAt = Noon.AddMinutes(minute) };

    /// <summary>A trace of spans, each "service name" with ! where it failed, each below the one before it.</summary>
    public static TraceEvidence Chain(string id, params string[] spans) => new(id, [.. spans.Select((s, i) => Span(s, i))]);

    private static SpanEvidence Span(string text, int i)
    {
        var parts = text.TrimEnd('!').Split(' ', 2);
        var (service, kind) = parts[0].EndsWith('>') ? (parts[0][..^1], "client") : (parts[0], "server");
        return new($"{i}", i == 0 ? "" : $"{i - 1}", service, parts[1], kind, i * 1_000_000, (10 - i) * 1_000_000, text.EndsWith('!'));
    }
}
