using System.CommandLine;

namespace Upshot.Commands;

/// <summary>Options that say which part of the telemetry is meant, and how strictly it is judged; the server reads their values.</summary>
internal static class CompareOptions
{
    public static Option<string?> Operation() => new("--operation") { Description = "Only this operation. By default all of the plan in which the release takes part." };

    public static Option<string?> Service() => new("--service") { Description = "Only this service. By default all that carry the version." };

    public static Option<string?> Environment(string otherwise = "the one in which the version answered most") => new("--environment") { Description = $"Only this deployment environment. By default {otherwise}." };

    public static Option<string?> Since() => new("--since") { Description = "Only what happened since: 2026-03-10T09:00Z, or 2h, 7d ago." };

    public static Option<string?> Until() => new("--until") { Description = "Only what happened until: 2026-03-10T12:00Z, or 2h, 7d ago." };

    public static Option<string?> Alpha() => new("--alpha") { Description = "How often code that did not change may be called improved or regressed: 1% or 0.01, the default." };

    public static Option<string?> Margin() => new("--margin") { Description = "The largest relative harm of a latency that is acceptable: 2% or 0.02. The default is the guardrail's, else 2%." };

    public static Option<string?> Sides() => new("--sides") { Description = "two, the default; one looks for harm alone and finds it a little sooner." };

    public static Option<string?> Flag() => new("--flag") { Description = "Compare two variants of this feature flag instead of two versions: compare --flag NAME on off." };

    /// <summary>Those that were given, as the query of an address.</summary>
    public static string Query(ParseResult parsed, params Option<string?>[] options) =>
        string.Concat(options.Where(o => !string.IsNullOrEmpty(parsed.GetValue(o))).Select(o => $"&{o.Name.TrimStart('-')}={Uri.EscapeDataString(parsed.GetValue(o)!)}"));
}
