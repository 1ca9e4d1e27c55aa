namespace Upshot.Plan.Values;

/// <summary>An interval of relative change as <c>-30%..-10%</c>, or as reports print it: <c>−30 % to −10 %</c>.</summary>
internal static class ChangeInterval
{
    public const string Pattern = @"^\s*[+\-−]?(0(\.[0-9]+)?|[0-9]+(\.[0-9]+)?\s?%)\s*(\.\.|to)\s*[+\-−]?(0(\.[0-9]+)?|[0-9]+(\.[0-9]+)?\s?%)\s*$";

    public static bool TryParse(string text, out double low, out double high)
    {
        low = high = 0;
        return Ends(text) is var (from, to) && Share.TryParse(from, out low) && Share.TryParse(to, out high);
    }

    /// <summary>The end that is a bare number, which may mean per cent or hundreds of them; null: neither is.</summary>
    public static string? Bare(string text) => Ends(text) is not var (from, to) ? null : Share.IsBare(from) ? from.Trim() : Share.IsBare(to) ? to.Trim() : null;

    private static (string From, string To)? Ends(string text)
    {
        var dots = text.IndexOf("..", StringComparison.Ordinal);
        var word = text.IndexOf(" to ", StringComparison.Ordinal);
        return dots > 0 ? (text.Substring(0, dots), text.Substring(dots + 2))
            : word > 0 ? (text.Substring(0, word), text.Substring(word + 4))
            : null;
    }
}
