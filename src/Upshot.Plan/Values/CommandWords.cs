using System.Text;

namespace Upshot.Plan.Values;

/// <summary>A command as program and arguments: blanks part them, quotes keep blanks, and nothing else means anything, for no shell reads it.</summary>
internal static class CommandWords
{
    /// <summary>Empty: there is no command, or a quote that does not end.</summary>
    public static IReadOnlyList<string> Of(string text)
    {
        var (words, word, quote, isWord) = (new List<string>(), new StringBuilder(), '\0', false);
        foreach (var c in text)
        {
            if (quote != '\0')
            {
                _ = c == quote ? word : word.Append(c);
                quote = c == quote ? '\0' : quote;
            }
            else if (c is '\'' or '"')
            {
                (quote, isWord) = (c, true);
            }
            else if (char.IsWhiteSpace(c))
            {
                if (isWord)
                {
                    words.Add(word.ToString());
                }

                word.Clear();
                isWord = false;
            }
            else
            {
                word.Append(c);
                isWord = true;
            }
        }

        if (isWord)
        {
            words.Add(word.ToString());
        }

        return quote == '\0' ? words : [];
    }
}
