namespace Upshot.Observe.Stores.DuckDb;

/// <summary>Something that queries may still read after the store has let go of it; released by whoever is last.</summary>
internal abstract class RefCounted
{
    private int _holders = 1;

    public void Hold() => Interlocked.Increment(ref _holders);

    public void Release()
    {
        if (Interlocked.Decrement(ref _holders) == 0)
        {
            OnLastRelease();
        }
    }

    protected abstract void OnLastRelease();
}
