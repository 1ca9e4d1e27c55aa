using Markdig;
using Markdig.Renderers;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Upshot.Runbooks;

/// <summary>A runbook's Markdown as HTML that can be shown beside anything: no HTML of its own, no images, and links only to where a reader may go.</summary>
internal static class RunbookHtml
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().DisableHtml().UsePipeTables().Build();

    /// <param name="title">What the page says above it; a first heading that repeats it is left out.</param>
    public static string Of(string markdown, string title = "")
    {
        var document = Markdown.Parse(markdown, Pipeline);
        if (document.FirstOrDefault() is HeadingBlock { Inline: { } words } first && string.Concat(words.Descendants<LiteralInline>()).Trim() == title.Trim())
        {
            document.Remove(first);
        }

        foreach (var link in document.Descendants<LinkInline>())
        {
            link.IsImage = false;
            link.Url = IsHarmless(link.Url) ? link.Url : "";
            link.GetDynamicUrl = null;
        }

        foreach (var link in document.Descendants<AutolinkInline>().Where(l => !l.IsEmail && !IsHarmless(l.Url)).ToList())
        {
            link.ReplaceBy(new LiteralInline(link.Url));
        }

        foreach (var heading in document.Descendants<HeadingBlock>())
        {
            // The page has the two above.
            heading.Level = Math.Min(6, heading.Level + 2);
        }

        using var text = new StringWriter();
        var renderer = new HtmlRenderer(text);
        Pipeline.Setup(renderer);
        renderer.Render(document);
        return text.ToString();
    }

    private static bool IsHarmless(string? url) => url is not null
        && !url.StartsWith("//", StringComparison.Ordinal) && !url.Any(c => char.IsControl(c) || c == '\\')
        && (url.StartsWith("https://", StringComparison.OrdinalIgnoreCase) || url.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || url.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase) || url.StartsWith('/') || url.StartsWith('#') || !url.Contains(':', StringComparison.Ordinal));
}
