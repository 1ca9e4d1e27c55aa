namespace Upshot.Plan.Yaml;

/// <summary>The lines of a text, whatever ends them.</summary>
internal static class Lines
{
    /// <summary>The line with this number, counted from 1, without its end; empty beyond the text.</summary>
    public static string Of(string text, int number)
    {
        using var reader = new StringReader(text);
        for (var line = reader.ReadLine(); line is not null; line = reader.ReadLine())
        {
            if (--number == 0)
            {
                return line;
            }
        }

        return "";
    }
}
