namespace Upshot.Observe.Stores;

/// <summary>What stops a backup, in words.</summary>
public sealed class BackupException(string message, Exception? inner = null) : Exception(message, inner);
