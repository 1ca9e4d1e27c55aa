using System.Text.Json;
using Upshot.Observe.Stores.Rows;

namespace Upshot.Observe.Stores.ClickHouse.Schema;

/// <summary>Which attributes had columns of their own when the servers were last asked, for a node that starts without them.</summary>
internal sealed class ColumnMemory(string directory)
{
    private string Path => System.IO.Path.Combine(directory, "columns.json");

    public void Write(IReadOnlyList<Column> declared)
    {
        Directory.CreateDirectory(directory);
        File.WriteAllText(Path, JsonSerializer.Serialize(declared.Select(c => new Remembered(c.Attribute!, c.Type))));
    }

    /// <summary>Without a memory every attribute stands with the rest: that is right, too.</summary>
    public IReadOnlyList<Column> Read()
    {
        try
        {
            return File.Exists(Path) ? [.. (JsonSerializer.Deserialize<Remembered[]>(File.ReadAllText(Path)) ?? []).Select(r => Column.ForAttribute(r.Attribute, r.Type))] : [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    private sealed record Remembered(string Attribute, ColumnType Type);
}
