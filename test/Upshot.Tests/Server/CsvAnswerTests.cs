using System.Text.Json;
using Upshot.Server;

namespace Upshot.Tests.Server;

public sealed class CsvAnswerTests
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web);

    [Fact]
    public void What_is_nested_becomes_columns_and_lists_become_one_cell() => Assert.Equal(
        "name,numbers.count,numbers.share,all,late\r\n\"a, \"\"b\"\"\",2,0.5,x; y,\r\nc,-3,,,1\r\n",
        CsvAnswer.Of([new { Name = "a, \"b\"", Numbers = new { Count = 2, Share = (double?)0.5 }, All = new[] { "x", "y" } }, new { Name = "c", Numbers = new { Count = -3, Share = (double?)null }, All = Array.Empty<string>(), Late = 1 }], s_json));

    [Theory]
    [InlineData("=cmd()", "'=cmd()")]
    [InlineData("@x", "'@x")]
    [InlineData("-5", "-5")]
    [InlineData("+1+cmd", "'+1+cmd")]
    [InlineData("a\nb", "\"a\nb\"")]
    public void A_spreadsheet_runs_nothing_of_it(string text, string cell) => Assert.Equal($"v\r\n{cell}\r\n", CsvAnswer.Of([new { V = text }], s_json));

    /// <summary>A CI system obeys lines that are printed.</summary>
    [Theory]
    [InlineData("::error::x", "'::error::x")]
    [InlineData("a\n::set-output name=x::y", "\"a\n'::set-output name=x::y\"")]
    [InlineData("a\r\n  ##[group]b", "\"a\r\n'  ##[group]b\"")]
    [InlineData("::1", "::1")]
    [InlineData("a::b::c", "a::b::c")]
    public void Nor_does_a_workflow(string text, string cell) => Assert.Equal($"v\r\n{cell}\r\n", CsvAnswer.Of([new { V = text }], s_json));

    [Fact]
    public void Without_rows_there_is_no_column() => Assert.Equal("\r\n", CsvAnswer.Of([], s_json));
}
