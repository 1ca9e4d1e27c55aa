using System.Runtime.CompilerServices;
using System.Text;

namespace Upshot.Plan.Generate.CSharp;

/// <summary>
/// C# as it will stand in the file, with holes. What a hole holds that begins its line keeps the line's indentation, however many lines it has; a line that is such a hole and
/// nothing else is not there when the hole is empty.
/// </summary>
[InterpolatedStringHandler]
internal sealed class CSharpTemplate
{
    private readonly StringBuilder _text;
    private int _line;
    private bool _isEmpty;

    public CSharpTemplate(int literalLength, int formattedCount) => _text = new StringBuilder(literalLength + (16 * formattedCount));

    public void AppendLiteral(string literal)
    {
        // Raw literals have the line ends of the file that they stand in.
        var text = literal.Replace("\r", "");
        var rest = 0;
        if (_isEmpty && text.StartsWith("\n", StringComparison.Ordinal))
        {
            _text.Length = _line;
            rest = 1;
        }

        _isEmpty = false;
        for (var i = rest; i < text.Length; i++)
        {
            Append(text[i]);
        }
    }

    public void AppendFormatted(int value) => AppendFormatted(value.ToString(System.Globalization.CultureInfo.InvariantCulture));

    public void AppendFormatted(IEnumerable<string> lines) => AppendFormatted(string.Join("\n", lines));

    public void AppendFormatted(string value)
    {
        var before = _text.ToString(_line, _text.Length - _line);
        if (before.Trim().Length > 0)
        {
            _text.Append(value);
            return;
        }

        _isEmpty = value.Length == 0;
        if (value.StartsWith("\n", StringComparison.Ordinal))
        {
            _text.Length = _line;
        }

        var isFirst = true;
        foreach (var line in value.Split('\n'))
        {
            if (!isFirst)
            {
                Append('\n');
                _text.Append(line.Length > 0 ? before : "");
            }

            _text.Append(line);
            isFirst = false;
        }
    }

    public override string ToString()
    {
        if (_isEmpty)
        {
            _text.Length = _line;
            _isEmpty = false;
        }

        return _text.ToString().TrimEnd('\n');
    }

    /// <summary>As text, to be put into a hole.</summary>
    public static string Of(CSharpTemplate template) => template.ToString();

    private void Append(char c)
    {
        _text.Append(c);
        if (c == '\n')
        {
            _line = _text.Length;
        }
    }
}
