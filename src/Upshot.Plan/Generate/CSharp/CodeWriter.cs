using System.Text;

namespace Upshot.Plan.Generate.CSharp;

/// <summary>Lines of C# with braces and indentation.</summary>
internal sealed class CodeWriter
{
    private readonly StringBuilder _text = new();
    private int _depth;

    public void Line(string text = "")
    {
        if (text.Length > 0)
        {
            _text.Append(' ', 4 * _depth).Append(text);
        }

        _text.Append('\n');
    }

    /// <summary>Several lines, each indented.</summary>
    public void Lines(string text)
    {
        foreach (var line in text.Replace("\r\n", "\n").TrimEnd('\n').Split('\n'))
        {
            Line(line);
        }
    }

    public void Open(string head)
    {
        Line(head);
        Line("{");
        _depth++;
    }

    public void Close(string tail = "")
    {
        _depth--;
        Line("}" + tail);
    }

    public void Summary(string text)
    {
        if (text.Length > 0)
        {
            Line($"/// <summary>{CSharpText.Xml(text)}</summary>");
        }
    }

    public override string ToString() => _text.ToString();
}
