namespace Upshot.Observe.Stores.DuckDb;

/// <summary>Files that somebody reads by their names: one that is to be deleted meanwhile goes when the last of them has read it.</summary>
internal sealed class HeldFiles
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _readers = [];
    private readonly HashSet<string> _toDelete = [], _going = [];

    /// <summary>All of them, until it is released; null where one of them is not there any more.</summary>
    public IDisposable? TryHold(IReadOnlyList<string> paths)
    {
        lock (_gate)
        {
            if (paths.Any(_going.Contains))
            {
                return null;
            }

            foreach (var path in paths)
            {
                _readers[path] = _readers.GetValueOrDefault(path) + 1;
            }
        }

        var reading = new Reading(this, paths);
        if (paths.All(File.Exists))
        {
            return reading;
        }

        reading.Dispose();
        return null;
    }

    public void Delete(string path)
    {
        lock (_gate)
        {
            if (_readers.ContainsKey(path))
            {
                _toDelete.Add(path);
                return;
            }

            _going.Add(path);
        }

        DeleteNow(path);
    }

    private void Release(IReadOnlyList<string> paths)
    {
        var last = new List<string>();
        lock (_gate)
        {
            foreach (var path in paths)
            {
                if (--_readers[path] > 0)
                {
                    continue;
                }

                _readers.Remove(path);
                if (_toDelete.Remove(path))
                {
                    _going.Add(path);
                    last.Add(path);
                }
            }
        }

        last.ForEach(DeleteNow);
    }

    private void DeleteNow(string path)
    {
        try
        {
            File.Delete(path);
        }
        finally
        {
            lock (_gate)
            {
                _going.Remove(path);
            }
        }
    }

    private sealed class Reading(HeldFiles files, IReadOnlyList<string> paths) : IDisposable
    {
        private int _released;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _released, 1) == 0)
            {
                files.Release(paths);
            }
        }
    }
}
