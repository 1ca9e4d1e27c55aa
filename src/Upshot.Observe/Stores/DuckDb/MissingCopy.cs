using System.Text.Json;
using Microsoft.Extensions.Logging;
using Upshot.Observe.State;

namespace Upshot.Observe.Stores.DuckDb;

/// <summary>A row of <c>missing_files</c>; what is null was never known, for it is no sealed file.</summary>
internal sealed record MissingEntry(string Name, string? Signal, long? Segment, long? Rows, long? Bytes, long MinTime, long MaxTime, long? SealedAt, string? Hash, string Why, long NoticedAt);

/// <summary>
/// What is missing, a second time, with the operational state: a catalog that is made again, here or from a backup, would otherwise
/// know nothing of it, and answers would be too small without a word.
/// </summary>
internal sealed class MissingCopy(PlanHistoryTable table, ILogger log)
{
    private const string Key = "missing_files";
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web);

    public IReadOnlyList<MissingEntry> Read()
    {
        try
        {
            return table[Key] is { } text ? JsonSerializer.Deserialize<List<MissingEntry>>(text, s_json) ?? [] : [];
        }
        catch (JsonException e)
        {
            log.LogError(e, "What earlier processes found missing cannot be read from the operational state: answers may lack rows without saying so");
            return [];
        }
    }

    /// <param name="entries">What is missing, read when it is this change's turn: of two that come at once the later knows of both.</param>
    public void Write(Func<IReadOnlyList<MissingEntry>> entries) => table.Update(Key, before => JsonSerializer.Serialize(entries(), s_json) is var text && text != (before ?? "[]") ? text : before);
}
