using System.Globalization;
using Upshot.Plan;

namespace Upshot.Observe.Stores.DuckDb;

/// <summary>
/// What the last run of retention made of time. A clock that has jumped, or a plan that suddenly keeps less, makes much of the
/// history old at once; this tells how much of it was to be expected since the last run, by a clock that cannot jump.
/// </summary>
internal sealed class RetentionClock
{
    /// <summary>Of the history, beyond what was expected, may go without anybody having confirmed it.</summary>
    public const double MostAtOnce = 0.1;
    private const string Key = "retention_run";

    // Clocks are set right by a little all the time.
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(1);
    private readonly Catalog _catalog;
    private readonly TimeProvider _time;
    private Run _last;
    private DateTimeOffset _savedAt;
    private long _since;

    private readonly record struct Run(DateTimeOffset At, TimeSpan Spans, TimeSpan Logs, TimeSpan Metrics, TimeSpan Rollups, long? MaxBytes)
    {
        public static Run Of(DateTimeOffset at, Retention r) => new(at, r.Spans, r.Logs, r.Metrics, r.Rollups, r.MaxBytes);
    }

    public RetentionClock(Catalog catalog, StoreState state, Retention retention, TimeProvider time)
    {
        (_catalog, _time, _since) = (catalog, time, time.GetTimestamp());
        if (catalog.Meta(Key) is { } saved)
        {
            _last = Parse(saved) ?? Run.Of(time.GetUtcNow(), retention);
            return;
        }

        // A directory from before: its last seal is the latest that is known of its clock.
        var latest = state.Files.Select(f => f.SealedAt).DefaultIfEmpty(time.GetUtcNow()).Max();
        _last = Run.Of(latest < time.GetUtcNow() ? latest : time.GetUtcNow(), retention);
        Save();
    }

    /// <summary>What the time would be if nobody had set a clock since the last run.</summary>
    public DateTimeOffset Expected => _last.At + _time.GetElapsedTime(_since) + Slack;

    /// <summary>Ages and bytes as the last run had them.</summary>
    public Retention Before => new() { Spans = _last.Spans, Logs = _last.Logs, Metrics = _last.Metrics, Rollups = _last.Rollups, MaxBytes = _last.MaxBytes };

    /// <summary>Everything that was old has gone: the next run is measured by this one.</summary>
    public void Done(DateTimeOffset now, Retention retention)
    {
        var run = Run.Of(now, retention);
        var isNews = run with { At = _last.At } != _last || (now - _savedAt).Duration() >= SaveEvery(retention);
        (_last, _since) = (run, _time.GetTimestamp());
        if (isNews)
        {
            Save();
        }
    }

    /// <summary>Something was held back: the time went on as it was expected to, and no more.</summary>
    public void HeldBack()
    {
        (_last, _since) = (_last with { At = _last.At + _time.GetElapsedTime(_since) }, _time.GetTimestamp());
        Save();
    }

    /// <summary>What a crash may forget of the time that has passed is little against what is kept.</summary>
    private static TimeSpan SaveEvery(Retention retention) =>
        new(Math.Min(TimeSpan.TicksPerHour, new[] { retention.Spans, retention.Logs, retention.Metrics, retention.Rollups }.Min().Ticks / 20));

    private void Save()
    {
        _savedAt = _last.At;
        _catalog.SetMeta(Key, string.Create(
            CultureInfo.InvariantCulture,
            $"{_last.At.ToUnixTimeMilliseconds()} {_last.Spans.Ticks} {_last.Logs.Ticks} {_last.Metrics.Ticks} {_last.Rollups.Ticks} {_last.MaxBytes ?? -1}"));
    }

    private static Run? Parse(string saved)
    {
        var numbers = saved.Split(' ').Select(part => long.TryParse(part, CultureInfo.InvariantCulture, out var number) ? number : (long?)null).ToArray();
        return numbers is [{ } at, { } spans, { } logs, { } metrics, { } rollups, { } bytes]
            ? new(DateTimeOffset.FromUnixTimeMilliseconds(at), new(spans), new(logs), new(metrics), new(rollups), bytes < 0 ? null : bytes)
            : null;
    }
}
