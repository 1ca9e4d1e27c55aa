namespace Upshot.Plan.Yaml;

/// <summary>Text of strangers inside a message: short, and on one line.</summary>
internal static class Quote
{
    public static string Of(string text) => $"'{Clip(text)}'";

    public static string Clip(string text)
    {
        var oneLine = new string([.. text.Take(160).Select(c => char.IsControl(c) ? ' ' : c)]);
        return oneLine.Length <= 80 ? oneLine : oneLine.Substring(0, 77) + "...";
    }
}
