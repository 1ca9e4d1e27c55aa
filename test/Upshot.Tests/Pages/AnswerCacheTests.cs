using Microsoft.Extensions.Time.Testing;
using Upshot.Pages.Releases;

namespace Upshot.Tests.Pages;

public sealed class AnswerCacheTests
{
    private readonly FakeTimeProvider _time = new();
    private int _reckoned;

    [Fact]
    public async Task The_same_evidence_is_reckoned_once()
    {
        var cache = new AnswerCache<int>(_time);
        Assert.Equal((1, 1), (await Ask(cache, 7), await Ask(cache, 7)));
        _time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(1, await Ask(cache, 7));
    }

    [Fact]
    public async Task New_evidence_is_reckoned_again_but_not_more_than_every_ten_seconds()
    {
        var cache = new AnswerCache<int>(_time);
        Assert.Equal((1, 1), (await Ask(cache, 7), await Ask(cache, 8)));
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(2, await Ask(cache, 8));
    }

    [Fact]
    public async Task What_failed_is_asked_again()
    {
        var cache = new AnswerCache<int>(_time);
        await Assert.ThrowsAsync<InvalidOperationException>(() => cache.GetAsync("q", 7, _ => throw new InvalidOperationException(), TestContext.Current.CancellationToken));
        Assert.Equal(1, await Ask(cache, 7));
    }

    [Fact]
    public async Task Made_up_questions_do_not_fill_the_memory()
    {
        var cache = new AnswerCache<int>(_time);
        Assert.Equal(1, await Ask(cache, 7));
        for (var i = 0; i < 500; i++)
        {
            await cache.GetAsync($"other {i}", 7, _ => Task.FromResult(0), TestContext.Current.CancellationToken);
        }

        Assert.Equal(2, await Ask(cache, 7));
    }

    private Task<int> Ask(AnswerCache<int> cache, long restsOn) => cache.GetAsync("q", restsOn, _ => Task.FromResult(++_reckoned), TestContext.Current.CancellationToken);
}
