using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Upshot.Observe.Stores;

namespace Upshot.Observe.State;

/// <summary>
/// What people and plans decided, as opposed to what was observed: releases, rollout changes, plan history. A SQLite
/// database beside the telemetry, and after each change a copy of it. Tables are added in <see cref="StateMigrations"/>.
/// </summary>
/// <remarks>For several threads. A change that returned is on the disk.</remarks>
internal sealed class OperationalState : IDisposable
{
    private readonly Lock _gate = new();
    private readonly SqliteConnection _connection;
    private readonly StateCopies _copies;
    private readonly string _path;
    private readonly ILogger _log;

    private OperationalState(SqliteConnection connection, StateCopies copies, string path, ILogger log) => (_connection, _copies, _path, _log) = (connection, copies, path, log);

    /// <exception cref="StoreException">It was written by a newer version, or cannot be written.</exception>
    public static OperationalState Open(string directory, ILogger log)
    {
        var path = StateFile.PathIn(directory);
        var copies = new StateCopies(StateFile.CopiesIn(directory));
        SqliteConnection? connection = null;
        try
        {
            StateFile.Mend(directory, copies, log);
            connection = StateFile.Connect(path, isReadOnly: false);
            var state = new OperationalState(connection, copies, path, log);
            StateMigrations.Run(connection);
            state.CopyIfChanged();
            return state;
        }
        catch (SqliteException e)
        {
            connection?.Dispose();
            throw new StoreException($"The operational state {path} cannot be opened: {e.Message}", e);
        }
        catch
        {
            connection?.Dispose();
            throw;
        }
    }

    public IReadOnlyList<T> Read<T>(string sql, Func<SqliteDataReader, T> row, params (string Name, object Value)[] parameters)
    {
        lock (_gate)
        {
            using var command = Command(sql, parameters);
            using var reader = command.ExecuteReader();
            var rows = new List<T>();
            while (reader.Read())
            {
                rows.Add(row(reader));
            }

            return rows;
        }
    }

    /// <summary>Why nothing may be changed; null: it may.</summary>
    public string? ReadOnlyBecause { get; set; }

    /// <summary>Several statements that happen together or not at all; on the disk, and copied, when this returns.</summary>
    /// <exception cref="StoreException">They cannot be written down, for the disk is full or cannot be written to.</exception>
    public void Change(Action<Changing> statements)
    {
        if (ReadOnlyBecause is { } reason)
        {
            throw new StoreException(reason);
        }

        lock (_gate)
        {
            try
            {
                using var transaction = _connection.BeginTransaction();
                statements(new(this));
                transaction.Commit();
            }
            catch (SqliteException e)
            {
                throw new StoreException($"The change cannot be written down now: {e.Message}. Make room or correct the permissions, then try again.", e);
            }

            CopyIfChanged();
        }
    }

    /// <summary>A whole database as of now, as bytes.</summary>
    public byte[] Bytes()
    {
        lock (_gate)
        {
            return File.ReadAllBytes(_path);
        }
    }

    public void Dispose() => _connection.Dispose();

    /// <summary>The statements of one change.</summary>
    public sealed class Changing
    {
        private readonly OperationalState _state;

        internal Changing(OperationalState state) => _state = state;

        public void Run(string sql, params (string Name, object Value)[] parameters)
        {
            using var command = _state.Command(sql, parameters);
            command.ExecuteNonQuery();
        }
    }

    private SqliteCommand Command(string sql, (string Name, object Value)[] parameters)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return command;
    }

    private void CopyIfChanged()
    {
        try
        {
            var bytes = File.ReadAllBytes(_path);
            if (_copies.Latest() is not { } latest || latest.Hash != StateCopies.HashOf(bytes))
            {
                _copies.Save(bytes);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The change itself is on the disk; the next one, or the next start, copies it.
            _log.LogError(e, "The operational state could not be copied to {Folder}: {Reason}", _copies.Folder, e.Message);
        }
    }
}
