namespace Upshot.Alerts.Channels;

/// <summary>A notification as Slack's incoming webhooks take it.</summary>
/// <remarks>Source: api.slack.com/messaging/webhooks. Only &amp;, &lt; and &gt; are escaped there.</remarks>
internal static class SlackBody
{
    /// <summary>Slack refuses a longer text in a section.</summary>
    private const int MostText = 2900;

    public static object Of(AlertNotification told, string text) => new
    {
        text = Escaped(AlertText.Subject(told)),
        blocks = new object[]
        {
            new { type = "header", text = new { type = "plain_text", text = Clipped(AlertText.Subject(told), 150) } },
            new { type = "section", text = new { type = "mrkdwn", text = Clipped(Escaped(text), MostText) } },
            new { type = "context", elements = new[] { new { type = "mrkdwn", text = $"<{told.Link}|{Escaped(told.Incident)}> · {Escaped(told.Key)}" } } },
        },
    };

    private static string Escaped(string text) => text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);

    private static string Clipped(string text, int most)
    {
        if (text.Length <= most)
        {
            return text;
        }

        // Not through the middle of a character.
        var end = char.IsHighSurrogate(text[most - 2]) ? most - 2 : most - 1;
        return text[..end] + "…";
    }
}
