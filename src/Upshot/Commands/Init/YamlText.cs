namespace Upshot.Commands.Init;

/// <summary>Text as a YAML value, quoted when it could be read as something else.</summary>
internal static class YamlText
{
    public static string Of(string text)
    {
        var isPlain = text.Length > 0
            && char.IsLetter(text[0])
            && text.All(c => char.IsLetterOrDigit(c) || c is '-' or '_' or '.' or '/' or ' ')
            && !text.EndsWith(' ')
            && text.ToLowerInvariant() is not ("true" or "false" or "null" or "yes" or "no" or "on" or "off" or "y" or "n");
        return isPlain ? text : '"' + string.Concat(text.Select(Escaped)) + '"';
    }

    private static string Escaped(char c) => c switch
    {
        '"' => "\\\"",
        '\\' => "\\\\",
        _ when char.IsControl(c) => $"\\u{(int)c:x4}",
        _ => c.ToString(),
    };
}
