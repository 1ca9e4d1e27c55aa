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
}
