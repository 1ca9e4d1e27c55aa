using Microsoft.Extensions.Time.Testing;
using Upshot.Pages.Releases;

namespace Upshot.Tests.Pages;

public sealed class AnswerCacheTests
{
    private readonly FakeTimeProvider _time = new();
    private int _reckoned;

    [Fact]
    public void The_same_evidence_is_reckoned_once()
    {
        var cache = new AnswerCache<int>(_time);
        Assert.Equal([1, 1], new[] { Ask(cache, 7), Ask(cache, 7) });
        _time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(1, Ask(cache, 7));
    }

    [Fact]
    public void New_evidence_is_reckoned_again_but_not_more_than_every_ten_seconds()
    {
        var cache = new AnswerCache<int>(_time);
        Assert.Equal([1, 1], new[] { Ask(cache, 7), Ask(cache, 8) });
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(2, Ask(cache, 8));
    }

    [Fact]
    public void What_failed_is_asked_again()
    {
        var cache = new AnswerCache<int>(_time);
        Assert.Throws<InvalidOperationException>(() => cache.Get("q", 7, () => throw new InvalidOperationException()));
        Assert.Equal(1, Ask(cache, 7));
    }

    [Fact]
    public void Made_up_questions_do_not_fill_the_memory()
    {
        var cache = new AnswerCache<int>(_time);
        Assert.Equal(1, Ask(cache, 7));
        for (var i = 0; i < 500; i++)
        {
            cache.Get($"other {i}", 7, () => 0);
        }

        Assert.Equal(2, Ask(cache, 7));
    }

    private int Ask(AnswerCache<int> cache, long restsOn) => cache.Get("q", restsOn, () => ++_reckoned);
}
