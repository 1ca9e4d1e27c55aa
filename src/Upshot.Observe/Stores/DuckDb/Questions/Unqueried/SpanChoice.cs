using Upshot.Observe.Otlp;
using Upshot.Observe.Stores.AnswerParts;
using Upshot.Observe.Stores.Questions;

namespace Upshot.Observe.Stores.DuckDb.Questions.Unqueried;

/// <summary>Which spans a search for traces is about: entry spans of its operation; without one roots, or entry spans below others.</summary>
/// <param name="IsInner">Not roots but entry spans whose parents are other spans.</param>
/// <param name="Complete">Traces that are found already.</param>
/// <param name="NotBehind">Rows behind it in the order that was asked for are of no use; null: all are.</param>
internal sealed record SpanChoice(TraceSearch Search, bool IsInner, IReadOnlyList<string> Complete, TraceRow? NotBehind)
{
    /// <summary>OTLP's status code of an error.</summary>
    public const byte Failed = 2;

    private const string IsRoot = "(parent_span_id IS NULL OR parent_span_id = span_id)";

    /// <summary>The duration must be greater; null: any will do.</summary>
    public long? LongerThan
    {
        get
        {
            var asked = Search.AtLeast is { } atLeast ? atLeast.Ticks * 100 : (long?)null;
            return NotBehind is { } row && Search.SlowestFirst ? Math.Max(asked ?? long.MinValue, row.DurationNanos - 1) : asked;
        }
    }

    /// <summary>From when on spans are of use, Unix nanoseconds.</summary>
    public long From => Math.Max(Nanos.Of(Search.Range.From), NotBehind is { } row && !Search.SlowestFirst ? row.StartNanos : long.MinValue);

    public long To => Nanos.Of(Search.Range.To);

    /// <summary>The same as a condition of a statement, but for the time.</summary>
    public string Condition => string.Join(" AND ", Conditions());

    private IEnumerable<string> Conditions()
    {
        if (Search.Operation is { } operation)
        {
            yield return $"operation = {Sql.Text(operation)}";
        }
        else
        {
            yield return IsInner ? $"NOT {IsRoot} AND kind IN ({SpanKinds.Server}, {SpanKinds.Consumer})" : IsRoot;
        }

        if (Search.Service is { } service)
        {
            yield return $"service = {Sql.Text(service)}";
        }

        if (Search.Version is { } version)
        {
            yield return $"version = {Sql.Text(version)}";
        }

        if (LongerThan is { } longer)
        {
            yield return $"duration_ns > {longer}";
        }

        if (Search.OnlyFailed)
        {
            yield return $"status = {Failed}";
        }

        if (Complete.Count > 0)
        {
            yield return $"trace_id NOT IN (SELECT unnest({Sql.List(Complete)}::UUID[]))";
        }
    }
}
