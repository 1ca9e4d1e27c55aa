namespace Upshot.Observe.Stores.DuckDb;

/// <summary>Files that somebody reads by their names: one that is to be deleted meanwhile goes when the last of them has read it.</summary>
internal sealed class HeldFiles
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _readers = [];
    private readonly HashSet<string> _toDelete = [];

    public IDisposable Hold(IReadOnlyList<string> paths)
    {
        lock (_gate)
        {
            foreach (var path in paths)
            {
                _readers[path] = _readers.GetValueOrDefault(path) + 1;
            }
        }

        return new Reading(this, paths);
    }

    public void Delete(string path)
    {
        lock (_gate)
        {
            if (_readers.ContainsKey(path))
            {
                _toDelete.Add(path);
            }
            else
            {
                File.Delete(path);
            }
        }
    }

    private void Release(IReadOnlyList<string> paths)
    {
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
                    File.Delete(path);
                }
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
