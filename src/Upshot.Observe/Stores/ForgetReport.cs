namespace Upshot.Observe.Stores;

/// <summary>What became of everything that was kept of a subject.</summary>
/// <param name="RowsRemoved">Spans, log records and data points of the subject.</param>
/// <param name="RowsChanged">Other rows, in whose texts the value stood.</param>
/// <param name="CountsChanged">Rows of rollups whose names had it; their numbers are as they were.</param>
/// <param name="StateChanged">Entries of the operational state that named it.</param>
/// <param name="Deleted">Files that nothing needs and that had it: of <c>lost+found/</c>, <c>damaged/</c> and the like.</param>
/// <param name="Left">Files in which it still is, or that cannot be looked into.</param>
public sealed record ForgetReport(string Subject, int FilesRewritten, long RowsRemoved, long RowsChanged, long CountsChanged, long StateChanged, IReadOnlyList<string> Deleted, IReadOnlyList<string> Left);
