using Upshot.Observe.Otlp;
using Upshot.Observe.Receive;
using Upshot.Observe.Rollup;
using Upshot.Observe.Stores.Journals;
using Upshot.Observe.Stores.Plans;

namespace Upshot.Observe.Stores.DuckDb;

/// <summary>
/// What came since the last seal: the bodies of a journal file, still in memory, and what was counted of them. Only the
/// writer adds; queries read the bodies that were there when their snapshot was taken.
/// </summary>
internal sealed class Segment(long number, Journal journal, StorePlan plan, DateTimeOffset openedAt) : RefCounted
{
    private readonly Lock _gate = new();
    private readonly List<JournalEntry> _entries = [];
    private readonly RollupAccumulator _rollups = plan.NewRollups();
    private bool _hasCounts;
    private readonly Dictionary<TelemetrySignal, (long Rows, long MinTime, long MaxTime)> _totals = [];

    public long Number { get; } = number;

    public Journal Journal { get; } = journal;

    /// <summary>Under which everything in it was counted.</summary>
    public StorePlan Plan { get; } = plan;

    public DateTimeOffset OpenedAt { get; } = openedAt;

    /// <summary>The file of its journal does not hold the requests as they count: some are damaged, came twice, or are not kept as they came.</summary>
    public bool DiffersFromJournal { get; set; }

    public long Rows { get; private set; }

    public long Bytes { get; private set; }

    /// <summary>Nothing would be lost with it.</summary>
    public bool IsEmpty => Rows == 0 && !_hasCounts;

    public void Add(JournalEntry entry, BatchSummary summary)
    {
        lock (_gate)
        {
            _entries.Add(entry);
            _rollups.Add(summary.Requests, summary.Notes);
            Rows += summary.Records;
            Bytes += entry.Body.Length;
            if (summary.Records > 0)
            {
                var (rows, min, max) = _totals.GetValueOrDefault(entry.Signal, (0, long.MaxValue, long.MinValue));
                _totals[entry.Signal] = (rows + summary.Records, Math.Min(min, summary.MinTime), Math.Max(max, summary.MaxTime));
            }
        }
    }

    /// <summary>Adds what was counted of rows that are sealed already. No journal has it: whoever adds it does so again until the segment is sealed.</summary>
    public void Add(IEnumerable<ObjectiveRow> counted, IEnumerable<RollupRow> moved)
    {
        lock (_gate)
        {
            foreach (var row in counted)
            {
                _rollups.Add(row);
                _hasCounts = true;
            }

            foreach (var row in moved)
            {
                _rollups.Add(row);
                _hasCounts = true;
            }
        }
    }

    /// <summary>What there is at this moment, held until the view is released; what was counted of it only when it is asked for.</summary>
    public SegmentView View(bool withRollups)
    {
        Hold();
        lock (_gate)
        {
            return new(
                this,
                _entries.Count,
                withRollups ? [.. _rollups.Rows.Select(r => r.Copy())] : null,
                withRollups ? [.. _rollups.Objectives.Select(r => r.Copy())] : null);
        }
    }

    public IReadOnlyList<JournalEntry> Entries(int count)
    {
        lock (_gate)
        {
            return _entries.GetRange(0, Math.Min(count, _entries.Count));
        }
    }

    public IReadOnlyList<JournalEntry> Entries(TelemetrySignal signal, int count) => [.. Entries(count).Where(e => e.Signal == signal)];

    public (long Rows, long MinTime, long MaxTime) Totals(TelemetrySignal signal)
    {
        lock (_gate)
        {
            return _totals.GetValueOrDefault(signal);
        }
    }

    protected override void OnLastRelease()
    {
        foreach (var entry in _entries)
        {
            ((IDisposable)entry.Body).Dispose();
        }
    }
}
