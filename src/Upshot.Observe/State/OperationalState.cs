using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Upshot.Observe.Stores;
using Upshot.Observe.Threads;

namespace Upshot.Observe.State;

/// <summary>
/// What people and plans decided, as opposed to what was observed: releases, rollout changes, plan history. A SQLite
/// database beside the telemetry, and after each change a copy of it. Tables are added in <see cref="StateMigrations"/>.
/// </summary>
/// <remarks>For several threads; the connection belongs to one of its own. A change that returned is on the disk.</remarks>
internal sealed class OperationalState : IDisposable
{
    private readonly SingleThread _thread = new("upshot state");
    private readonly SqliteConnection _connection;
    private readonly StateCopies _copies;
    private readonly string _path;
    private readonly ILogger _log;
    private SharedVersion _shared;

    private OperationalState(SqliteConnection connection, StateCopies copies, string path, ILogger log)
    {
        (_connection, _copies, _path, _log) = (connection, copies, path, log);
        _shared = SharedVersion.Read(this);
    }

    /// <exception cref="StoreException">It was written by a newer version, or cannot be written.</exception>
    /// <param name="store">The directory's identity: a state of another one is put aside. Null: not known.</param>
    public static OperationalState Open(string directory, string? store, ILogger log)
    {
        var path = StateFile.PathIn(directory);
        var copies = new StateCopies(StateFile.CopiesIn(directory));
        SqliteConnection? connection = null;
        try
        {
            StateFile.Mend(directory, copies, store, log);
            connection = StateFile.Connect(path, isReadOnly: false);
            StateMigrations.Run(connection);
            var state = new OperationalState(connection, copies, path, log);
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
        return _thread.Run(() =>
        {
            try
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
            catch (SqliteException e)
            {
                throw new StoreException($"The operational state {_path} cannot be read now: {e.Message}. A file that was damaged is restored from its latest copy at the next start.", e);
            }
        });
    }

    /// <summary>Reads and changes that nobody else's come between.</summary>
    public T InTurn<T>(Func<T> run) => _thread.Run(run);

    /// <summary>Why nothing may be changed; null: it may.</summary>
    public string? ReadOnlyBecause { get; set; }

    /// <summary>Whether this server may change what several over one store share.</summary>
    public Leadership Leadership { get; set; } = Leadership.Alone;

    /// <summary>As <see cref="Change"/>, of what servers over one store share.</summary>
    /// <exception cref="StoreException">Another server leads; or as there.</exception>
    public void ChangeShared(Action<Changing> statements)
    {
        if (!Leadership.Leads)
        {
            throw new StoreException(Leadership.Reason);
        }

        Change(change =>
        {
            statements(change);
            if (Leadership.IsShared)
            {
                _shared = _shared.Next();
                _shared.Write(change);
            }
        });
    }

    /// <summary>Which version of what servers share this state is.</summary>
    public SharedVersion SharedVersion => Volatile.Read(ref _shared);

    /// <summary>What servers share, as a document, and which version that is.</summary>
    public (string Document, SharedVersion Version) Shared() => _thread.Run(() => (SharedTables.Write(_connection), _shared));

    /// <summary>From now on this server changes what is shared.</summary>
    public void Lead(ulong epoch) => Change(change =>
    {
        _shared = SharedVersion.Begin(epoch);
        _shared.Write(change);
    });

    /// <summary>Puts what the leading server wrote in the place of what is here. What was here before any of it is kept aside.</summary>
    /// <exception cref="StoreException">It cannot be read, or not be written down.</exception>
    public void TakeShared(string document, ulong number)
    {
        if (SharedVersion.IsNone)
        {
            _thread.Run(() =>
            {
                if (!SharedTables.IsEmpty(_connection))
                {
                    _log.LogWarning("Releases, alerts and incidents that this directory held are not those of the servers over its store: those take their place. {Aside}", StateFile.KeepAside(_path));
                }
            });
        }

        Change(change =>
        {
            change.TakeShared(document);
            _shared = new(number, IsOwn: false);
            _shared.Write(change);
        });
    }

    /// <summary>Several statements that happen together or not at all; on the disk, and copied, when this returns.</summary>
    /// <exception cref="StoreException">They cannot be written down, for the disk is full or cannot be written to.</exception>
    public void Change(Action<Changing> statements)
    {
        if (ReadOnlyBecause is { } reason)
        {
            throw new StoreException(reason);
        }

        _thread.Run(() =>
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
        });
    }

    /// <summary>Puts another text in the place of some, wherever it stands, and leaves nothing of them: neither in free pages nor in older copies.</summary>
    /// <returns>How many fields had one.</returns>
    /// <exception cref="StoreException">It cannot be written down, for the disk is full or cannot be written to.</exception>
    public long Erase(IReadOnlyList<string> texts, string by)
    {
        var fields = Read("SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND upper(c.type) = 'TEXT'", r => (Table: r.GetString(0), Column: r.GetString(1)));
        var found = fields.Sum(f => texts.Sum(t => Read($"SELECT count(*) FROM \"{f.Table}\" WHERE instr(\"{f.Column}\", $text) > 0", r => r.GetInt64(0), ("$text", t))[0]));
        if (found > 0)
        {
            Change(change =>
            {
                change.Run("PRAGMA secure_delete = ON");
                foreach (var (table, column) in fields)
                {
                    foreach (var text in texts)
                    {
                        change.Run($"UPDATE OR REPLACE \"{table}\" SET \"{column}\" = replace(\"{column}\", $text, $by) WHERE instr(\"{column}\", $text) > 0", ("$text", text), ("$by", by));
                    }
                }

                if (_shared.IsOwn)
                {
                    // What servers share goes into their store as it is now, when this one leads again.
                    _shared = _shared.Next();
                    _shared.Write(change);
                }
            });
        }

        _thread.Run(() =>
        {
            try
            {
                // Also what an earlier run left when it was ended here.
                using var vacuum = Command("VACUUM", []);
                vacuum.ExecuteNonQuery();
            }
            catch (SqliteException e)
            {
                throw new StoreException($"The operational state cannot be written anew: {e.Message}. Make room or correct the permissions, then try again.", e);
            }

            CopyIfChanged();
            _copies.KeepOnly(File.ReadAllBytes(_path));
        });

        return found;
    }

    /// <summary>A whole database as of now, as bytes.</summary>
    public byte[] Bytes() => _thread.Run(() => File.ReadAllBytes(_path));

    public void Dispose()
    {
        _thread.Dispose();
        _connection.Dispose();
    }

    /// <summary>The statements of one change.</summary>
    public sealed class Changing
    {
        private readonly OperationalState _state;

        internal Changing(OperationalState state) => _state = state;

        /// <returns>How many rows it changed.</returns>
        public int Run(string sql, params (string Name, object Value)[] parameters)
        {
            using var command = _state.Command(sql, parameters);
            return command.ExecuteNonQuery();
        }

        internal void TakeShared(string state) => SharedTables.Read(state, _state._connection);
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
