using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Upshot.Observe.Policy.Privacy;

namespace Upshot.Observe.Stores.DuckDb.Forgetting;

/// <summary>Whom nothing may be kept of: an attribute and its value, in all forms in which the value may have been written down.</summary>
internal sealed partial class Subject
{
    /// <summary>What stands where the value stood within other texts.</summary>
    public const string Forgotten = "[forgotten]";

    /// <summary>A shorter value is part of words and numbers that have nothing to do with it.</summary>
    private const int ShortestText = 4;

    private Subject(string attribute, IReadOnlyList<string> values, IReadOnlyList<string> texts, string receipt) => (Attribute, Values, Texts, Receipt) = (attribute, values, texts, receipt);

    public string Attribute { get; }

    /// <summary>The value, and its hash where values are hashed: what the attribute may be.</summary>
    public IReadOnlyList<string> Values { get; }

    /// <summary>What is looked for within texts: the values, also as JSON and addresses write them. Empty: the value is too short for that.</summary>
    public IReadOnlyList<string> Texts { get; }

    /// <summary>The subject without its value, for the audit log.</summary>
    public string Receipt { get; }

    /// <summary>Null: it is none; <paramref name="wrong"/> says why.</summary>
    public static Subject? Parse(string text, byte[]? hashKey, out string wrong)
    {
        var at = text.IndexOf('=', StringComparison.Ordinal);
        var (attribute, value) = at < 0 ? ("", "") : (text[..at].Trim(), text[(at + 1)..]);
        wrong = at <= 0 || !Name().IsMatch(attribute) || string.IsNullOrWhiteSpace(value) ? "A subject is ATTRIBUTE=VALUE, such as user.id=4711." : "";
        if (wrong.Length > 0)
        {
            return null;
        }

        string[] values = hashKey is null ? [value] : [value, Encoding.UTF8.GetString(new ValueHash(hashKey).Of(Encoding.UTF8.GetBytes(value)))];
        var texts = values.Where(v => v.Length >= ShortestText).SelectMany(v => new[] { v, Json(v), JsonEncodedText.Encode(v).ToString(), Uri.EscapeDataString(v) }).Distinct(StringComparer.Ordinal).OrderByDescending(t => t.Length).ToList();
        var receipt = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{attribute}={value}")))[..32];
        return new(attribute, values, texts, $"{attribute}, SHA-256 of ATTRIBUTE=VALUE begins with {receipt}");
    }

    /// <summary>A condition: the value is part of the column's text, and not of a longer word.</summary>
    public string IsIn(string column) => Texts.Count == 0 ? "false" : $"regexp_matches({column}, {Sql.Text(Pattern)})";

    /// <summary>The column's text without it. Twice: two that stand side by side share what divides them.</summary>
    public string Without(string column) => $"regexp_replace(regexp_replace({column}, {Sql.Text(Pattern)}, '\\1{Forgotten}\\2', 'g'), {Sql.Text(Pattern)}, '\\1{Forgotten}\\2', 'g')";

    /// <summary>Whether bytes have it anywhere.</summary>
    public bool IsIn(ReadOnlySpan<byte> bytes)
    {
        foreach (var text in Texts)
        {
            if (bytes.IndexOf(Encoding.UTF8.GetBytes(text)) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    private string Pattern => $"(^|[^0-9A-Za-z_])(?:{string.Join('|', Texts.Select(Escape))})($|[^0-9A-Za-z_])";

    private static string Escape(string text) => string.Concat(text.Select(c => c < 128 && !char.IsAsciiLetterOrDigit(c) ? $"\\{c}" : c.ToString()));

    /// <summary>As rows hold it: no more is escaped than must be.</summary>
    private static string Json(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);

    [GeneratedRegex(@"^[A-Za-z_][\w.\-/]*$")]
    private static partial Regex Name();
}
