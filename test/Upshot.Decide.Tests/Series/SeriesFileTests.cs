using System.Globalization;
using System.Text;
using Upshot.Decide.Series;

namespace Upshot.Decide.Tests.Series;

public class SeriesFileTests
{
    [Theory]
    [InlineData("", "s.csv:1:1", "empty")]
    [InlineData("timestamp,value\n", "s.csv:1:1", "no rows")]
    [InlineData("timestamp,value\n1,2\n", "s.csv:2", "has one row")]
    [InlineData("timestamp,other\n1,2\n2,3\n3,4\n", "s.csv:1:1", "no column \"value\"")]
    [InlineData("a,value\n1,2\n2,3\n3,4\n", "s.csv:1:1", "no column \"timestamp\"")]
    [InlineData("timestamp,value\n1,2\n2,NaN\n3,4\n", "s.csv:3", "\"NaN\"")]
    [InlineData("timestamp,value\n1,2\n2,\n3,4\n", "s.csv:3", "\"\"")]
    [InlineData("timestamp,value\n1,2\n2,inf\n3,4\n", "s.csv:3", "\"inf\"")]
    [InlineData("timestamp,value\n1,2\n3,3\n2,4\n", "s.csv:4", "lies before")]
    [InlineData("timestamp,value\n1,2\n2,3\n2,4\n", "s.csv:4", "occurs again")]
    [InlineData("timestamp,value\n1,2\n2,3,9\n3,4\n", "s.csv:3", "3 fields instead of 2")]
    [InlineData("timestamp,value\n1,2\nsoon,3\n3,4\n", "s.csv:3", "\"soon\" is not a time")]
    public void A_mistake_is_told_with_its_line(string text, string location, string message)
    {
        var reading = Read(text);
        Assert.Null(reading.Series);
        var problem = Assert.Single(reading.Problems);
        Assert.Equal(location, problem.Location);
        Assert.Contains(message, problem.Message, StringComparison.Ordinal);
        Assert.NotEmpty(problem.Remedy);
    }

    [Fact]
    public void All_mistakes_are_told_at_once() =>
        Assert.Equal(["s.csv:2", "s.csv:4"], Read("timestamp,value\n1,x\n2,3\n3,y\n").Problems.Select(p => p.Location));

    [Theory]
    [InlineData("timestamp,value\n2014-04-01 00:00:00,1\n2014-04-01 00:05:00,2.5\n2014-04-01 00:10:00,3\n")]
    [InlineData("\uFEFFvalue;timestamp\r\n1;2014-04-01T00:00:00Z\r\n\r\n2.5;2014-04-01T00:05:00Z\r\n3;2014-04-01T00:10:00Z\r\n")]
    [InlineData("timestamp\tvalue\n1396310400\t 1\n1396310700\t2.5\n1396311000\t3")]
    [InlineData("timestamp,value\n1396310400000,1\n1396310700000,2.5\n1396311000000,3")]
    public void Times_and_separators_may_be_written_in_many_ways(string text)
    {
        var series = Read(text).Series!;
        Assert.Equal([1396310400, 1396310700, 1396311000], series.Seconds);
        Assert.Equal([1, 2.5, 3], series.Values);
        Assert.True(series.IsClock);
    }

    [Fact]
    public void A_repeat_as_rare_as_in_real_records_is_noted_and_kept()
    {
        var rows = Enumerable.Range(0, 2000).Select(i => string.Create(CultureInfo.InvariantCulture, $"{(i == 700 ? 699 : i)},{i}\n"));
        var reading = Read("timestamp,value\n" + string.Concat(rows));
        Assert.Equal(2000, reading.Series!.Count);
        Assert.Equal("s.csv:702", Assert.Single(reading.Notes).Location);
    }

    private static SeriesReading Read(string text) => SeriesFile.Read(Encoding.UTF8.GetBytes(text), "s.csv");
}
