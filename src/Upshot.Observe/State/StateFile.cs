using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Upshot.Observe.Files;

namespace Upshot.Observe.State;

/// <summary>The database file of the operational state: opened when it is whole, else restored from the latest copy, which is said.</summary>
internal static class StateFile
{
    public static string PathIn(string directory) => Path.Combine(directory, "state.db");

    public static string CopiesIn(string directory) => Path.Combine(directory, "state");

    /// <summary>Leaves a whole database at its place, or none where there is neither one nor a copy.</summary>
    /// <param name="store">Whose it must be; null: not known.</param>
    public static void Mend(string directory, StateCopies copies, string? store, ILogger log)
    {
        var path = PathIn(directory);
        foreach (var stranger in copies.All().Where(c => IsForeign(c, store)).ToList())
        {
            log.LogWarning("The copy {Path} of an operational state is of another data directory. {Aside}", stranger, PutAside(directory, stranger));
        }

        var copy = copies.Latest();
        if ((IsForeign(path, store) ? "is of another data directory" : WhatIsWrong(path, copy)) is not { } problem)
        {
            return;
        }

        var aside = PutAside(directory, path);
        if (copy is null)
        {
            log.LogError("The operational state {Path} {Problem}, and there is no copy of it: releases and rollout changes that it held are lost. {Aside}", path, problem, aside);
            return;
        }

        File.Copy(copy.Path, path);
        Flush(path);
        log.LogWarning("The operational state {Path} {Problem}. It was restored from its latest copy, {Copy}. {Aside}", path, problem, copy.Path, aside);
    }

    /// <summary>The identity that stands in a database; null: there is none, or it cannot be read.</summary>
    public static string? StoreIn(string? path)
    {
        if (path is null || !File.Exists(path) || new FileInfo(path).Length == 0)
        {
            return null;
        }

        try
        {
            using var connection = Connect(path, isReadOnly: true);
            using var command = connection.CreateCommand();
            command.CommandText = "SELECT value FROM plan_history WHERE key = 'store'";
            return command.ExecuteScalar() as string;
        }
        catch (SqliteException)
        {
            return null;
        }
    }

    private static bool IsForeign(string path, string? store) => store is not null && StoreIn(path) is { } its && its != store;

    public static SqliteConnection Connect(string path, bool isReadOnly)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = isReadOnly ? SqliteOpenMode.ReadOnly : SqliteOpenMode.ReadWriteCreate,
            Pooling = false,
        }.ToString());
        try
        {
            connection.Open();
            if (!isReadOnly)
            {
                // The file is whole between two changes, which a copy of its bytes needs; EXTRA also flushes the folder.
                Run(connection, "PRAGMA journal_mode = DELETE");
                Run(connection, "PRAGMA synchronous = EXTRA");
            }

            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Null: nothing is wrong, or there is nothing yet.</summary>
    private static string? WhatIsWrong(string path, StateCopy? copy)
    {
        if (!File.Exists(path) || new FileInfo(path).Length == 0)
        {
            return copy is null ? null : File.Exists(path) ? "is empty" : "is missing";
        }

        if (!IsWhole(path))
        {
            return "is damaged";
        }

        // The check has rolled back what a crash left half. Other bytes after as many changes are no later state.
        var bytes = File.ReadAllBytes(path);
        return copy is null || StateCopies.HashOf(bytes) == copy.Hash || StateCopies.ChangesOf(bytes) > copy.Changes ? null
            : StateCopies.ChangesOf(bytes) == copy.Changes ? "is not as it was written" : "is older than its copy";
    }

    private static bool IsWhole(string path)
    {
        try
        {
            using var connection = Connect(path, isReadOnly: false);
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA integrity_check";
            return Convert.ToString(command.ExecuteScalar(), CultureInfo.InvariantCulture) == "ok";
        }
        catch (SqliteException e) when (e.SqliteErrorCode is Corrupt or NotADatabase)
        {
            return false;
        }
    }

    private const int Corrupt = 11, NotADatabase = 26;

    private static string PutAside(string directory, string path)
    {
        if (!File.Exists(path) || new FileInfo(path).Length == 0)
        {
            File.Delete(path);
            return "";
        }

        var folder = Path.Combine(directory, "lost+found");
        Directory.CreateDirectory(folder);
        var aside = Path.Combine(folder, $"state-{Convert.ToHexStringLower(System.IO.Hashing.XxHash3.Hash(File.ReadAllBytes(path)))}.db");
        File.Move(path, aside, overwrite: true);
        if (path == PathIn(directory))
        {
            File.Delete(path + "-journal");
        }

        return $"What was there is now {aside}.";
    }

    /// <summary>A copy of a whole state, as a sentence says where.</summary>
    public static string KeepAside(string path)
    {
        var folder = Path.Combine(Path.GetDirectoryName(path)!, "lost+found");
        Directory.CreateDirectory(folder);
        var aside = Path.Combine(folder, $"state-{Convert.ToHexStringLower(System.IO.Hashing.XxHash3.Hash(File.ReadAllBytes(path)))}.db");
        File.Copy(path, aside, overwrite: true);
        Flush(aside);
        return $"They are in {aside}.";
    }

    private static void Flush(string path)
    {
        using (var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite))
        {
            RandomAccess.FlushToDisk(file);
        }

        Folders.Flush(Path.GetDirectoryName(path)!);
    }

    private static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
