using Upshot.Observe.State;
using Upshot.Observe.Stores.ClickHouse.Leading;

namespace Upshot.Observe.Tests.Stores.ClickHouse.Leading;

/// <summary>
/// Servers that want to lead, over one table of claims, in virtual time: answers come late or never, claims arrive after their sender gave up, clocks run at different speeds, and processes stand still. The store's clock is set now and then.
/// </summary>
internal sealed class SimulatedServers
{
    private static readonly TimeSpan s_lasts = TimeSpan.FromSeconds(30);
    private readonly Random _random;
    private readonly PriorityQueue<Action, (double At, long Order)> _events = new();
    private readonly List<LeaseRow> _table = [];
    private readonly List<(Leadership Leadership, Clock Clock)> _servers = [];
    private double _now, _taken, _storeClock;
    private long _order;

    public SimulatedServers(int seed, int servers)
    {
        _random = new(seed);
        for (var i = 0; i < servers; i++)
        {
            var clock = new Clock(this, 1 + ((_random.NextDouble() - 0.5) * 0.06), _random.NextDouble() * 1e6);
            var leadership = Leadership.Shared(clock);
            _servers.Add((leadership, clock));
            _ = RunAsync($"server {i}", leadership, clock);
        }
    }

    /// <summary>Seconds in which one led, in which two did, and how often the lease went to another.</summary>
    public (double One, double Two, int Handovers) Run(double seconds)
    {
        var (one, two) = (0.0, 0.0);
        while (_events.TryDequeue(out var run, out var at) && at.At < seconds)
        {
            // Who leads changes at events, and where a lease ends in between: looked at in steps.
            for (var step = _now; step < at.At; step += 0.1)
            {
                _now = step;
                var leading = _servers.Count(s => s.Leadership.Leads);
                one += leading == 1 ? 0.1 : 0;
                two += leading > 1 ? 0.1 : 0;
            }

            _now = at.At;
            run();
        }

        return (one, two, _table.Zip(_table.Skip(1)).Count(p => p.First.Owner != p.Second.Owner));
    }

    private async Task RunAsync(string name, Leadership leadership, Clock clock)
    {
        var keeper = new LeaseKeeper(name, name, s_lasts, ReadAsync, ClaimAsync, clock);
        while (true)
        {
            try
            {
                if (await keeper.StepAsync(mayLead: true, CancellationToken.None) is { } held)
                {
                    leadership.Hold(held.Epoch, held.Since, held.SinceWall, held.Lasts);
                }
                else
                {
                    leadership.Follow("", isLed: true);
                }
            }
            catch (TimeoutException)
            {
                // What was held is held until it ends.
            }

            // A process that stands still for up to two minutes.
            await Wait(_random.Next(40) == 0 ? _random.NextDouble() * 120 : 3.75);
            _storeClock = _random.Next(200) == 0 ? (_random.NextDouble() - 0.5) * 290 : _storeClock;
        }
    }

    private async Task<LeaseSeen?> ReadAsync(CancellationToken cancellation)
    {
        await Travel();
        var seen = _table.Count == 0 ? null : new LeaseSeen(_table[^1], TimeSpan.FromSeconds(_now + _storeClock - _taken));
        await Travel();
        return seen;
    }

    private async Task ClaimAsync(LeaseRow row, CancellationToken cancellation)
    {
        if (_random.Next(20) == 0)
        {
            // It arrives when nobody waits for it any more, or never.
            if (_random.Next(2) == 0)
            {
                Later(_random.NextDouble() * 90, () => Take(row));
            }

            await Wait(10);
            throw new TimeoutException();
        }

        await Travel();
        Take(row);
        await Travel();
    }

    // As the store does it: of claims with one number the first is kept.
    private void Take(LeaseRow row)
    {
        if (_table.All(r => r.Sequence != row.Sequence))
        {
            _table.Add(row);
            _table.Sort((a, b) => a.Sequence.CompareTo(b.Sequence));
            _taken = _table[^1] == row ? _now + _storeClock : _taken;
        }
    }

    private async Task Travel()
    {
        await Wait(_random.Next(30) == 0 ? _random.NextDouble() * 20 : _random.NextDouble() * 0.1);
        if (_random.Next(100) == 0)
        {
            throw new TimeoutException();
        }
    }

    private Task Wait(double seconds)
    {
        var done = new TaskCompletionSource();
        Later(seconds, done.SetResult);
        return done.Task;
    }

    private void Later(double seconds, Action run) => _events.Enqueue(run, (_now + seconds, _order++));

    private sealed class Clock(SimulatedServers world, double speed, double offset) : TimeProvider
    {
        public override long TimestampFrequency => 1_000_000;

        public override long GetTimestamp() => (long)(((world._now * speed) + offset) * 1_000_000);

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddSeconds((world._now * speed) + offset);
    }
}
