using System.Text;

namespace Upshot;

/// <summary>
/// The one writer behind all that is printed: control characters of strangers' text never reach a terminal. Lines and tabs stay, and colours, which
/// the program itself writes to a terminal. What is one line is made so where it is printed, by <see cref="Visible.Text"/>.
/// </summary>
/// <param name="isOfErrors">No line of messages is a command of a workflow: what a file's name makes begin like one (<c>::error::</c>, <c>##[…]</c>) begins with an apostrophe, as cells of CSV do.</param>
internal sealed class VisibleWriter(TextWriter to, bool isTerminal, bool isOfErrors = false) : TextWriter
{
    private const char Escape = '\u001b';
    private const int LongestColour = 24;
    private readonly StringBuilder _colour = new();
    private bool _begins = true;

    public override Encoding Encoding => to.Encoding;

    public override void Write(char value) => Write([value]);

    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    public override void Write(string? value) => Write(value.AsSpan());

    public override void Write(ReadOnlySpan<char> buffer)
    {
        var plain = 0;
        for (var i = 0; i < buffer.Length; i++)
        {
            if (isOfErrors && BeginsCommand(buffer[i]))
            {
                to.Write(buffer[plain..i]);
                to.Write('\'');
                plain = i;
            }

            if (_colour.Length == 0 && IsHarmless(buffer[i]))
            {
                continue;
            }

            to.Write(buffer[plain..i]);
            Take(buffer[i]);
            plain = i + 1;
        }

        to.Write(buffer[plain..]);
    }

    public override void Flush()
    {
        GiveUp();
        to.Flush();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Flush();
        }

        base.Dispose(disposing);
    }

    // Of what a program reads, C0 is never part as it is; C1 may be, and a terminal would obey it.
    private bool IsHarmless(char c) => c is '\n' or '\r' or '\t' || (c >= ' ' && !(isTerminal && c is >= '\u007f' and <= '\u009f'));

    private bool BeginsCommand(char c)
    {
        var isFirst = _begins && (c is ':' or '#');
        _begins = c is '\n' or '\r' || (_begins && (c is ' ' or '\t'));
        return isFirst;
    }

    private void Take(char c)
    {
        if (c == Escape && isTerminal)
        {
            GiveUp();
            _colour.Append(c);
        }
        else if (_colour.Length > 0 && IsOfColour(c))
        {
            _colour.Append(c);
            if (c == 'm')
            {
                to.Write(_colour);
                _colour.Clear();
            }
        }
        else
        {
            GiveUp();
            to.Write(IsHarmless(c) ? c.ToString() : Visible.Text(c.ToString()));
        }
    }

    private bool IsOfColour(char c) => _colour.Length < LongestColour && (_colour.Length == 1 ? c == '[' : char.IsAsciiDigit(c) || c is ';' or 'm');

    /// <summary>What began as a colour is none.</summary>
    private void GiveUp()
    {
        if (_colour.Length > 0)
        {
            to.Write(Visible.Text(_colour.ToString()));
            _colour.Clear();
        }
    }
}
