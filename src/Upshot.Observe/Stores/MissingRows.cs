using System.Globalization;

namespace Upshot.Observe.Stores;

/// <summary>Telemetry that was stored and cannot be answered from: what an answer says of it instead of being silently too small.</summary>
/// <param name="File">The file it stands in, or stood in.</param>
/// <param name="Signal">traces, metrics or logs; null: it may be all of them, and what was counted of them.</param>
/// <param name="Rows">Null: nobody knows how many.</param>
/// <param name="From">When the first of it happened.</param>
/// <param name="Why">In words, with what to do about it.</param>
public sealed record MissingRows(string File, string? Signal, long? Rows, DateTimeOffset From, DateTimeOffset To, string Why)
{
    /// <summary>The operational state and all copies of it were there once and are not any more.</summary>
    public static MissingRows OfState(DateTimeOffset now) =>
        new("state.db", null, null, DateTimeOffset.UnixEpoch, now, "state.db and its copies in state/ are gone: releases and rollout changes that they held are lost. Put them back if there is a backup of them");

    public string Sentence => string.Create(
        CultureInfo.InvariantCulture,
        $"{(Rows is { } rows ? $"{rows:#,0}" : "An unknown number of")} rows of {Signal ?? "telemetry"} from {From.UtcDateTime:yyyy-MM-dd HH:mm} to {To.UtcDateTime:yyyy-MM-dd HH:mm} UTC are missing: {Why}");
}
