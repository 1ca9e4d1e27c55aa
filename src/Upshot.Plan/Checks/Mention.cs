namespace Upshot.Plan.Checks;

/// <summary>Finds a signal's name in prose.</summary>
internal static class Mention
{
    /// <summary>True when the name stands in the text as a whole: not as the beginning or end of a longer name.</summary>
    public static bool Of(string name, string text)
    {
        if (name.Length == 0)
        {
            return false;
        }

        for (var at = text.IndexOf(name, StringComparison.Ordinal); at >= 0; at = text.IndexOf(name, at + 1, StringComparison.Ordinal))
        {
            var end = at + name.Length;
            var isSentenceEnd = end + 1 >= text.Length || !char.IsLetterOrDigit(text[end + 1]);
            if ((at == 0 || !IsPart(text[at - 1])) && (end == text.Length || !IsPart(text[end]) || (text[end] == '.' && isSentenceEnd)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsPart(char c) => char.IsLetterOrDigit(c) || c is '.' or '_' or '-';
}
