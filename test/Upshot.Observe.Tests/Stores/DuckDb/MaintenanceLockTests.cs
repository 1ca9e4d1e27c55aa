using Microsoft.Extensions.Time.Testing;

namespace Upshot.Observe.Tests.Stores.DuckDb;

/// <summary>One run at a time: two that merge the same files would make two files of the same rows, and only the sums would stop them.</summary>
public sealed class MaintenanceLockTests
{
    private static readonly DateTimeOffset Noon = DateTimeOffset.FromUnixTimeSeconds(1_795_392_000);

    [Fact]
    public async Task A_run_that_is_asked_for_waits_for_the_one_under_way_and_one_that_is_due_does_nothing()
    {
        using var directory = new StoreDirectory();
        var time = new GatedClock(Noon);
        await using var store = directory.Open(time: time);
        var first = Begin(() => store.Maintain());
        time.Entered.Wait(TestContext.Current.CancellationToken);
        try
        {
            var due = Begin(() => time.Advance(TimeSpan.FromDays(41)));
            SpinWait.SpinUntil(() => time.Inside > 1 || !due.IsAlive);
            Assert.Equal(1, time.Inside);

            var second = Begin(() => store.Maintain());
            SpinWait.SpinUntil(() => time.Inside > 1 || second.ThreadState.HasFlag(ThreadState.WaitSleepJoin));
            Assert.Equal(1, time.Inside);

            time.Open();
            first.Join();
            second.Join();
            Assert.Equal(2, time.Inside);
        }
        finally
        {
            time.Open();
        }

        Thread Begin(Action run)
        {
            var thread = new Thread(() =>
            {
                time.HoldThisThread();
                run();
            });
            thread.Start();
            return thread;
        }
    }

    /// <summary>A clock at which some threads have to wait: a run asks it for the time when it begins, so that it can be held there.</summary>
    private sealed class GatedClock(DateTimeOffset now) : FakeTimeProvider(now)
    {
        private readonly HashSet<int> _threads = [];
        private readonly HashSet<int> _inside = [];
        private readonly ManualResetEventSlim _open = new();

        public ManualResetEventSlim Entered { get; } = new();

        /// <summary>How many of the threads have begun a run.</summary>
        public int Inside
        {
            get
            {
                lock (_threads)
                {
                    return _inside.Count;
                }
            }
        }

        public void HoldThisThread()
        {
            lock (_threads)
            {
                _threads.Add(Environment.CurrentManagedThreadId);
            }
        }

        public void Open() => _open.Set();

        public override DateTimeOffset GetUtcNow()
        {
            // The base class asks already while it is made.
            if (_threads is not null && IsHeld())
            {
                Entered.Set();
                _open.Wait();
            }

            return base.GetUtcNow();
        }

        private bool IsHeld()
        {
            lock (_threads)
            {
                if (!_threads.Contains(Environment.CurrentManagedThreadId))
                {
                    return false;
                }

                _inside.Add(Environment.CurrentManagedThreadId);
                return true;
            }
        }
    }
}
