using System.Text.Json.Nodes;

namespace Upshot.Observe.Tests.Stores.DuckDb.Questions;

public class ViewsTests
{
    [Fact]
    public async Task Attributes_holds_all_attributes_those_with_columns_of_their_own_too()
    {
        using var directory = new StoreDirectory();
        await using var store = directory.Open();
        await StoreDirectory.Accept(store, Otlp.Request(Otlp.Span().Attribute(9, "http.route", "/a").Attribute(9, "http.response.status_code", 200L).Attribute(9, "own.key", "x")));

        var hot = Attributes(store);
        await store.SealAsync();
        var cold = Attributes(store);

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""{"http.route": "/a", "http.response.status_code": 200, "own.key": "x"}"""), hot), hot?.ToJsonString());
        Assert.True(JsonNode.DeepEquals(hot, cold), cold?.ToJsonString());
    }

    [Theory]
    [InlineData("start_time < now()")]
    [InlineData("start_time < now() + INTERVAL 1 HOUR")]
    [InlineData("start_time < current_timestamp")]
    [InlineData("start_time BETWEEN TIMESTAMP '2000-01-01' AND now()")]
    [InlineData("start_time < today() + 1")]
    [InlineData("now() - start_time > INTERVAL 1 SECOND")]
    public async Task The_clock_can_be_compared_with_the_times_of_the_views(string condition)
    {
        using var directory = new StoreDirectory();
        await using var store = directory.Open();

        Assert.Equal(0L, StoreDirectory.Single(store, $"SELECT count(*) FROM spans WHERE {condition}"));
        Assert.Equal("TIMESTAMP", StoreDirectory.Single(store, "SELECT typeof(now())"));
    }

    private static JsonNode? Attributes(Upshot.Observe.Stores.DuckDb.TelemetryStore store) => JsonNode.Parse((string)StoreDirectory.Single(store, "SELECT attributes FROM spans")!);
}
