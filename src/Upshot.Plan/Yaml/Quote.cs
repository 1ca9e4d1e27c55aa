namespace Upshot.Plan.Yaml;

/// <summary>Text of strangers inside a message: short, and on one line.</summary>
internal static class Quote
{
    public static string Of(string text) => $"'{Clip(text)}'";

    public static string Clip(string text)
    {
        var oneLine = (text.Length <= 80 ? text : text.Substring(0, 77) + "...").ToCharArray();
        for (var i = 0; i < oneLine.Length; i++)
        {
            oneLine[i] = char.IsControl(oneLine[i]) ? ' ' : oneLine[i];
        }

        return new string(oneLine);
    }
}
