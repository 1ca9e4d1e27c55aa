namespace Upshot.Observe.Stores.DuckDb.Questions;

/// <summary>An answer that is kept whole in memory.</summary>
internal sealed class CollectedRows : IAnswerSink
{
    public IReadOnlyList<string> Columns { get; private set; } = [];

    public List<IReadOnlyList<object?>> Rows { get; } = [];

    public void Begin(IReadOnlyList<string> columns) => Columns = columns;

    public bool TryTake(IReadOnlyList<object?> row)
    {
        Rows.Add(row);
        return true;
    }
}
