namespace Upshot.Tests;

public sealed class VisibleTests
{
    [Theory]
    [InlineData("checkout – ärger 🚀 日本", "checkout – ärger 🚀 日本")]
    [InlineData("a\n::error::b", "a␊::error::b")]
    [InlineData("\u001b[2J\u0007\u0000", "␛[2J␇␀")]
    [InlineData("a\tb\r", "a␉b␍")]
    [InlineData("\u202Egnp.exe\u200b\u2028", "‹U+202E›gnp.exe‹U+200B›‹U+2028›")]
    [InlineData("\u007f\u0085\u009b", "␡‹U+0085›‹U+009B›")]
    [InlineData("\U000E0041", "‹U+E0041›")]
    public void What_a_terminal_would_obey_is_seen_instead(string text, string seen) => Assert.Equal(seen, Visible.Text(text));

    /// <summary>Written in pieces, as messages are.</summary>
    [Theory]
    [InlineData("x\n::error::y.csv:1: The header", "x\n'::error::y.csv:1: The header")]
    [InlineData("::set-env name=a::b", "'::set-env name=a::b")]
    [InlineData("a\r \t##[section]b", "a\r \t'##[section]b")]
    [InlineData("plan/a.yaml:1:1: error # b ::1", "plan/a.yaml:1:1: error # b ::1")]
    public void No_line_of_messages_is_a_command_of_a_workflow(string message, string seen)
    {
        using var to = new StringWriter();
        using var writer = new VisibleWriter(to, isTerminal: false, isOfErrors: true);
        foreach (var piece in message.Chunk(3))
        {
            writer.Write(piece);
        }

        Assert.Equal(seen, to.ToString());
    }

    [Fact]
    public void Half_a_character_is_seen_too() => Assert.Equal("a‹U+D800›", Visible.Text("a\ud800"));

    [Fact]
    public void Lines_stay_lines_where_there_may_be_several() => Assert.Equal("a\n\tb␛", Visible.Lines("a\n\tb\u001b"));
}
