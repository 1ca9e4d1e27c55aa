namespace Upshot.Plan.Registry;

/// <summary>Patterns of imports, in which a star stands for any text.</summary>
internal static class Wildcard
{
    public static bool Matches(string pattern, string text)
    {
        var parts = pattern.Split('*');
        if (parts.Length == 1)
        {
            return pattern == text;
        }

        if (!text.StartsWith(parts[0], StringComparison.Ordinal) || text.Length < parts[0].Length + parts[parts.Length - 1].Length || !text.EndsWith(parts[parts.Length - 1], StringComparison.Ordinal))
        {
            return false;
        }

        var at = parts[0].Length;
        var end = text.Length - parts[parts.Length - 1].Length;
        foreach (var part in parts.Skip(1).Take(parts.Length - 2))
        {
            var found = text.IndexOf(part, at, end - at, StringComparison.Ordinal);
            if (found < 0)
            {
                return false;
            }

            at = found + part.Length;
        }

        return true;
    }
}
