using Upshot.Answers;

namespace Upshot.Tests.Answers;

public sealed class TraceIdsTests
{
    [Theory]
    [InlineData("0000000000000000abcdef0123456789", "0000000000000000abcdef0123456789")]
    [InlineData("abcdef0123456789", "0000000000000000abcdef0123456789")]
    [InlineData(" ABCDEF0123456789\n", "0000000000000000abcdef0123456789")]
    [InlineData("0xf", "0000000000000000000000000000000f")]
    [InlineData("7f3a1c00-0000-4000-8000-000000000001", "7f3a1c00000040008000000000000001")]
    [InlineData("00-7f3a1c00000040008000000000000001-00f067aa0ba902b7-01", "7f3a1c00000040008000000000000001")]
    public void An_id_is_read_as_other_tools_write_it(string text, string id) => Assert.Equal(id, TraceIds.Of(text));

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("xyz")]
    [InlineData("007f3a1c00000040008000000000000001")]
    [InlineData("' OR 1=1 --")]
    public void What_is_no_id_is_none(string text) => Assert.Null(TraceIds.Of(text));

    [Fact]
    public void Short_ids_begin_with_what_is_not_zero() => Assert.Equal(("abcdef01", "f"), (TraceIds.Short("0000000000000000abcdef0123456789"), TraceIds.Short("0000000000000000000000000000000f")));
}
