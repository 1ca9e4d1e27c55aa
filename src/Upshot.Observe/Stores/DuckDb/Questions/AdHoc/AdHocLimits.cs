namespace Upshot.Observe.Stores.DuckDb.Questions.AdHoc;

/// <summary>What all of people's queries together may take.</summary>
public sealed record AdHocLimits
{
    /// <summary>How many run at the same time. The default is 4.</summary>
    public int Running { get; init; } = 4;

    /// <summary>How many may wait; more are refused at once. The default is 1,000.</summary>
    public int Waiting { get; init; } = 1_000;

    /// <summary>What the worker processes have in memory together, in MiB; when it is more, the largest is ended. The default is 512.</summary>
    public int MemoryMiB { get; init; } = 512;

    /// <summary>What DuckDB may keep in memory for one query, in MiB; more than that goes to the disk for a while. The default is 160.</summary>
    public int QueryMemoryMiB { get; init; } = 160;

    /// <summary>What a query may put on the disk for a while, in MiB. The default is 512.</summary>
    public int QueryDiskMiB { get; init; } = 512;
}
