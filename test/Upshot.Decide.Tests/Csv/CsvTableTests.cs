using System.Text;
using Upshot.Decide.Csv;

namespace Upshot.Decide.Tests.Csv;

public class CsvTableTests
{
    [Fact]
    public void Quotes_line_ends_blanks_and_lines_are_as_they_stand()
    {
        var problems = new List<FileProblem>();
        var table = CsvTable.Read(Encoding.UTF8.GetBytes("\uFEFFname , \"a,b\"\r\n\r\n\"x \"\"y\"\"\nz\", 1\r\nlast,2"), "f.csv", problems)!;
        Assert.Empty(problems);
        Assert.Equal(["name", "a,b"], table.Columns);
        Assert.Equal([(3, "x \"y\"\nz", "1"), (5, "last", "2")], table.Rows.Select(r => (r.Number, r.Fields[0], r.Fields[1])));
    }

    [Theory]
    [InlineData("a,b\n1,\"2\n3,4\n")]
    [InlineData("a,b\n1,2\"x\"\n3,\"4\"5\n")]
    [InlineData("a,b\n1\n")]
    [InlineData("\n\n")]
    [InlineData("\0\0\0")]
    public void What_is_no_table_is_a_problem_and_never_an_exception(string text)
    {
        var problems = new List<FileProblem>();
        var table = CsvTable.Read(Encoding.UTF8.GetBytes(text), "f.csv", problems);
        Assert.True(table is null == problems.Count > 0);
    }

    [Fact]
    public void Bytes_by_chance_never_break_it()
    {
        var random = new Random(1);
        const string Alphabet = "a1,;\t\"\r\n .-";
        for (var i = 0; i < 3000; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(40)).Select(_ => Alphabet[random.Next(Alphabet.Length)]));
            var problems = new List<FileProblem>();
            var table = CsvTable.Read(Encoding.UTF8.GetBytes(text), "f.csv", problems);
            Assert.True(table is not null || problems.Count > 0, text);
            Assert.True(table is null || table.Rows.All(r => r.Fields.Count == table.Columns.Count), text);
        }
    }
}
