using Upshot.Tests.Running;

namespace Upshot.Tests.Crash;

/// <summary>What a server has of the requests that were sent to it.</summary>
internal static class Stored
{
    /// <summary>Every acknowledged request is there, and every request that is there is whole and there once. Answers with how many there are.</summary>
    public static async Task<int> AssertWhole(RunningServer server, Batches batches)
    {
        var there = await Numbers(server);
        var lost = batches.Acknowledged.Where(number => !there.ContainsKey(number)).ToList();
        Assert.True(lost.Count == 0, $"{lost.Count} acknowledged requests are lost, such as {string.Join(", ", lost.Take(5))}. {server.Errors}");
        Assert.All(there, batch => Assert.Equal((Batches.Spans, Batches.Spans), batch.Value));
        var requests = (await server.Query("SELECT coalesce(sum(requests), 0)::BIGINT FROM rollups"))[0][0];
        Assert.Equal(there.Count * Batches.Traces, requests.GetInt64());
        return there.Count;
    }

    public static async Task<Dictionary<int, (int Rows, int Different)>> Numbers(RunningServer server) =>
        (await server.Query("SELECT substr(trace_id, 1, 16), count(*)::INTEGER, count(DISTINCT span_id)::INTEGER FROM spans GROUP BY 1"))
        .ToDictionary(row => Batches.NumberIn(row[0].GetString()!), row => (row[1].GetInt32(), row[2].GetInt32()));
}
