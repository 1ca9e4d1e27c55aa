using System.Text.RegularExpressions;

namespace Upshot.Plan.Generate.Python;

/// <summary>Pieces of Python that templates are filled with.</summary>
internal static class PythonText
{
    private const int Width = 120;

    // Stands where a hole of a template stays empty, so that its line goes.
    private const string Nothing = "\0";

    /// <summary><c>before(items)after</c> on one line, or a line for each item where that would be too long.</summary>
    public static string Wrapped(string before, IEnumerable<string> items, string after, int depth)
    {
        var all = items.Where(i => i.Length > 0).ToList();
        var line = $"{before}{string.Join(", ", all)}{after}";
        return line.Length + (depth * 4) <= Width || all.Count == 0
            ? line
            : $"{before}\n{string.Concat(all.Select(item => $"    {item},\n"))}{after}";
    }

    /// <summary>Every line but the first, which stands where the template has the hole, as deep as the hole is.</summary>
    public static string At(int depth, string block) => block.Length == 0 ? Nothing : block.TrimEnd('\n').Replace("\n", "\n" + new string(' ', depth * 4)).Replace(new string(' ', depth * 4) + "\n", "\n");

    /// <summary>Without the lines that stayed empty, and with no more than two blank lines after another.</summary>
    public static string Tidy(string text) =>
        Regex.Replace(Regex.Replace(Regex.Replace(text, $"^ *{Nothing}\n", "", RegexOptions.Multiline), " +$", "", RegexOptions.Multiline), "\n{4,}", "\n\n\n").TrimEnd('\n') + "\n";

    /// <summary>What a writer of lines has written.</summary>
    public static string Lines(Action<SourceText> write)
    {
        var text = new SourceText("    ");
        write(text);
        return text.ToString();
    }

    /// <summary>A template of a message or a name, with the values in <c>_from</c> that it names in braces, as an expression.</summary>
    public static string Message(string template)
    {
        var parts = new List<string>();
        var last = 0;
        for (var open = template.IndexOf('{'); open >= 0; open = template.IndexOf('{', open + 1))
        {
            var end = template.IndexOfAny(['{', '}'], open + 1);
            if (end > open + 1 && template[end] == '}')
            {
                Literal(template[last..open]);
                parts.Add($"_said(_from.get({SourceText.Quoted(template[(open + 1)..end])}))");
                last = end + 1;
            }
        }

        Literal(template[last..]);
        return parts.Count switch { 0 => "\"\"", 1 => parts[0], _ => $"\"\".join(({string.Join(", ", parts)}))" };

        void Literal(string text)
        {
            if (text.Length > 0)
            {
                parts.Add(SourceText.Quoted(text));
            }
        }
    }
}
