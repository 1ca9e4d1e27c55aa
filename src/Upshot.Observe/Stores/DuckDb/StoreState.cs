using System.Collections.Concurrent;
using Upshot.Observe.Stores.Plans;

namespace Upshot.Observe.Stores.DuckDb;

/// <summary>The segments and files that make up the store now, changed as a whole.</summary>
internal sealed class StoreState(IReadOnlyList<SealedFile> files)
{
    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<long, Snapshot> _snapshots = new();
    private IReadOnlyList<Segment> _segments = [];
    private IReadOnlyList<SealedFile> _files = files;
    private long _lastId;
    private long _opened;

    /// <summary>The plan that counts from now on. Set where the segment is begun that is the first of it.</summary>
    public required StorePlan Plan
    {
        get
        {
            lock (_gate)
            {
                return field;
            }
        }

        set
        {
            lock (_gate)
            {
                field = value;
            }
        }
    }

    public IReadOnlyList<Segment> Segments
    {
        get
        {
            lock (_gate)
            {
                return _segments;
            }
        }
    }

    public IReadOnlyList<SealedFile> Files
    {
        get
        {
            lock (_gate)
            {
                return _files;
            }
        }
    }

    /// <summary>Which files an answer may use; asked of a file before its rows count.</summary>
    public Func<SealedFile, bool> IsWhole { get; set; } = _ => true;

    /// <summary>How many files statements have been given to read, since the start.</summary>
    public long FilesOpened => Interlocked.Read(ref _opened);

    public Snapshot Take(Func<IReadOnlyList<Segment>, IReadOnlyList<Segment>>? choose = null, bool withRollups = false)
    {
        lock (_gate)
        {
            var id = ++_lastId;
            var parts = (choose is null ? _segments : choose(_segments)).Select(g => g.View(withRollups)).ToList();
            var snapshot = new Snapshot(id, Plan, parts, choose is null ? _files : [], IsWholeAndCounted, s => _snapshots.TryRemove(s.Id, out _));
            _snapshots[id] = snapshot;
            return snapshot;
        }
    }

    private bool IsWholeAndCounted(SealedFile file)
    {
        Interlocked.Increment(ref _opened);
        return IsWhole(file);
    }

    public Snapshot Find(long id) =>
        _snapshots.TryGetValue(id, out var snapshot) ? snapshot : throw new InvalidOperationException($"There is no snapshot {id}.");

    public void Add(Segment segment)
    {
        lock (_gate)
        {
            _segments = [.. _segments, segment];
        }
    }

    /// <summary>A file that is missing or damaged is no part of the store any more; nothing is deleted.</summary>
    public void Remove(SealedFile file)
    {
        lock (_gate)
        {
            _files = [.. _files.Where(f => f != file)];
        }

        file.Release();
    }

    /// <summary>A sealed segment makes room for its files; or files make room for a merged one, or for none.</summary>
    public void Replace(Segment? segment, IReadOnlyList<SealedFile> oldFiles, IReadOnlyList<SealedFile> newFiles)
    {
        lock (_gate)
        {
            _segments = [.. _segments.Where(g => g != segment)];
            _files = [.. _files.Except(oldFiles), .. newFiles];
        }

        segment?.Release();
        foreach (var file in oldFiles)
        {
            file.Retire();
        }
    }
}
