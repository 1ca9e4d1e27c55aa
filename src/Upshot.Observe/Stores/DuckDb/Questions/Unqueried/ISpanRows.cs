using Upshot.Observe.Stores.Rows;

namespace Upshot.Observe.Stores.DuckDb.Questions.Unqueried;

/// <summary>Some spans, sealed or not, column by column.</summary>
internal interface ISpanRows
{
    int Count { get; }

    /// <summary>Where a row has no value, 0. Doubles by their bits.</summary>
    void Numbers(Column column, long[] into);

    void Traces(Column column, UInt128[] into);

    void Names(Column column, NumberedNames names, int[] into);
}
