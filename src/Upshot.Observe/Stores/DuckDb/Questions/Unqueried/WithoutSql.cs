namespace Upshot.Observe.Stores.DuckDb.Questions.Unqueried;

/// <summary>Reads files without SQL where that can be done.</summary>
internal static class WithoutSql
{
    /// <returns>Null: a file has another form, or cannot be read. A statement says what it makes of it.</returns>
    public static T? Try<T>(Func<T?> read) where T : class
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is FormatException or IOException)
        {
            return null;
        }
    }
}
