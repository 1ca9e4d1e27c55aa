using System.Text;

namespace Upshot.Mcp;

/// <summary>
/// How many tokens a language model makes of a text, a little too many rather than too few: words by four letters, numbers by three digits, other
/// characters one by one, and two bytes of other scripts. Hexadecimal ids cost about two characters a token.
/// </summary>
internal static class TokenEstimate
{
    private const double LettersAToken = 4, DigitsAToken = 3, BytesAToken = 2;

    public static int Of(string text)
    {
        double tokens = 0;
        for (var at = 0; at < text.Length;)
        {
            var start = at;
            if (char.IsAsciiLetter(text[at]))
            {
                at = EndOf(text, at, char.IsAsciiLetter);
                tokens += Math.Ceiling((at - start) / LettersAToken);
            }
            else if (char.IsAsciiDigit(text[at]))
            {
                at = EndOf(text, at, char.IsAsciiDigit);
                tokens += Math.Ceiling((at - start) / DigitsAToken);
            }
            else if (char.IsAscii(text[at]))
            {
                // A blank goes with the word after it.
                at++;
                tokens += text[start] == ' ' ? 0 : 1;
            }
            else
            {
                at = EndOf(text, at, c => !char.IsAscii(c));
                tokens += Math.Ceiling(Encoding.UTF8.GetByteCount(text.AsSpan(start, at - start)) / BytesAToken);
            }
        }

        return (int)tokens;
    }

    private static int EndOf(string text, int at, Func<char, bool> isPart)
    {
        while (at < text.Length && isPart(text[at]))
        {
            at++;
        }

        return at;
    }
}
