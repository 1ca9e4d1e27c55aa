namespace Upshot.Observe.Stores.DuckDb.Backup;

/// <param name="Path">Relative to the directory, with slashes: <c>parquet/spans-0000000041.parquet</c>.</param>
/// <param name="Hash">XXH128 of its bytes as 32 hex digits; null: a journal, each record of which proves itself.</param>
public sealed record BackupFile(string Path, long Length, string? Hash = null);

/// <summary>What a backup consists of, as <c>backup.json</c> beside it says.</summary>
/// <param name="Store">Which data directory it is of: a backup is not mixed with one of another.</param>
/// <param name="TakenAt">Everything that was acknowledged before is in it.</param>
/// <param name="Missing">Sealed files that the directory had lost: a backup that has a whole copy of one keeps it.</param>
public sealed record BackupContents(string Store, DateTimeOffset TakenAt, IReadOnlyList<BackupFile> Files, IReadOnlyList<BackupFile>? Missing = null);
