using System.Globalization;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Upshot.Observe.Stores.ClickHouse.Delivering;

/// <summary>The backlog may not become larger; the message is for the sender.</summary>
internal sealed class BacklogFullException(string message) : Exception(message);

/// <summary>
/// What has not arrived: the node's own write-ahead log. Many may add to it, and wait for one flush together; one takes out of it, the oldest first.
/// </summary>
internal sealed class Backlog : IAsyncDisposable
{
    private const long FileBytes = 64L << 20;
    private const int MostAtOnce = 256;

    /// <summary>Where so many records wait, nobody waits for those behind them to arrive.</summary>
    private const long MostAwaited = 300_000;
    private readonly string _directory;
    private readonly long _most;
    private readonly ILogger _log;
    private readonly Channel<Kept> _queue = Channel.CreateUnbounded<Kept>(new() { SingleReader = true });
    private readonly Lock _gate = new();
    private readonly List<BacklogFile> _files = [];

    // Those whose senders wait for them to arrive, in the order of the files.
    private readonly Queue<(BacklogFile File, long End, Kept Body)> _awaited = new();
    private bool _isStuck;

    // Bodies are numbered as they come: which have arrived, and up to which one somebody was told that they are safe before they had.
    private long _numbered, _arrived, _acknowledged;

    // What the writer writes to now, outside of the lock: delivered whole, it is deleted no sooner than that is done.
    private BacklogFile? _written;
    private bool _isWriting;
    private readonly List<MissingRows> _lost = [];
    private readonly Task _loop;
    private TaskCompletionSource _added = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _number;
    private long _bytes, _records, _first = long.MaxValue, _last = long.MinValue;

    private sealed class Kept(byte[] entry)
    {
        public byte[] Entry => entry;

        public BacklogEntry.Head Head { get; } = BacklogEntry.ReadHead(entry)!.Value;

        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <param name="known">Is told the hash of each body in it.</param>
    /// <exception cref="IOException">The folder cannot be used.</exception>
    public Backlog(string directory, long most, Action<UInt128> known, ILogger log)
    {
        (_directory, _most, _log) = (directory, most, log);
        Directory.CreateDirectory(directory);
        foreach (var path in Directory.GetFiles(directory, "*.backlog").Order(StringComparer.Ordinal))
        {
            _number = Math.Max(_number, long.TryParse(Path.GetFileNameWithoutExtension(path), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0);
            Recover(path, known);
        }

        _loop = Task.Run(WriteAsync);
    }

    /// <summary>Bytes on the disk that have not been delivered, and those that are being written.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    public long Records => Interlocked.Read(ref _records);

    /// <summary>Whether anything in it was acknowledged: answers lack it until it has arrived.</summary>
    public bool HasAcknowledged
    {
        get
        {
            lock (_gate)
            {
                return _arrived < _acknowledged;
            }
        }
    }

    /// <summary>When what waits here happened, Unix nanoseconds.</summary>
    public (long First, long Last) Times
    {
        get
        {
            lock (_gate)
            {
                return (_first, _last);
            }
        }
    }

    /// <summary>What was acknowledged and cannot be read any more.</summary>
    public IReadOnlyList<MissingRows> Lost
    {
        get
        {
            lock (_gate)
            {
                return [.. _lost];
            }
        }
    }

    /// <summary>Returns when it has arrived, or when it is on the disk and cannot arrive soon.</summary>
    /// <exception cref="BacklogFullException">There is no room.</exception>
    /// <exception cref="IOException">The disk is full or broken.</exception>
    public async Task KeepAsync(Delivery delivery)
    {
        var kept = new Kept(BacklogEntry.Write(delivery));
        var length = kept.Entry.Length;
        if (Interlocked.Add(ref _bytes, length) > _most)
        {
            Interlocked.Add(ref _bytes, -length);
            throw new BacklogFullException(string.Create(CultureInfo.InvariantCulture, $"ClickHouse cannot be reached, and the {_most >> 20:#,0} MiB that this node may keep meanwhile are used."));
        }

        if (!_queue.Writer.TryWrite(kept))
        {
            Interlocked.Add(ref _bytes, -length);
            throw new IOException("The server is shutting down.");
        }

        await kept.Done.Task;
    }

    /// <summary>Nothing arrives now: nobody waits for it until something does.</summary>
    public void Release()
    {
        lock (_gate)
        {
            _isStuck = true;
            _acknowledged = _numbered;
            for (; _awaited.TryDequeue(out var next);)
            {
                next.Body.Done.SetResult();
            }
        }
    }

    /// <summary>Completes when there is something to deliver.</summary>
    public async Task WaitAsync(CancellationToken cancellation)
    {
        while (Oldest() is null)
        {
            Task added;
            lock (_gate)
            {
                added = _added.Task;
            }

            if (Oldest() is null)
            {
                await added.WaitAsync(cancellation);
            }
        }
    }

    /// <summary>The oldest entries that have not been delivered; of one file.</summary>
    public BacklogGroup? Next(int most, long rows, long bytes) => Oldest()?.Next(most, rows, bytes);

    /// <summary>They have arrived, but for those that cannot be read.</summary>
    public void Deliver(BacklogGroup group)
    {
        var file = group.File;
        file.Deliver(group.End);
        Interlocked.Add(ref _bytes, -group.Heads.Sum(h => h.Length));
        Interlocked.Add(ref _records, -group.Heads.Sum(h => h.Records));
        lock (_gate)
        {
            _isStuck = false;
            _arrived += group.Heads.Count;
            while (_awaited.TryPeek(out var next) && next.File == file && next.End <= file.Delivered)
            {
                _awaited.Dequeue().Body.Done.SetResult();
            }
        }

        foreach (var (entry, head) in group.Entries.Zip(group.Heads))
        {
            if (entry is null)
            {
                Lose(new(file.Path, head.Signal.ToString().ToLowerInvariant(), head.Records, At(head.First), At(head.Last), "the bytes of this node's backlog are not those that were written: check the disk"));
            }
        }

        DropIfDelivered(file);
    }

    /// <summary>Writes what waits, then stops; what has not been delivered stays.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _loop;
        Release();
        lock (_gate)
        {
            _files.ForEach(f => f.Dispose());
        }
    }

    private async Task WriteAsync()
    {
        var group = new List<Kept>();
        while (await _queue.Reader.WaitToReadAsync())
        {
            while (group.Count < MostAtOnce && _queue.Reader.TryRead(out var waiting))
            {
                group.Add(waiting);
            }

            try
            {
                Append(group);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                Interlocked.Add(ref _bytes, -group.Sum(g => (long)g.Entry.Length));
                group.ForEach(g => g.Done.SetException(new IOException(e.Message, e)));
            }

            group.Clear();
        }
    }

    private void Append(List<Kept> group)
    {
        lock (_gate)
        {
            _written = _files.Count == 0 || _files[^1].Length > FileBytes ? null : _files[^1];

            // Before any of it can be delivered.
            _isWriting = true;
            (_first, _last) = (Math.Min(_first, group.Min(g => g.Head.First)), Math.Max(_last, group.Max(g => g.Head.Last)));
        }

        var file = _written;
        try
        {
            if (file is null)
            {
                file = BacklogFile.Create(Path.Combine(_directory, string.Create(CultureInfo.InvariantCulture, $"{++_number:D10}.backlog")));
                lock (_gate)
                {
                    _files.Add(_written = file);
                }
            }

            Interlocked.Add(ref _records, group.Sum(g => g.Head.Records));
            var start = file.Length;
            file.Append([.. group.Select(g => (ReadOnlyMemory<byte>)g.Entry)]);
            Await(group, file, start);
        }
        catch
        {
            Interlocked.Add(ref _records, file is null ? 0 : -group.Sum(g => g.Head.Records));
            throw;
        }
        finally
        {
            lock (_gate)
            {
                (_written, _isWriting) = (null, false);
                ForgetTimesOfNone();
                _added.TrySetResult();
                _added = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            if (file is not null)
            {
                DropIfDelivered(file);
            }
        }
    }

    // They may have arrived already.
    private void Await(List<Kept> group, BacklogFile file, long end)
    {
        lock (_gate)
        {
            foreach (var body in group)
            {
                end += body.Entry.Length;
                _numbered++;
                if (end <= file.Delivered)
                {
                    body.Done.SetResult();
                }
                else if (_isStuck || Records > MostAwaited)
                {
                    _acknowledged = _numbered;
                    body.Done.SetResult();
                }
                else
                {
                    _awaited.Enqueue((file, end, body));
                }
            }
        }
    }

    // The writer begins another one when something comes.
    private void DropIfDelivered(BacklogFile file)
    {
        bool isDone;
        lock (_gate)
        {
            isDone = file.Left == 0 && file != _written && _files.Remove(file);
            ForgetTimesOfNone();
        }

        if (isDone)
        {
            file.Dispose();
            File.Delete(file.Path);
        }
    }

    private void ForgetTimesOfNone()
    {
        if (_files.Count == 0 && !_isWriting)
        {
            (_first, _last) = (long.MaxValue, long.MinValue);
        }
    }

    private BacklogFile? Oldest()
    {
        lock (_gate)
        {
            return _files.Find(f => f.Left > 0);
        }
    }

    private void Recover(string path, Action<UInt128> known)
    {
        if (BacklogFile.IsEmpty(path))
        {
            File.Delete(path);
            return;
        }

        var file = BacklogFile.Open(path, head =>
        {
            _bytes += head.Length;
            _records += head.Records;
            _acknowledged = ++_numbered;
            (_first, _last) = (Math.Min(_first, head.First), Math.Max(_last, head.Last));
            known(head.Hash);
        });
        if (file is null || file.IsDamaged)
        {
            Lose(new(path, null, null, DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue, "the file of this node's backlog is damaged, and bodies in it cannot be found any more: check the disk"));
        }

        if (file is { Left: > 0 })
        {
            _files.Add(file);
            return;
        }

        file?.Dispose();
        if (file is { IsDamaged: false })
        {
            File.Delete(path);
        }
        else
        {
            File.Move(path, path + ".damaged", overwrite: true);
        }
    }

    private void Lose(MissingRows rows)
    {
        lock (_gate)
        {
            _lost.Add(rows);
        }

        _log.LogError("{Missing}", rows.Sentence);
    }

    private static DateTimeOffset At(long nanos) => DateTimeOffset.UnixEpoch.AddTicks(nanos / 100);
}
