namespace Upshot.Observe.Stores.DuckDb.Questions.AdHoc;

/// <summary>Until when a query may take, whatever it waits for: a place, a process, its rows.</summary>
internal sealed class Deadline(TimeSpan length, TimeProvider time)
{
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(1);
    private readonly long _began = time.GetTimestamp();

    public TimeProvider Time => time;

    /// <summary>Never nothing: zero means without limit to some that are told it.</summary>
    public TimeSpan Left => length - time.GetElapsedTime(_began) is var left && left > Least ? left : Least;
}
