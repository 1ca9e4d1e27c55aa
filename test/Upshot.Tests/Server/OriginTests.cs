using Upshot.Observe.Receive;

namespace Upshot.Tests.Server;

public sealed class OriginTests
{
    [Theory]
    [InlineData("https://shop.example", true)]
    [InlineData("https://SHOP.example", true)]
    [InlineData("https://shop.example:443", true)]
    [InlineData("http://shop.example", false)]
    [InlineData("https://shop.example:8443", false)]
    [InlineData("https://shop.example.evil.example", false)]
    [InlineData("https://evil.example/https://shop.example", false)]
    [InlineData("http://localhost:5173", true)]
    [InlineData("http://localhost", true)]
    [InlineData("http://localhost.evil.example:5173", false)]
    [InlineData("null", false)]
    [InlineData("", false)]
    public void An_origin_is_let_in_by_its_scheme_host_and_port(string origin, bool isAllowed) => Assert.Equal(isAllowed, Origins.Allow(["https://shop.example", "http://localhost:*"], origin));

    [Theory]
    [InlineData("*")]
    [InlineData("shop.example")]
    [InlineData("https://shop.example/page")]
    [InlineData("ftp://shop.example")]
    public void What_is_no_origin_is_said(string text) => Assert.Contains("is not the origin of pages", Origins.Mistake(text), StringComparison.Ordinal);
}
