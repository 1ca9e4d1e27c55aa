using System.Text;
using Upshot.Decide.SampleFiles;

namespace Upshot.Decide.Tests.SampleFiles;

public class SampleFileTests
{
    [Theory]
    [InlineData("replicate,value\na,1\na,2\nb,3\n")]
    [InlineData("a,1\na,2\nb,3")]
    [InlineData("\uFEFFreplicate,value\r\na,1\r\na,2\r\nb,3\r\n")]
    [InlineData("\"replicate\",\"value\"\n\"a\",\"1\"\n a , 2 \n\nb,3e0\n")]
    [InlineData("run,ms\na,1\na,2\nb,3\n")]
    [InlineData("Value,Replicate\n1,a\n2,a\n3,b\n")]
    [InlineData("replicate,time,value\na,2,2\na,1,1\nb,1,3\n")]
    [InlineData("time,value,replicate\n2026-01-01T00:00:01Z,2,a\n2026-01-01T00:00:00Z,1,a\n2026-01-01,3,b\n")]
    public void Samples_are_read_in_every_usual_form(string csv)
    {
        var reading = Read(csv);
        Assert.Empty(reading.Problems);
        Assert.Equal(["a", "b"], reading.Arm.Replicates.Select(r => r.Name));
        Assert.Equal([1, 2], reading.Arm.Replicates[0].Values);
        Assert.Equal([3], reading.Arm.Replicates[1].Values);
    }

    [Fact]
    public void All_problems_are_told_at_once_with_line_and_column()
    {
        var reading = Read("replicate,time,value\na,1,x\na,then,1\n,1,2\na,1\na,1,NaN\na,1,1e999\na,1,\"7\n");
        Assert.Equal(["f.csv:2:5", "f.csv:3:3", "f.csv:4:1", "f.csv:5:1", "f.csv:6:5", "f.csv:7:5", "f.csv:8:5"], reading.Problems.Select(p => p.Location).Order(StringComparer.Ordinal));
        Assert.All(reading.Problems, p => Assert.NotEmpty(p.Remedy));
    }

    [Theory]
    [InlineData("", "f.csv:1:1")]
    [InlineData("\n\n", "f.csv:1:1")]
    [InlineData("replicate,value\n", "f.csv:1:1")]
    [InlineData("a,nan\n", "f.csv:1:3")]
    [InlineData("r1,abc\nr1,2\n", "f.csv:1:4")]
    [InlineData("1\n", "f.csv:1:1")]
    [InlineData("a,1,2,3\n", "f.csv:1:1")]
    public void What_holds_no_samples_is_said_to_hold_none(string csv, string location) => Assert.Equal(location, Assert.Single(Read(csv).Problems).Location);

    [Fact]
    public void A_quoted_name_may_hold_anything()
    {
        var reading = Read("\"a,\"\"b\"\"\nc\",1\nd,x\n");
        Assert.Equal("a,\"b\"\nc", Assert.Single(reading.Arm.Replicates).Name);
        Assert.Equal("f.csv:3:3", Assert.Single(reading.Problems).Location);
    }

    [Fact]
    public void Random_bytes_never_crash_the_reader()
    {
        const string alphabet = "a1,.\"\n\r -eE+:\uFEFF";
        for (var seed = 0; seed < 3000; seed++)
        {
            var random = new Random(seed);
            Read(string.Concat(Enumerable.Range(0, random.Next(60)).Select(_ => alphabet[random.Next(alphabet.Length)])));
        }
    }

    private static SampleReading Read(string csv) => SampleFile.Read(Encoding.UTF8.GetBytes(csv), "f.csv");
}
