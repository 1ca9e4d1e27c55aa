using System.Buffers;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Upshot.Observe.Stores;

namespace Upshot.Observe.State;

/// <summary>
/// The tables of the operational state that servers over one store share, as one document. Keys, the audit log and what plans said of names are each server's own.
/// </summary>
internal static class SharedTables
{
    private static readonly string[] s_names = ["releases", "rollout_changes", "alarms", "alert_episodes", "incidents", "incident_notes", "alert_silences", "alert_outbox", "change_events"];

    public static string Write(SqliteConnection from)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("version", StateMigrations.Version);
            json.WriteStartObject("tables");
            foreach (var name in s_names)
            {
                json.WritePropertyName(name);
                Write(json, from, name);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Puts what another server wrote in the place of what is here. Within a transaction.</summary>
    /// <exception cref="StoreException">It is none, or of a newer version.</exception>
    public static void Read(string state, SqliteConnection into)
    {
        using var document = Parse(state);
        var version = document.RootElement.GetProperty("version").GetInt32();
        if (version > StateMigrations.Version)
        {
            throw new StoreException($"The server that leads is of a newer version of Upshot: what it keeps in the store (version {version}) is not known here ({StateMigrations.Version}). Use that version here, too.");
        }

        var tables = document.RootElement.GetProperty("tables");
        foreach (var name in s_names)
        {
            Run(into, $"DELETE FROM {name}");
            if (tables.TryGetProperty(name, out var table))
            {
                Read(into, name, table);
            }
        }
    }

    public static bool IsEmpty(SqliteConnection connection) => s_names.All(name =>
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT NOT EXISTS (SELECT 1 FROM {name})";
        return (long)command.ExecuteScalar()! == 1;
    });

    private static void Write(Utf8JsonWriter json, SqliteConnection from, string name)
    {
        using var command = from.CreateCommand();
        command.CommandText = $"SELECT * FROM {name} ORDER BY rowid";
        using var rows = command.ExecuteReader();
        json.WriteStartObject();
        json.WriteStartArray("columns");
        for (var i = 0; i < rows.FieldCount; i++)
        {
            json.WriteStringValue(rows.GetName(i));
        }

        json.WriteEndArray();
        json.WriteStartArray("rows");
        while (rows.Read())
        {
            json.WriteStartArray();
            for (var i = 0; i < rows.FieldCount; i++)
            {
                switch (rows.GetValue(i))
                {
                    case long whole:
                        json.WriteNumberValue(whole);
                        break;
                    case double number:
                        // JSON has no number without end.
                        json.WriteNumberValue(double.IsFinite(number) ? number : Math.CopySign(double.MaxValue, number));
                        break;
                    case string text:
                        json.WriteStringValue(text);
                        break;
                    default:
                        json.WriteNullValue();
                        break;
                }
            }

            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Read(SqliteConnection into, string name, JsonElement table)
    {
        // Names become part of a statement: only those that the table has.
        var known = Columns(into, name);
        var columns = table.GetProperty("columns").EnumerateArray().Select(c => c.GetString()!).ToList();
        if (columns.Except(known).FirstOrDefault() is { } stranger)
        {
            throw new StoreException($"What the leading server keeps in the store has a column {name}.{stranger} that is not known here.");
        }

        using var command = into.CreateCommand();
        command.CommandText = $"INSERT INTO {name} ({string.Join(", ", columns)}) VALUES ({string.Join(", ", columns.Select((_, i) => $"${i}"))})";
        var parameters = columns.Select((_, i) => command.Parameters.Add(new SqliteParameter($"${i}", DBNull.Value))).ToList();
        foreach (var row in table.GetProperty("rows").EnumerateArray())
        {
            var i = 0;
            foreach (var value in row.EnumerateArray())
            {
                parameters[i++].Value = value.ValueKind switch
                {
                    JsonValueKind.String => value.GetString(),
                    JsonValueKind.Number => value.TryGetInt64(out var whole) ? whole : value.GetDouble(),
                    _ => DBNull.Value,
                };
            }

            command.ExecuteNonQuery();
        }
    }

    private static List<string> Columns(SqliteConnection connection, string table)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT name FROM pragma_table_info('{table}')";
        using var rows = command.ExecuteReader();
        var columns = new List<string>();
        while (rows.Read())
        {
            columns.Add(rows.GetString(0));
        }

        return columns;
    }

    private static JsonDocument Parse(string state)
    {
        try
        {
            return JsonDocument.Parse(state);
        }
        catch (JsonException e)
        {
            throw new StoreException($"What the leading server keeps in the store cannot be read: {e.Message}", e);
        }
    }

    private static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
