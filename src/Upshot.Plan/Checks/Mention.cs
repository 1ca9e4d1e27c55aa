namespace Upshot.Plan.Checks;

/// <summary>Finds names in prose.</summary>
internal static class Mention
{
    /// <summary>Adds every word of a text that could be a name: letters and digits, with dots, underscores and dashes inside.</summary>
    public static void Collect(string text, HashSet<string> words)
    {
        for (var at = 0; at < text.Length; at++)
        {
            var start = at;
            while (at < text.Length && (char.IsLetterOrDigit(text[at]) || text[at] is '.' or '_' or '-'))
            {
                at++;
            }

            if (at > start)
            {
                // A dot at the end closes the sentence.
                words.Add(text.Substring(start, at - start).TrimEnd('.'));
            }
        }
    }
}
