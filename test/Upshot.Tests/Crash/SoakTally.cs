using Upshot.Tests.Running;

namespace Upshot.Tests.Crash;

/// <summary>What was acknowledged against what is stored, from one kill to the next.</summary>
internal sealed class SoakTally(Batches batches)
{
    private readonly HashSet<int> _stored = [];
    private readonly HashSet<int> _dropped = [];

    // Stored when nobody was told, and dropped before anybody looked: known by their count alone, until they are acknowledged.
    private long _unseen;

    /// <summary>Requests that retention has dropped.</summary>
    public long Dropped => _dropped.Count + _unseen;

    /// <summary>Requests that the rollups count.</summary>
    public long Counted { get; private set; }

    /// <param name="mayDrop">Whether retention has dropped rows since the last time; else what is missing is lost.</param>
    public async Task AddsUp(RunningServer server, string when, bool mayDrop)
    {
        var there = await Stored.Numbers(server);
        var requests = (await server.Query("SELECT coalesce(sum(requests), 0)::BIGINT FROM rollups"))[0][0].GetInt64();
        Assert.All(there, batch => Assert.Equal((Batches.Spans, Batches.Spans), batch.Value));
        Assert.True(requests % Batches.Traces == 0, $"{when}: {requests} requests are counted, which is no whole number of batches. {server.Errors}");
        Counted = requests / Batches.Traces;

        _stored.UnionWith(there.Keys);
        var missing = _stored.Concat(batches.Acknowledged).Where(number => !there.ContainsKey(number)).ToHashSet();
        var news = missing.Except(_dropped).ToList();
        Assert.True(mayDrop || news.Count <= _unseen, $"{when}: {news.Count} requests are lost, such as {string.Join(", ", news.Take(5))}. {server.Errors}");
        Assert.True(_dropped.IsSubsetOf(missing), $"{when}: requests that were dropped are there again, such as {string.Join(", ", _dropped.Except(missing).Take(5))}. {server.Errors}");
        _dropped.UnionWith(news);

        var unseen = Counted - there.Count - _dropped.Count;
        Assert.True(
            mayDrop ? unseen >= 0 : unseen == _unseen - news.Count,
            $"{when}: {there.Count} requests are there, {_dropped.Count} were dropped, {_unseen} of which nobody knew, and {Counted} are counted. {server.Errors}");
        _unseen = unseen;
    }
}
