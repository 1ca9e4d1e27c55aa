using System.Globalization;
using System.Text;

namespace Upshot;

/// <summary>
/// Text from telemetry, plans and file names as people may safely see it: what a terminal or a CI system would obey becomes visible (a newline is
/// <c>␊</c>, an escape <c>␛</c>, what turns the direction of writing <c>‹U+202E›</c>). Nobody's service name moves the cursor or writes a line of its own.
/// </summary>
internal static class Visible
{
    /// <summary>On one line.</summary>
    public static string Text(string text) => Shown(text, keepLines: false);

    /// <summary>Of several lines, which stay.</summary>
    public static string Lines(string text) => Shown(text, keepLines: true);

    private static string Shown(string text, bool keepLines)
    {
        var at = 0;
        while (at < text.Length && IsPlain(text[at], keepLines))
        {
            at++;
        }

        if (at == text.Length)
        {
            return text;
        }

        var shown = new StringBuilder(text, 0, at, text.Length + 16);
        for (; at < text.Length; at++)
        {
            var c = text[at];
            if (IsPlain(c, keepLines))
            {
                shown.Append(c);
            }
            else if (char.IsHighSurrogate(c) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]))
            {
                Append(shown, text, ref at);
            }
            else
            {
                shown.Append(Sign(c));
            }
        }

        return shown.ToString();
    }

    private static bool IsPlain(char c, bool keepLines) =>
        c is >= ' ' and < '\u007f' || (keepLines && c is '\n' or '\t') || (c >= '\u00a0' && !char.IsSurrogate(c) && !IsHidden(CharUnicodeInfo.GetUnicodeCategory(c)));

    private static void Append(StringBuilder shown, string text, ref int at)
    {
        var rune = new Rune(text[at], text[at + 1]);
        shown.Append(IsHidden(Rune.GetUnicodeCategory(rune)) ? $"‹U+{rune.Value:X}›" : rune.ToString());
        at++;
    }

    // Format: directions, joiners, zero width, tags. Line and paragraph separators are newlines to some.
    private static bool IsHidden(UnicodeCategory category) =>
        category is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    // Unicode has a picture of each control character of ASCII.
    private static string Sign(char c) => c switch
    {
        < ' ' => ((char)('\u2400' + c)).ToString(),
        '\u007f' => "\u2421",
        _ => $"‹U+{(int)c:X4}›",
    };
}
