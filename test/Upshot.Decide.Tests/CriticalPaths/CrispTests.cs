using System.Text.Json;
using Upshot.Decide.CriticalPaths;
using Upshot.Decide.TraceFiles;

namespace Upshot.Decide.Tests.CriticalPaths;

public class CrispTests
{
    public static TheoryData<int> Traces => [.. Enumerable.Range(1, 17)];

    [Theory]
    [MemberData(nameof(Traces))]
    public void The_published_traces_agree_exactly(int number)
    {
        var bytes = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "CriticalPaths", "crisp", $"{number}.json"));
        using var document = JsonDocument.Parse(bytes);
        var testing = document.RootElement.GetProperty("testing");
        var expected = (testing.ValueKind == JsonValueKind.Array ? testing[0] : testing.GetProperty("opTimeExclusive"))
            .EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetInt64() * 1000);

        var reading = TraceFile.Read(bytes, $"{number}.json");
        Assert.Empty(reading.Problems);
        var path = CriticalPath.Of(Assert.Single(reading.Traces))!;
        Assert.Equal(expected.OrderBy(p => p.Key, StringComparer.Ordinal), path.ByOperation().OrderBy(p => p.Key, StringComparer.Ordinal));
        Assert.Equal(path.Root.DurationNanos, path.Steps.Sum(s => s.ExclusiveNanos));
    }

    public static TheoryData<int> TracesWithErrors => [.. Enumerable.Range(11, 7)];

    [Theory]
    [MemberData(nameof(TracesWithErrors))]
    public void What_errors_cost_agrees_exactly(int number)
    {
        var bytes = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "CriticalPaths", "crisp", $"{number}.json"));
        using var document = JsonDocument.Parse(bytes);
        var testing = document.RootElement.GetProperty("testing");
        var errors = WithoutErrors.Of(Assert.Single(TraceFile.Read(bytes, $"{number}.json").Traces))!;

        long Published(string name) => testing.GetProperty(name).GetInt64() * 1000;
        var path = testing.GetProperty("noErrCP").EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetInt64() * 1000);
        Assert.Equal(path.OrderBy(p => p.Key, StringComparer.Ordinal), errors.PathByOperation.OrderBy(p => p.Key, StringComparer.Ordinal));
        Assert.Equal((Published("totalWork"), Published("timeSavedOnWork"), Published("timeSavedOnCP")), (errors.WorkNanos, errors.SavedWorkNanos, errors.SavedNanos));
    }

    [Fact]
    public void A_child_that_ends_in_the_tick_in_which_two_siblings_begin_stays_on_the_path()
    {
        var trace = TraceBuilder.Trace("""
            root - 0..100
            a root 10..50
            b root 50..90
            c root 50..80
            """);
        var path = CriticalPath.Of(trace)!;
        Assert.Equal(40, path.Steps.Single(s => s.Span.SpanId == "a").ExclusiveNanos);
        Assert.Equal(40, path.Steps.Single(s => s.Span.SpanId == "b").ExclusiveNanos);
        Assert.Equal(20, path.Root.ExclusiveNanos);
    }
}
