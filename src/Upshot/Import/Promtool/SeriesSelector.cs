using System.Text.RegularExpressions;

namespace Upshot.Import.Promtool;

/// <summary>A metric with labels, as a series has them or as a query asks for them: <c>name{label="value", other=~"pattern"}</c>.</summary>
internal sealed partial record SeriesSelector(string Metric, IReadOnlyList<LabelMatcher> Matchers)
{
    /// <summary>Null: it is none.</summary>
    public static SeriesSelector? Of(string text)
    {
        if (Whole().Match(text.Trim()) is not { Success: true } whole)
        {
            return null;
        }

        var matchers = Label().Matches(whole.Groups["labels"].Value).Select(LabelMatcher.Of).ToList();
        return whole.Groups["metric"].Value is { Length: > 0 } metric ? new(metric, matchers)
            : matchers.FirstOrDefault(m => m is { Label: "__name__", Match: "=" }) is { } name ? new(name.Value, [.. matchers.Where(m => m != name)])
            : null;
    }

    /// <summary>Every selector over a range that a query has, in its order.</summary>
    public static IReadOnlyList<SeriesSelector> In(string query) => [.. Ranged().Matches(query).Select(m => Of(m.Groups[1].Value)).OfType<SeriesSelector>()];

    /// <summary>Whether a series, which has its labels with =, is one of these.</summary>
    public bool Takes(SeriesSelector series) => series.Metric == Metric && Matchers.All(m => m.Takes(series.Matchers.FirstOrDefault(l => l.Label == m.Label)?.Value ?? ""));

    [GeneratedRegex(@"^(?<metric>[A-Za-z_:][A-Za-z0-9_:]*)?\s*(\{(?<labels>(\s*[A-Za-z_][A-Za-z0-9_]*\s*(=~|!~|!=|=)\s*""([^""\\]|\\.)*""\s*,?)*)\s*\})?$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Whole();

    [GeneratedRegex(@"([A-Za-z_][A-Za-z0-9_]*)\s*(=~|!~|!=|=)\s*""((?:[^""\\]|\\.)*)""")]
    private static partial Regex Label();

    [GeneratedRegex(@"([A-Za-z_:][A-Za-z0-9_:]*\{(?:[^{}""]|""(?:[^""\\]|\\.)*"")*\})\[")]
    private static partial Regex Ranged();
}

/// <param name="Match">=, !=, =~ or !~; a pattern means the whole value.</param>
internal sealed record LabelMatcher(string Label, string Match, string Value)
{
    public static LabelMatcher Of(Match label) => new(label.Groups[1].Value, label.Groups[2].Value, Regex.Replace(label.Groups[3].Value, @"\\(.)", "$1"));

    public bool Takes(string value) => Match switch
    {
        "=" => value == Value,
        "!=" => value != Value,
        "=~" => IsLike(value),
        _ => !IsLike(value),
    };

    private bool IsLike(string value) => Regex.IsMatch(value, $"^(?:{Value})$", RegexOptions.NonBacktracking | RegexOptions.Singleline | RegexOptions.CultureInvariant);
}
