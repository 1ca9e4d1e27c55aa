using Spectre.Console;

namespace Upshot.Tests;

public sealed class RichTextTests
{
    [Theory]
    [InlineData("[yellow]![/] plain")]
    [InlineData("[bold]a [[b]] c[/] d")]
    [InlineData("[[/etc]]")]
    [InlineData("[grey]·[/] [[1] , 2]]")]
    [InlineData("")]
    public void Markup_has_the_text_that_is_printed_without_colours(string markup)
    {
        using var written = new StringWriter();
        string expected;
        try
        {
            AnsiConsole.Create(RichText.Settings(written, showsColor: false)).Markup(markup);
            expected = written.ToString();
        }
        catch (InvalidOperationException)
        {
            // Markup that is none, for both.
            return;
        }

        Assert.Equal(expected, RichText.TextOf(markup));
    }

    [Theory]
    [InlineData("a [b] c")]
    [InlineData("[[]]")]
    [InlineData("]")]
    [InlineData("tea")]
    public void Escaped_text_is_the_same_text(string text)
    {
        Assert.Equal(Markup.Escape(text), RichText.Escape(text));
        Assert.Equal(text, RichText.TextOf(RichText.Escape(text)));
    }
}
