using System.Runtime.InteropServices;
using Upshot.Observe.Otlp;
using Upshot.Observe.Stores.AnswerParts;
using Upshot.Observe.Stores.DuckDb.Questions.Unqueried;
using Upshot.Observe.Stores.Questions;
using Upshot.Observe.Stores.Rows;

namespace Upshot.Observe.Stores.DuckDb.Questions.Calls;

/// <summary>
/// Counts the calls of some minutes: <see cref="AddEntries"/> is told all rows first, then <see cref="AddCallers"/> is, which finds out who asked. Only
/// entry spans are held in memory.
/// </summary>
/// <param name="from">From when on calls count, Unix nanoseconds.</param>
/// <param name="to">Excluded.</param>
internal sealed class CallCount(long from, long to)
{
    private static readonly long s_apart = CallQuestion.Apart.Ticks * 100;
    private const byte Failed = SpanChoice.Failed;
    public const long Minute = 60_000_000_000;

    private static readonly Column[] s_entry = SpanSchema.Named("kind", "start_time", "trace_id", "parent_span_id", "span_id", "service", "environment", "status", "duration_ns", "adjusted_count");

    // Of what was asked: the first that says anything, by its name and by what belongs to the name.
    private static readonly Column[] s_peer = SpanSchema.Named("db_system_name", "db_system", "db_namespace", "db_name", "messaging_system", "messaging_destination_name", "server_address");

    private readonly NumberedNames _names = new();
    private readonly Dictionary<(UInt128 Trace, ulong Parent), int> _lastOf = [];
    private readonly List<Entry> _entries = [];
    private readonly Dictionary<Key, CallSum> _sums = [];
    private readonly Dictionary<(int Name, int Part), int> _joined = [];
    private long[] _kinds = [], _starts = [], _ids = [], _parents = [], _statuses = [], _durations = [], _weights = [];
    private UInt128[] _traces = [];
    private int[] _services = [], _environments = [];
    private readonly int[][] _peers = [.. s_peer.Select(_ => Array.Empty<int>())];

    private readonly record struct Key(long Minute, int Environment, int Caller, int Callee, string Kind);

    /// <param name="Next">Of the same parent; −1: none.</param>
    private readonly record struct Entry(long Start, long Duration, double Weight, int Service, int Environment, bool Failed, int Next);

    /// <summary>Which columns are read.</summary>
    public static IReadOnlyList<Column> Columns { get; } = [.. s_entry, .. s_peer];

    public void AddEntries(ISpanRows rows)
    {
        Reserve(rows.Count);
        rows.Numbers(s_entry[0], _kinds);
        if (!_kinds.AsSpan(0, rows.Count).ContainsAny(SpanKinds.Server, SpanKinds.Consumer))
        {
            return;
        }

        rows.Numbers(s_entry[1], _starts);
        rows.Traces(s_entry[2], _traces);
        rows.Numbers(s_entry[3], _parents);
        rows.Numbers(s_entry[4], _ids);
        ReadCounted(rows);
        for (var row = 0; row < rows.Count; row++)
        {
            if (_kinds[row] is not (SpanKinds.Server or SpanKinds.Consumer) || !IsNear(_starts[row]))
            {
                continue;
            }

            if ((_parents[row] == 0 || _parents[row] == _ids[row]) && IsCounted(_starts[row]))
            {
                Add(_starts[row], _environments[row], 0, _services[row], "service", _durations[row], Weight(row), _statuses[row] == Failed);
            }

            if (_parents[row] != 0)
            {
                ref var last = ref CollectionsMarshal.GetValueRefOrAddDefault(_lastOf, (_traces[row], (ulong)_parents[row]), out var isThere);
                _entries.Add(new(_starts[row], _durations[row], Weight(row), _services[row], _environments[row], _statuses[row] == Failed, isThere ? last : -1));
                last = _entries.Count - 1;
            }
        }
    }

    public void AddCallers(ISpanRows rows)
    {
        Reserve(rows.Count);
        rows.Numbers(s_entry[1], _starts);
        rows.Traces(s_entry[2], _traces);
        rows.Numbers(s_entry[4], _ids);
        rows.Numbers(s_entry[0], _kinds);
        rows.Names(s_entry[5], _names, _services);
        var hasPeers = _kinds.AsSpan(0, rows.Count).ContainsAny(SpanKinds.Client, SpanKinds.Producer);
        if (hasPeers)
        {
            ReadCounted(rows);
            for (var i = 0; i < s_peer.Length; i++)
            {
                rows.Names(s_peer[i], _names, _peers[i]);
            }
        }

        for (var row = 0; row < rows.Count; row++)
        {
            if (IsNear(_starts[row]) && !IsAnswered(row) && _kinds[row] is SpanKinds.Client or SpanKinds.Producer && IsCounted(_starts[row]) && PeerOf(row) is (not 0 and var peer, { } kind))
            {
                Add(_starts[row], _environments[row], _services[row], peer, kind, _durations[row], Weight(row), _statuses[row] == Failed);
            }
        }
    }

    /// <summary>By the minute in which they began, Unix nanoseconds.</summary>
    public Dictionary<long, Dictionary<CallName, CallSum>> Minutes() => _sums.GroupBy(s => s.Key.Minute).ToDictionary(
        g => g.Key, g => g.ToDictionary(s => new CallName(_names[s.Key.Environment], _names[s.Key.Caller], _names[s.Key.Callee], s.Key.Kind), s => s.Value));

    /// <summary>The start of the minute that a time lies in, before 1970 as well.</summary>
    public static long MinuteOf(long nanos) => nanos - (((nanos % Minute) + Minute) % Minute);

    private bool IsAnswered(int row)
    {
        if (!_lastOf.TryGetValue((_traces[row], (ulong)_ids[row]), out var at))
        {
            return false;
        }

        var isAnswered = false;
        for (; at >= 0; at = _entries[at].Next)
        {
            var entry = _entries[at];
            if (entry.Service == _services[row] || Math.Abs(entry.Start - _starts[row]) > s_apart)
            {
                continue;
            }

            isAnswered = true;
            if (IsCounted(entry.Start))
            {
                Add(entry.Start, entry.Environment, _services[row], entry.Service, "service", entry.Duration, entry.Weight, entry.Failed);
            }
        }

        return isAnswered;
    }

    private (int Name, string? Kind) PeerOf(int row)
    {
        int Of(int column) => _peers[column][row];
        var (db, queue) = (Of(0) != 0 ? Of(0) : Of(1), Of(4));
        return db != 0 ? (Joined(db, Of(2) != 0 ? Of(2) : Of(3)), "database") : queue != 0 ? (Joined(queue, Of(5)), "messaging") : (Of(6), "external");
    }

    private int Joined(int name, int part)
    {
        if (part == 0)
        {
            return name;
        }

        if (!_joined.TryGetValue((name, part), out var joined))
        {
            _joined[(name, part)] = joined = _names.Of($"{_names[name]} {_names[part]}");
        }

        return joined;
    }

    private void Add(long start, int environment, int caller, int callee, string kind, long duration, double weight, bool failed)
    {
        ref var sum = ref CollectionsMarshal.GetValueRefOrAddDefault(_sums, new(MinuteOf(start), environment, caller, callee, kind), out _);
        (sum ??= new()).Add(duration, weight, failed);
    }

    private void ReadCounted(ISpanRows rows)
    {
        rows.Names(s_entry[5], _names, _services);
        rows.Names(s_entry[6], _names, _environments);
        rows.Numbers(s_entry[7], _statuses);
        rows.Numbers(s_entry[8], _durations);
        rows.Numbers(s_entry[9], _weights);
    }

    // May be of a call that counts. What is asked about ends where spans do, so that nothing overflows.
    private bool IsNear(long start) => start >= from - s_apart && start < to + s_apart;

    private bool IsCounted(long start) => start >= from && start < to;

    private double Weight(int row) => BitConverter.Int64BitsToDouble(_weights[row]);

    private void Reserve(int rows)
    {
        if (_traces.Length >= rows)
        {
            return;
        }

        _traces = new UInt128[rows];
        (_kinds, _starts, _ids, _parents, _statuses, _durations, _weights) = (new long[rows], new long[rows], new long[rows], new long[rows], new long[rows], new long[rows], new long[rows]);
        (_services, _environments) = (new int[rows], new int[rows]);
        for (var i = 0; i < _peers.Length; i++)
        {
            _peers[i] = new int[rows];
        }
    }
}
