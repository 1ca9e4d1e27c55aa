namespace Upshot.Decide.CriticalPaths;

/// <summary>The time that a span may use inside its parent. <paramref name="Shift"/> is what clock skew moved it and everything below it by.</summary>
internal readonly record struct Window(long Start, long End, long Shift)
{
    public long Length => End - Start;
}
