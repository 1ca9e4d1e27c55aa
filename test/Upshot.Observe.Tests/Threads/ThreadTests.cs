using Upshot.Observe.Threads;

namespace Upshot.Observe.Tests.Threads;

public sealed class ThreadTests
{
    [Fact]
    public async Task What_a_thread_is_given_is_done_one_after_the_other_and_as_a_part_of_itself_at_once()
    {
        using var thread = new SingleThread("test");
        var (inside, most, done) = (0, 0, 0);
        await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Task.Run(() => thread.Run(() =>
        {
            most = Math.Max(most, ++inside);
            done += thread.Run(() => 1);
            inside--;
        }), TestContext.Current.CancellationToken)));
        Assert.Equal((1, 200), (most, done));
    }

    [Fact]
    public void What_is_thrown_reaches_whoever_asked_and_the_thread_goes_on()
    {
        using var thread = new SingleThread("test");
        Assert.Throws<FormatException>(() => thread.Run(() => throw new FormatException()));
        Assert.Equal(2, thread.Run(() => 2));
    }

    [Fact]
    public void A_thread_that_has_ended_takes_nothing_more()
    {
        var thread = new SingleThread("test");
        thread.Dispose();
        thread.Dispose();
        Assert.Throws<ObjectDisposedException>(() => thread.Run(() => 1));
    }

    [Fact]
    public async Task Work_that_several_want_at_once_is_done_once_and_again_for_whoever_comes_later()
    {
        var shared = new SharedWork<int>();
        using var begun = new ManualResetEventSlim();
        using var go = new ManualResetEventSlim();
        var count = 0;
        var first = Task.Run(() => shared.Run(() =>
        {
            begun.Set();
            go.Wait(TestContext.Current.CancellationToken);
            return ++count;
        }), TestContext.Current.CancellationToken);
        begun.Wait(TestContext.Current.CancellationToken);
        var second = Task.Run(() => shared.Run(() => 100), TestContext.Current.CancellationToken);
        await Task.WhenAny(second, Task.Delay(TimeSpan.FromMilliseconds(50), TestContext.Current.CancellationToken));
        Assert.False(second.IsCompleted);
        go.Set();
        var came = await Task.WhenAll(first, second);
        Assert.Equal([1, 1], came);
        Assert.Equal(2, shared.Run(() => ++count));
        Assert.Throws<FormatException>(() => shared.Run(() => throw new FormatException()));
        Assert.Equal(3, shared.Run(() => ++count));
    }
}
