using Upshot.Reports;

namespace Upshot.Tests.Reports;

public sealed class MarkdownTests
{
    [Theory]
    [InlineData("a|b", "a\\|b")]
    [InlineData("[free](https://evil.example)", "\\[free\\](https://evil.example)")]
    [InlineData("@team `x` *y* _z_ #1", "\\@team \\`x\\` \\*y\\* \\_z\\_ \\#1")]
    [InlineData("<img src=x>", "&lt;img src=x&gt;")]
    [InlineData("one\r\ntwo\u001b[31m", "one  two \\[31m")]
    public void Text_of_strangers_is_text(string text, string expected) => Assert.Equal(expected, Markdown.Text(text));

    [Fact]
    public void Code_ends_neither_itself_nor_its_cell() => Assert.Equal("`a'b \\| c d`", Markdown.Code("a`b | c\nd"));

    [Fact]
    public void Long_text_is_cut_and_says_so() => Assert.Equal(401, Markdown.Text(new string('x', 1000)).Length);

    [Fact]
    public void Columns_of_numbers_stand_to_the_right()
    {
        var output = new StringWriter { NewLine = "\n" };
        Markdown.Table(["signal", "seen"], [["a", "1"]], output, "seen");
        Assert.Equal("| signal | seen |\n|---|--:|\n| a | 1 |\n", output.ToString());
    }
}
