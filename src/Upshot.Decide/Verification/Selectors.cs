using Upshot.Evidence;
using Upshot.Plan;

namespace Upshot.Decide.Verification;

/// <summary>Whether a span is meant by a selector of the plan.</summary>
internal static class Selectors
{
    /// <summary>An entry: without a kind it means server and consumer spans, and roots.</summary>
    public static bool MatchesEntry(this SpanSelector selector, CapturedSpan span) =>
        (selector.Kind is not null || span.Kind is "server" or "consumer" || span.IsRoot) && selector.Matches(span);

    /// <summary>A step: without a kind it means any.</summary>
    public static bool Matches(this SpanSelector selector, CapturedSpan span) =>
        (selector.Kind is null || selector.Kind == span.Kind)
        && (selector.Service is null || selector.Service == span.Origin.Service)
        && (selector.Span is null || selector.Span == span.Name)
        && (selector.Route is null || selector.Route == Text(span, "http.route"))
        && (selector.Method is null || selector.Method == (Text(span, "http.request.method") ?? Text(span, "http.method")))
        && selector.Attributes.All(a => Text(span, a.Key) == a.Value);

    /// <summary>The selector in words: <c>POST /orders in checkout</c>.</summary>
    public static string Format(this SpanSelector selector)
    {
        var what = selector.Span ?? string.Join(' ', new[] { selector.Method, selector.Route }.Where(text => text is not null));
        what = what.Length > 0 ? what : selector.Kind is null ? "any span" : $"any {selector.Kind} span";
        var attributes = string.Join(", ", selector.Attributes.Select(a => $"{a.Key}={a.Value}"));
        return $"{what}{(attributes.Length > 0 ? $" with {attributes}" : "")}{(selector.Service is null ? "" : $" in {selector.Service}")}";
    }

    private static string? Text(CapturedSpan span, string attribute) => span.Attributes.TryGetValue(attribute, out var value) ? value.Text : null;
}
