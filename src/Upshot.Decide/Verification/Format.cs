using System.Globalization;
using Upshot.Decide.PersonalData;
using Upshot.Plan;

namespace Upshot.Decide.Verification;

/// <summary>Small words of messages.</summary>
internal static class Format
{
    public static string Of(SignalKind kind) => kind switch
    {
        SignalKind.Metric => "metric",
        SignalKind.Span => "span",
        SignalKind.Event => "event",
        _ => "entity",
    };

    public static string A(string type) => type.Length == 0 ? "no value" : type[0] is 'a' or 'e' or 'i' or 'o' ? $"an {type}" : $"a {type}";

    public static string Of(double number) => number.ToString("0.######", CultureInfo.InvariantCulture);

    public static string Of(ValueRange range) => (range.Low, range.High) switch
    {
        ({ } low, { } high) => $"from {Of(low)} to {Of(high)}",
        ({ } low, null) => $"{Of(low)} or more",
        (null, { } high) => $"{Of(high)} or less",
        _ => "anything",
    };

    /// <summary>The first few of many, in a sentence.</summary>
    public static string Some(IReadOnlyCollection<string> all, int most = 8) =>
        all.Count <= most ? string.Join(", ", all) : $"{string.Join(", ", all.Take(most))} and {all.Count - most} more";

    /// <summary>As <see cref="Short"/>, masked where it is about a person.</summary>
    public static string Shown(string text) => Sensitive.Find(text, mayHoldAddresses: true) is { } found ? found.Masked : Short(text);

    /// <summary>A value that a stranger chose, short and on one line.</summary>
    public static string Short(string text)
    {
        var plain = new string([.. text.Take(81).Select(c => char.IsControl(c) ? '·' : c)]);
        return plain.Length > 80 ? plain[..79] + "…" : plain;
    }
}
