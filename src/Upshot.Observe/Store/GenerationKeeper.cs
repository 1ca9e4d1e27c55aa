using Upshot.Observe.Rollup;

namespace Upshot.Observe.Store;

/// <summary>Holds the generation that is being filled and hands full ones to the sealer. Used by the writer's thread alone, but for reading sizes.</summary>
internal sealed class GenerationKeeper(StoreOptions options, StoreState state, Func<RollupAccumulator> newRollups, Action<Generation> seal, TimeProvider time)
{
    private volatile Generation _active = null!;

    public Generation Active => _active;

    public long UnsealedBytes => state.Generations.Sum(g => g.Bytes);

    public static string PathOf(StoreOptions options, long number) => Path.Combine(options.Directory, "journal", $"{number:D10}.journal");

    /// <summary>A generation for a journal that is open at its end.</summary>
    public Generation Open(long number, Journal journal)
    {
        var generation = new Generation(number, journal, newRollups(), time.GetUtcNow());
        state.Add(generation);
        return generation;
    }

    public void Begin(long number) => _active = Open(number, Journal.Open(PathOf(options, number)));

    public void RotateIfFull()
    {
        var hourClosed = _active.Rows > 0 && time.GetUtcNow().Ticks / options.GenerationAge.Ticks != _active.OpenedAt.Ticks / options.GenerationAge.Ticks;
        if (_active.Rows >= options.GenerationRecords || _active.Bytes >= options.GenerationBytes || hourClosed)
        {
            Rotate();
        }
    }

    public void Rotate()
    {
        var full = _active;
        try
        {
            Begin(full.Number + 1);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // No room for a new file: the old one goes on until there is.
            return;
        }

        seal(full);
    }
}
