namespace Upshot.Observe.Stores.DuckDb.Questions;

/// <summary>What a person's query may take.</summary>
public sealed record SqlLimits
{
    /// <summary>From the moment it is asked, waiting for others included. The default is 30 seconds.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>What is left of it, where a part has gone by; null: all.</summary>
    public TimeSpan? Left { get; init; }

    /// <summary>The default is 10,000 rows; more are cut off, and that is said.</summary>
    public int Rows { get; init; } = 10_000;

    /// <summary>Bytes of the rows as JSON; more are cut off, and that is said. The default is 64 MiB.</summary>
    public long Bytes { get; init; } = 64L << 20;
}

/// <param name="Columns">Names of the columns.</param>
/// <param name="Rows">Numbers, texts, truth values, lists and maps of these; null for NULL. Times are ISO 8601 in UTC, blobs hex.</param>
/// <param name="CutBecause">Which limit ended the answer, as a sentence; null: it is whole.</param>
public sealed record SqlAnswer(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<object?>> Rows, string? CutBecause)
{
    public bool IsCut => CutBecause is not null;

    /// <summary>What was stored and the rows could not come from.</summary>
    public IReadOnlyList<MissingRows> Missing { get; init; } = [];
}

/// <summary>The query cannot be answered; the message is for the person who asked.</summary>
public class QueryException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>It was not run at all: what it asks for is not answered.</summary>
    public bool IsRefusal { get; init; }
}

/// <summary>Too many others were being answered for as long as the query may take.</summary>
public sealed class QueriesBusyException(string message) : QueryException(message);
