using Upshot.Runbooks;

namespace Upshot.Tests.Runbooks;

public class RunbookHtmlTests
{
    [Theory]
    [InlineData("<script>alert(1)</script>", "<script")]
    [InlineData("<img src=x onerror=alert(1)>", "<img")]
    [InlineData("[a](javascript:alert(1))", "javascript:")]
    [InlineData("[a](JaVaScRiPt:alert(1))", "JaVaScRiPt:")]
    [InlineData("[a](data:text/html;base64,PHNjcmlwdD4=)", "data:")]
    [InlineData("[a](//elsewhere.example)", "//elsewhere")]
    [InlineData("![a](https://elsewhere.example/pixel.png)", "<img")]
    [InlineData("[a][1]\n\n[1]: javascript:alert(1)", "javascript:")]
    [InlineData("<javascript:alert(1)>", "href=\"javascript")]
    public void Nothing_of_a_runbook_runs_or_calls_elsewhere(string markdown, string never) =>
        Assert.DoesNotContain(never, RunbookHtml.Of(markdown), StringComparison.OrdinalIgnoreCase);

    [Fact]
    public void Steps_commands_and_links_are_shown()
    {
        var html = RunbookHtml.Of("# Cart fails\n\n1. Look:\n\n   ```sh\n   upshot status\n   ```\n\n[wiki](https://wiki.example/a)");
        Assert.Contains("<h3>Cart fails</h3>", html);
        Assert.Contains("upshot status", html);
        Assert.Contains("href=\"https://wiki.example/a\"", html);
        Assert.Contains("<ol>", html);
    }
}
