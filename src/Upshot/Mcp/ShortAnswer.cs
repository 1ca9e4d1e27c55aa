using System.Text;

namespace Upshot.Mcp;

/// <summary>An answer for an assistant: lines, the most important first, no more than fit into 2,000 tokens; what is left out is said.</summary>
/// <param name="whole">Where all of it is; empty: nowhere.</param>
internal sealed class ShortAnswer(string whole = "")
{
    public const int MostTokens = 2000;

    // For the last lines: what is left out, and where all of it is.
    private const int Kept = 120;
    private const int LongestLine = 1200;
    private readonly StringBuilder _text = new();
    private int _spent;
    private int _leftOut;

    /// <summary>Text may be of strangers: it stays one line and moves no cursor.</summary>
    public ShortAnswer Say(string line)
    {
        var shown = Visible.Text(Cut(line, LongestLine));
        var cost = TokenEstimate.Of(shown) + 1;
        if (_leftOut > 0 || _spent + cost > MostTokens - Kept)
        {
            _leftOut++;
            return this;
        }

        _spent += cost;
        _text.Append(shown).Append('\n');
        return this;
    }

    public ShortAnswer SayAll(IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            Say(line);
        }

        return this;
    }

    public override string ToString()
    {
        var left = _leftOut > 0 ? $"({_leftOut} more {(_leftOut == 1 ? "line" : "lines")} left out: ask more narrowly.)\n" : "";
        return $"{_text}{left}{(whole.Length > 0 ? $"All of it: {Cut(whole, 300)}\n" : "")}".TrimEnd('\n');
    }

    /// <summary>Names that senders choose have an end.</summary>
    public static string Cut(string text, int length) => text.Length <= length ? text : text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)] + "…";
}
