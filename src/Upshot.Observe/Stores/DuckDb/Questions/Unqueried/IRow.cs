namespace Upshot.Observe.Stores.DuckDb.Questions.Unqueried;

/// <summary>A row of an answer, however it was read; columns by their place.</summary>
internal interface IRow
{
    bool IsNull(int column);

    string Text(int column);

    /// <summary>A signed number, or a time as Unix nanoseconds.</summary>
    long Number(int column);

    /// <summary>The id of a span.</summary>
    ulong Id(int column);

    byte Byte(int column);

    double Double(int column);
}
